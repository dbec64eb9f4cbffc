package banyan.directory;

import java.util.Objects;

/**
 * The answer to a published record.
 *
 * @param token makes the lease that joins with it the channel's root; to be kept secret
 * @param leaseMillis the channel is on air until then, and then for as long as the root renews its own lease
 */
public record Publication(String token, long leaseMillis) {
  public Publication {
    Objects.requireNonNull(token, "the token is missing");
  }
}
