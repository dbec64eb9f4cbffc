package banyan.directory;

import banyan.protocol.Candidate;
import java.util.List;
import java.util.Objects;

/**
 * The answer to a {@link PeerRegistration}.
 *
 * @param token secret; renews and ends the lease
 * @param renewMillis when to renew first
 * @param leaseMillis when the index forgets the peer
 * @param observedHost the address that the peer's request came from
 * @param dialBack whether strangers can reach the peer
 * @param candidates who might feed it, best first, at most {@link DirectoryLimits#MAX_CANDIDATES}
 */
public record JoinAnswer(
    String token, long renewMillis, long leaseMillis, String observedHost, DialBack dialBack,
    List<Candidate> candidates) {
  public JoinAnswer {
    Objects.requireNonNull(token, "the token is missing");
    Objects.requireNonNull(observedHost, "the observed host is missing");
    Objects.requireNonNull(dialBack, "the dial-back is missing");
    candidates = CandidateList.checked(candidates);
  }
}
