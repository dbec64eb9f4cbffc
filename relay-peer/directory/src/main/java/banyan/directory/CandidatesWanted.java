package banyan.directory;

import banyan.protocol.PeerId;
import java.util.List;
import java.util.Set;

/**
 * Asks for more candidates on a lease.
 *
 * @param count 1 to {@link DirectoryLimits#MAX_CANDIDATES}
 * @param exclude peers that were tried already, at most {@link DirectoryLimits#MAX_EXCLUDED}
 */
public record CandidatesWanted(int count, List<PeerId> exclude) {
  public CandidatesWanted {
    exclude = exclude == null ? List.of() : List.copyOf(exclude);
    if (count < 1 || count > DirectoryLimits.MAX_CANDIDATES || exclude.size() > DirectoryLimits.MAX_EXCLUDED) {
      throw new IllegalArgumentException(
          count + " candidates without " + exclude.size() + " peers are asked for; at most "
              + DirectoryLimits.MAX_CANDIDATES + " without " + DirectoryLimits.MAX_EXCLUDED);
    }
  }

  public Set<PeerId> excluded() {
    return Set.copyOf(exclude);
  }
}
