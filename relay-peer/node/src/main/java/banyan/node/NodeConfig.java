package banyan.node;

import banyan.protocol.Candidate;
import banyan.protocol.ChunkVerifier;
import banyan.protocol.Head;
import banyan.protocol.PeerAddress;
import banyan.protocol.PeerId;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a node is told once.
 *
 * @param self its own id
 * @param address where strangers can dial it
 * @param uploadBytesPerSecond what it may send in all, or 0 if nobody knows: then slots grow by trying
 * @param maxChildren the most it feeds whatever the upload
 * @param climbs whether it looks for a place nearer to the root when it can feed several; else it stays where it is
 * @param entries peers that are known beforehand and never forgotten; a root dials them, to feed them
 * @param verifier checks what comes from others
 * @param root what makes the node the channel's root, or null
 * @param random a seeded generator, the node's alone
 */
public record NodeConfig(
    PeerId self, PeerAddress address, long uploadBytesPerSecond, int maxChildren, boolean climbs,
    List<Candidate> entries, ChunkVerifier verifier, @Nullable RootVoice root, RandomGenerator random) {
  /** What the root's process does for its node: it has the key and a wall clock. */
  public interface RootVoice {
    /** This run's epoch. */
    long epoch();

    /**
     * Signs a head.
     *
     * @param newestSequence or {@link Head#NO_SEQUENCE}
     */
    Head head(long beat, long newestSequence, long descriptorRevision, int stripes, boolean ended);
  }

  /** Takes as many children as there are slots for. */
  public static final int ANY_NUMBER_OF_CHILDREN = 65_535;

  public NodeConfig {
    entries = List.copyOf(entries);
    if (uploadBytesPerSecond < 0 || maxChildren < 0 || maxChildren > ANY_NUMBER_OF_CHILDREN) {
      throw new IllegalArgumentException("upload " + uploadBytesPerSecond + " B/s, " + maxChildren + " children");
    }
  }

  public boolean isRoot() {
    return root != null;
  }
}
