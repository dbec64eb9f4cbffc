package banyan.relay.output;

import banyan.protocol.Chunk;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The chunks that were delivered last, in that order, numbered by their delivery: what local players read from. Unlike
 * a node's window it goes on over the end of an epoch, so that a player gets the last chunks of the old one as well.
 * The chunks are the window's own; only what it has dropped already costs memory here.
 */
public final class LiveTail {
  /** Stands for no chunk. */
  public static final long NONE = -1;
  /** As much media as a window holds; more only to reach back to the newest join point. */
  static final long SPAN_MICROS = 10_000_000;
  /** Whatever the join points, as in a window. */
  static final long MAX_SPAN_MICROS = 30_000_000;
  static final long MAX_BYTES = 64L << 20;
  static final int MAX_CHUNKS = 1 << 16;

  private @Nullable Chunk[] chunks = new Chunk[256];
  /** Media delivered before each chunk. */
  private long[] mediaMicros = new long[256];
  private long first;
  private long end;
  private long newestJoinPoint = NONE;
  private long totalMicros;
  private long bytes;

  /** The chunk that was delivered next. */
  public void add(Chunk chunk) {
    if (end - first == chunks.length) {
      grow();
    }
    chunks[slot(end)] = chunk;
    mediaMicros[slot(end)] = totalMicros;
    totalMicros += chunk.durationMicros();
    bytes += chunk.frameBytes();
    if (chunk.isJoinPoint()) {
      newestJoinPoint = end;
    }
    end++;
    evict();
  }

  /** Holds nothing any more. */
  public void clear() {
    Arrays.fill(chunks, null);
    first = end;
    newestJoinPoint = NONE;
    bytes = 0;
  }

  private void evict() {
    while (first < end - 1) {
      long span = totalMicros - mediaMicros[slot(first)];
      boolean tooMuch = span > MAX_SPAN_MICROS || bytes > MAX_BYTES || end - first > MAX_CHUNKS;
      boolean old = span > SPAN_MICROS && first < newestJoinPoint;
      if (!tooMuch && !old) {
        return;
      }
      bytes -= get(first).frameBytes();
      chunks[slot(first)] = null;
      if (first == newestJoinPoint) {
        newestJoinPoint = NONE;
      }
      first++;
    }
  }

  private void grow() {
    @Nullable Chunk[] more = new Chunk[2 * chunks.length];
    long[] moreMicros = new long[more.length];
    for (long at = first; at < end; at++) {
      more[(int) (at & (more.length - 1))] = chunks[slot(at)];
      moreMicros[(int) (at & (more.length - 1))] = mediaMicros[slot(at)];
    }
    chunks = more;
    mediaMicros = moreMicros;
  }

  private int slot(long number) {
    return (int) (number & (chunks.length - 1));
  }

  /** The oldest held. */
  public long first() {
    return first;
  }

  /** One more than the newest held. */
  public long end() {
    return end;
  }

  /** The newest from which a decoder can begin, or {@link #NONE}. */
  public long newestJoinPoint() {
    return newestJoinPoint;
  }

  /** How much media lies between the beginning of a chunk that is held, or will be next, and the end. */
  public long mediaFromMicros(long number) {
    return number >= end ? 0 : totalMicros - mediaMicros[slot(number)];
  }

  /** A chunk from the oldest to the newest that is held. */
  public Chunk get(long number) {
    Chunk chunk = number < first || number >= end ? null : chunks[slot(number)];
    if (chunk == null) {
      throw new IllegalStateException("chunk " + number + " of those from " + first + " to " + end);
    }
    return chunk;
  }
}
