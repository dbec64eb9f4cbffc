package banyan.relay.transport;

import banyan.protocol.Chunk;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The chunks that were sent last, each wrapped once for all the links that it goes to. One event loop's own. The bytes
 * belong to the garbage collector: a wrapper that falls out here costs nobody anything.
 */
final class ChunkFrames {
  /** Children of one node rarely differ by more chunks than this. A power of two. */
  private static final int SLOTS = 64;

  private final @Nullable Chunk[] chunks = new Chunk[SLOTS];
  private final @Nullable ByteBuf[] frames = new ByteBuf[SLOTS];

  /** A view of the frame, to be released by whoever sends it. */
  ByteBuf of(Chunk chunk) {
    int slot = (int) chunk.sequence() & (SLOTS - 1);
    ByteBuf frame = frames[slot];
    if (frame == null || chunks[slot] != chunk) {
      if (frame != null) {
        frame.release();
      }
      frame = Unpooled.wrappedBuffer(chunk.frame());
      chunks[slot] = chunk;
      frames[slot] = frame;
    }
    return frame.retainedDuplicate();
  }

  /** Forgets all: what is wrapped here keeps the memory of whole slabs, and may be of no use to anybody any more. */
  void clear() {
    for (ByteBuf frame : frames) {
      if (frame != null) {
        frame.release();
      }
    }
    Arrays.fill(frames, null);
    Arrays.fill(chunks, null);
  }
}
