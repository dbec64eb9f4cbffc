package banyan.protocol;

/**
 * A peer that might feed somebody, as told by an index, a parent, or a pasted address.
 *
 * @param peer who it is, or {@link PeerId#UNKNOWN}
 * @param address where it is
 * @param freeSlots children it could still take when last heard of, 0 to 65535
 * @param depth hops from the root, 0 for the root itself, {@link #DEPTH_UNKNOWN} if nobody said
 */
public record Candidate(PeerId peer, PeerAddress address, int freeSlots, int depth) {
  public static final int DEPTH_UNKNOWN = 255;

  public Candidate {
    if (freeSlots < 0 || freeSlots > 0xffff || depth < 0 || depth > DEPTH_UNKNOWN) {
      throw new IllegalArgumentException("candidate with " + freeSlots + " slots at depth " + depth);
    }
  }

  /** Somebody who is said to listen there. */
  public static Candidate at(Endpoint endpoint) {
    return new Candidate(PeerId.UNKNOWN, PeerAddress.of(endpoint), 1, DEPTH_UNKNOWN);
  }
}
