package banyan.relay.output;

import banyan.protocol.Chunk;
import org.jspecify.annotations.Nullable;

/** Where one player is in the stream: begins at the newest join point, moves to a later one when it lags. */
public final class LiveCursor {
  /** A player this far behind what it could have is better off further on. */
  static final long MAX_BEHIND_MICROS = 5_000_000;

  private long at;
  private @Nullable Chunk last;
  private boolean hasSkipped;
  private boolean isNextRun;

  /** Begins at the newest join point that there is when the first chunk is asked for. */
  public LiveCursor() {
    this(LiveTail.NONE);
  }

  /** Begins with this chunk. */
  public LiveCursor(long first) {
    at = first;
  }

  /** The next chunk for this player, or null if there is none yet. */
  public @Nullable Chunk next(LiveTail tail) {
    long join = tail.newestJoinPoint();
    if (at == LiveTail.NONE) {
      at = join;
    } else if (at < tail.first()) {
      at = join == LiveTail.NONE ? tail.first() : join;
    } else if (join > at && tail.mediaFromMicros(at) > MAX_BEHIND_MICROS) {
      at = join;
    }
    if (at == LiveTail.NONE || at >= tail.end()) {
      return null;
    }
    Chunk chunk = tail.get(at++);
    isNextRun = last != null && chunk.epoch() != last.epoch();
    hasSkipped = last != null && (isNextRun || chunk.sequence() != last.sequence() + 1);
    last = chunk;
    return chunk;
  }

  /** How much media there is for this player that it has not taken. */
  public long aheadMicros(LiveTail tail) {
    return at == LiveTail.NONE ? 0 : tail.mediaFromMicros(Math.max(at, tail.first()));
  }

  /** Whether the chunk that was returned last does not continue the one before it. */
  public boolean hasSkipped() {
    return hasSkipped;
  }

  /** Whether the chunk that was returned last is the first for this player of another run of the broadcaster. */
  public boolean isNextRun() {
    return isNextRun;
  }
}
