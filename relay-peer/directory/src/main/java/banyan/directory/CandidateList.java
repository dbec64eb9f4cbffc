package banyan.directory;

import banyan.protocol.Candidate;
import banyan.protocol.Limits;
import java.util.List;
import java.util.Objects;

/**
 * Peers that might feed the asker.
 *
 * @param candidates best first
 */
public record CandidateList(List<Candidate> candidates) {
  public CandidateList {
    candidates = checked(candidates);
  }

  static List<Candidate> checked(List<Candidate> candidates) {
    Objects.requireNonNull(candidates, "the candidates are missing");
    if (candidates.size() > Limits.MAX_CANDIDATES) {
      throw new IllegalArgumentException(candidates.size() + " candidates; at most " + Limits.MAX_CANDIDATES);
    }
    return List.copyOf(candidates);
  }
}
