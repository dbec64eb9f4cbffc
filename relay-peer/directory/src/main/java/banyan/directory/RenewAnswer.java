package banyan.directory;

import java.util.Objects;

/**
 * The answer to a renewal.
 *
 * @param renewMillis when to renew next
 * @param leaseMillis when the index forgets the peer
 * @param observedHost the address that the peer's request came from
 * @param dialBack whether strangers can reach the peer
 */
public record RenewAnswer(long renewMillis, long leaseMillis, String observedHost, DialBack dialBack) {
  public RenewAnswer {
    Objects.requireNonNull(observedHost, "the observed host is missing");
    Objects.requireNonNull(dialBack, "the dial-back is missing");
  }
}
