package banyan.directory;

import banyan.protocol.Candidate;

/**
 * How a peer does in a channel, as it says at each join and renewal.
 *
 * @param freeSlots children that it could take, 0 to 65535
 * @param depth its own, {@link Candidate#DEPTH_UNKNOWN} without a way to the root
 * @param viewers people who watch on it
 * @param subtreePeers peers in the tree below and with it
 * @param subtreeViewers viewers in that tree
 * @param subtreeFreeSlots free slots in that tree
 * @param subtreeDepth levels in that tree, 1 without children
 * @param stalled it gets nothing fresh itself, and should be named to nobody
 */
public record PeerState(
    int freeSlots, int depth, int viewers, int subtreePeers, int subtreeViewers, int subtreeFreeSlots,
    int subtreeDepth, boolean stalled) {
  /** Just arrived: no parent, no child, no slot. */
  public static final PeerState NEW = new PeerState(0, Candidate.DEPTH_UNKNOWN, 0, 1, 0, 0, 1, false);

  public PeerState {
    if (freeSlots < 0 || freeSlots > 0xffff || depth < 0 || depth > Candidate.DEPTH_UNKNOWN || viewers < 0
        || subtreePeers < 0 || subtreeViewers < 0 || subtreeFreeSlots < 0 || subtreeDepth < 0) {
      throw new IllegalArgumentException(
          "the peer's state is out of range: " + freeSlots + " free slots at depth " + depth + ", " + viewers
              + " viewers; below it " + subtreePeers + " peers, " + subtreeViewers + " viewers, " + subtreeFreeSlots
              + " free slots, " + subtreeDepth + " levels");
    }
  }
}
