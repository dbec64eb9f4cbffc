package banyan.churn.scenario;

import java.nio.file.Path;

/**
 * One peer's life. A peer that replaces another one, or is started again, is a peer of its own.
 *
 * @param number its own in the run; the root has 0
 * @param name for people, such as {@code viewer 17}
 * @param id as {@link banyan.protocol.PeerId} writes it, and as traces name it
 * @param upClass the name of its class of upload, such as {@code 5M}
 * @param process the name of the process that it was in, as {@link ProcessSample} names it
 * @param trace its trace
 * @param joinedNanos when it was told to join
 * @param endNanos when it was told to end, or was killed; 0 if it lived to the end of the run
 */
public record PeerRecord(
    int number, String name, Role role, String id, String upClass, String process, Path trace, long joinedNanos,
    long endNanos, End end) {
  /** What a peer is there for. */
  public enum Role {
    ROOT,
    RELAY,
    VIEWER
  }

  /** How it ended. */
  public enum End {
    /** It lived to the end of the run. */
    NONE,
    LEFT,
    KILLED,
    /** Of its own accord, which is a bug, or its machine's doing. */
    DIED
  }
}
