package banyan.protocol;

/** What a peer asks of cryptography and of its wall clock: is this the channel's, and is it live? */
public interface ChunkVerifier {
  /** How a head was judged. */
  enum HeadVerdict {
    /** Signed by the channel, and of now. */
    FRESH,
    /** Signed by the channel, but its unix time is far from this computer's: a replayed stream, or a wrong clock. */
    STALE,
    /** Not signed by the channel. */
    FORGED
  }

  /** Whether the descriptor's key is the one that the channel is named after, and signed it. */
  boolean accepts(Descriptor descriptor);

  HeadVerdict judge(Head head, PublicKey key);

  boolean accepts(Chunk chunk, PublicKey key);
}
