package banyan.relay.crypto;

import banyan.protocol.ChannelId;
import banyan.protocol.Chunk;
import banyan.protocol.ChunkVerifier;
import banyan.protocol.Descriptor;
import banyan.protocol.Head;
import banyan.protocol.PublicKey;
import banyan.protocol.SignatureVerifier;
import java.util.function.LongSupplier;

/** Checks what peers hand on against one channel's key and this computer's clock. */
public final class SignedChunkVerifier implements ChunkVerifier {
  /**
   * How far the root's clock may be from ours. Computers that keep their time by the network are within a second, one
   * that was set by hand within minutes; a recording that somebody passes off as live is hours old, and one that is
   * younger than this wins its sender little.
   */
  static final long TOLERANCE_MILLIS = 10 * 60 * 1_000;

  private final ChannelId channel;
  private final SignatureVerifier signatures;
  private final LongSupplier unixMillis;

  /** @param unixMillis the wall clock */
  public SignedChunkVerifier(ChannelId channel, SignatureVerifier signatures, LongSupplier unixMillis) {
    this.channel = channel;
    this.signatures = signatures;
    this.unixMillis = unixMillis;
  }

  @Override
  public boolean accepts(Descriptor descriptor) {
    return descriptor.belongsTo(channel, signatures);
  }

  @Override
  public HeadVerdict judge(Head head, PublicKey key) {
    if (!head.isSignedBy(channel, key, signatures)) {
      return HeadVerdict.FORGED;
    }
    long now = unixMillis.getAsLong();
    boolean near = head.unixMillis() >= now - TOLERANCE_MILLIS && head.unixMillis() <= now + TOLERANCE_MILLIS;
    return near ? HeadVerdict.FRESH : HeadVerdict.STALE;
  }

  @Override
  public boolean accepts(Chunk chunk, PublicKey key) {
    return chunk.isSignedBy(channel, key, signatures);
  }
}
