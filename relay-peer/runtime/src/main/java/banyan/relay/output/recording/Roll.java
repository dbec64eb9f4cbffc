package banyan.relay.output.recording;

import banyan.protocol.Chunk;

/**
 * Says when a file is long enough. It ends before a join point only, so that the next one plays alone: the one that is
 * nearest to the length asked for, and the last one before the size is passed, if pictures go on as they were. The end
 * of an epoch ends it too, since times begin anew.
 */
final class Roll {
  private final long everyMicros;
  private final long maxBytes;

  private long epoch;
  private long micros;
  private long bytes;
  /** From the newest join point on. */
  private long groupMicros;
  private long groupBytes;

  /** @param maxBytes {@link Long#MAX_VALUE} for any size */
  Roll(long everyMicros, long maxBytes) {
    this.everyMicros = everyMicros;
    this.maxBytes = maxBytes;
  }

  /** A file begins with this chunk, which is still to be added. */
  void begin(Chunk first) {
    epoch = first.epoch();
    micros = 0;
    bytes = 0;
  }

  /** The file has grown by this chunk, and so many bytes in all. */
  void added(Chunk chunk, long addedBytes) {
    if (chunk.isJoinPoint()) {
      groupMicros = 0;
      groupBytes = 0;
    }
    micros += chunk.durationMicros();
    groupMicros += chunk.durationMicros();
    bytes += addedBytes;
    groupBytes += addedBytes;
  }

  /** Whether another file should begin with this chunk. */
  boolean isDueAt(Chunk next) {
    return next.isJoinPoint()
        && (next.epoch() != epoch || micros + groupMicros / 2 >= everyMicros || bytes + groupBytes > maxBytes);
  }
}
