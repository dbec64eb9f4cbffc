package banyan.broadcast.chunks;

import banyan.protocol.Chunk;
import banyan.protocol.Limits;
import java.nio.ByteBuffer;

/**
 * A chunk before it has a position and a signature; the parts mean what those of {@link Chunk#sign} mean.
 *
 * @param flags of {@link Chunk#JOIN_POINT} and {@link Chunk#DISCONTINUITY}
 * @param durationMicros expected media time up to the next chunk's; 0 for all parts of one picture but the last
 * @param payload whole TS packets
 */
public record ChunkDraft(
    int flags, long mediaTimeMicros, int durationMicros, long captureUnixMicros, ByteBuffer payload) {
  public ChunkDraft {
    int bytes = payload.remaining();
    if (bytes == 0 || bytes > Limits.MAX_CHUNK_PAYLOAD_BYTES || bytes % Limits.TS_PACKET_BYTES != 0) {
      throw new IllegalArgumentException("a chunk's payload of " + bytes + " bytes");
    }
    if (mediaTimeMicros < 0 || durationMicros < 0) {
      throw new IllegalArgumentException("a chunk at " + mediaTimeMicros + " µs, " + durationMicros + " µs long");
    }
  }

  public boolean isJoinPoint() {
    return (flags & Chunk.JOIN_POINT) != 0;
  }

  public boolean isDiscontinuity() {
    return (flags & Chunk.DISCONTINUITY) != 0;
  }
}
