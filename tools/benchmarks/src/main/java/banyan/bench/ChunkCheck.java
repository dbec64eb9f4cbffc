package banyan.bench;

import banyan.protocol.ChannelId;
import banyan.protocol.Chunk;
import banyan.protocol.Position;
import banyan.protocol.PublicKey;
import banyan.protocol.SignatureVerifier;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Checks what many receive of one channel: the first copy of a chunk by its signature, all others byte by byte against
 * that one. One event loop's own.
 */
final class ChunkCheck {
  /** Receivers are rarely further apart; a chunk that is checked twice does no harm. A power of two. */
  private static final int REMEMBERED = 256;

  /** Copied: a chunk as it came holds on to a slab with many others in it. */
  private record Verified(Position position, ByteBuffer frame) {
    static Verified of(Chunk chunk) {
      return new Verified(chunk.position(), ByteBuffer.allocate(chunk.frameBytes()).put(chunk.frame()).flip());
    }
  }

  private final ChannelId channel;
  private final SignatureVerifier verifier;
  private final @Nullable Verified[] known = new Verified[REMEMBERED];
  private @Nullable PublicKey key;
  private long verified;
  private long compared;
  private long forged;

  ChunkCheck(ChannelId channel, SignatureVerifier verifier) {
    this.channel = channel;
    this.verifier = verifier;
  }

  /** The channel's key, as its descriptor says. */
  void key(PublicKey of) {
    key = of;
  }

  void look(Chunk chunk) {
    int slot = (int) chunk.sequence() & (REMEMBERED - 1);
    Verified before = known[slot];
    if (before != null && before.position().equals(chunk.position())) {
      compared++;
      forged += before.frame().mismatch(chunk.frame()) < 0 ? 0 : 1;
    } else if (key != null && chunk.isSignedBy(channel, key, verifier)) {
      verified++;
      known[slot] = Verified.of(chunk);
    } else {
      forged++;
    }
  }

  long verified() {
    return verified;
  }

  long compared() {
    return compared;
  }

  long forged() {
    return forged;
  }
}
