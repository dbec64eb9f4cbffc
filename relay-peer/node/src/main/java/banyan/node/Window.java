package banyan.node;

import banyan.protocol.Chunk;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of one epoch that a peer holds: a ring of the last 10 s, reaching back to the newest join point, holes
 * included. Made for one epoch; a new epoch gets a new window.
 */
public final class Window {
  /** Stands for no sequence. */
  public static final long NONE = -1;

  private final long epoch;
  private @Nullable Chunk[] chunks = new Chunk[256];
  private long[] storedAt = new long[256];
  private long first = NONE;
  private long newest = NONE;
  private long newestJoinPoint = NONE;
  private long bytes;
  private int held;

  Window(long epoch) {
    this.epoch = epoch;
  }

  public long epoch() {
    return epoch;
  }

  public boolean isEmpty() {
    return newest == NONE;
  }

  /** The oldest sequence held, or {@link #NONE}. */
  public long first() {
    return first;
  }

  /** The newest sequence held, or {@link #NONE}. */
  public long newest() {
    return newest;
  }

  /** The newest join point held, or {@link #NONE}. */
  public long newestJoinPoint() {
    return newestJoinPoint;
  }

  public long bytes() {
    return bytes;
  }

  /** Sequences missing between the oldest and the newest held. */
  public int holes() {
    return isEmpty() ? 0 : (int) (newest - first + 1 - held);
  }

  /** The chunk, or null if it is not held. */
  public @Nullable Chunk get(long sequence) {
    return sequence < first || sequence > newest || isEmpty() ? null : chunks[slot(sequence)];
  }

  public boolean has(long sequence) {
    return get(sequence) != null;
  }

  /** When a chunk that is held was stored. */
  long storedAtMicros(long sequence) {
    return storedAt[slot(sequence)];
  }

  /** The first sequence from {@code from} on that is not held. */
  public long firstMissing(long from) {
    long at = from;
    while (has(at)) {
      at++;
    }
    return at;
  }

  /** The first sequence from {@code from} on that is held, or {@link #NONE}. */
  public long firstHeld(long from) {
    for (long at = Math.max(from, first); at <= newest && !isEmpty(); at++) {
      if (has(at)) {
        return at;
      }
    }
    return NONE;
  }

  /** How much media lies between the beginning of a held chunk and the end of the newest. */
  long mediaBehindMicros(long sequence) {
    Chunk chunk = get(sequence);
    return chunk == null ? 0 : mediaEndMicros() - chunk.mediaTimeMicros();
  }

  private long mediaEndMicros() {
    Chunk last = get(newest);
    return last == null ? 0 : last.mediaTimeMicros() + last.durationMicros();
  }

  /** Whether a chunk at this sequence would be new and is not too far from the others. */
  boolean wants(long sequence) {
    if (isEmpty()) {
      return true;
    }
    return sequence >= first && sequence - first < Timing.WINDOW_MAX_CHUNKS && !has(sequence);
  }

  /** Stores a chunk of this epoch that {@link #wants} was true for. */
  void put(Chunk chunk, long nowMicros) {
    long sequence = chunk.sequence();
    if (chunk.epoch() != epoch || !wants(sequence)) {
      throw new IllegalStateException("window of " + epoch + " from " + first + " to " + newest + " got " + chunk);
    }
    if (isEmpty()) {
      first = sequence;
    }
    grow(Math.max(newest, sequence) - first + 1);
    newest = Math.max(newest, sequence);
    chunks[slot(sequence)] = chunk;
    storedAt[slot(sequence)] = nowMicros;
    bytes += chunk.frameBytes();
    held++;
    if (chunk.isJoinPoint() && sequence > newestJoinPoint) {
      newestJoinPoint = sequence;
    }
    evict();
  }

  private void evict() {
    while (first < newest) {
      Chunk oldest = chunks[slot(first)];
      if (oldest != null) {
        long age = mediaEndMicros() - oldest.mediaTimeMicros();
        boolean tooMuch = age > Timing.WINDOW_MAX || bytes > Timing.WINDOW_MAX_BYTES;
        boolean old = age > Timing.WINDOW && first < newestJoinPoint;
        if (!tooMuch && !old) {
          return;
        }
        bytes -= oldest.frameBytes();
        held--;
        chunks[slot(first)] = null;
        if (first == newestJoinPoint) {
          newestJoinPoint = NONE;
        }
      }
      first++;
    }
  }

  private void grow(long span) {
    if (span <= chunks.length) {
      return;
    }
    int length = Integer.highestOneBit((int) span - 1) << 1;
    @Nullable Chunk[] more = new Chunk[length];
    long[] moreTimes = new long[length];
    for (long at = first; at <= newest; at++) {
      more[(int) (at & (length - 1))] = chunks[slot(at)];
      moreTimes[(int) (at & (length - 1))] = storedAt[slot(at)];
    }
    chunks = more;
    storedAt = moreTimes;
  }

  private int slot(long sequence) {
    return (int) (sequence & (chunks.length - 1));
  }
}
