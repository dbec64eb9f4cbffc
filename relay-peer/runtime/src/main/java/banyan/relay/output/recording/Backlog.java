package banyan.relay.output.recording;

import banyan.protocol.Chunk;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Chunks on their way from the stream to the disk. Whoever brings them never waits: what a disk does not take in time
 * is left out, up to a join point at which half of the place is free again.
 */
final class Backlog {
  /** Two minutes of a usual stream, 12 s of one of 20 Mbit/s: longer than a disk takes to wake up. */
  static final int MAX_BYTES = 32 << 20;
  /** Some minutes, however small they are. */
  static final int MAX_CHUNKS = 4_096;

  private final Queue<Chunk> chunks = new ArrayDeque<>();
  private final BacklogRoom room;
  private int bytes;
  private long dropped;
  private boolean isDropping;
  private boolean isClosed;

  Backlog(BacklogRoom room) {
    this.room = room;
  }

  /** Takes a chunk, or leaves it out for want of room and returns false. After the end it is nobody's. */
  synchronized boolean offer(Chunk chunk) {
    if (isClosed) {
      return true;
    }
    int most = isDropping ? MAX_BYTES / 2 : MAX_BYTES;
    boolean fits = bytes + chunk.frameBytes() <= most && chunks.size() < MAX_CHUNKS;
    isDropping = isDropping && !chunk.isJoinPoint() || !fits || !room.take(chunk.frameBytes());
    if (isDropping) {
      dropped++;
      return false;
    }
    chunks.add(chunk);
    bytes += chunk.frameBytes();
    notifyAll();
    return true;
  }

  /** The next chunk; null if none has come within this time, or none will. */
  synchronized @Nullable Chunk take(long atMostMillis) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(atMostMillis);
    while (chunks.isEmpty() && !isClosed) {
      long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
      if (left <= 0) {
        return null;
      }
      wait(left);
    }
    Chunk chunk = chunks.poll();
    if (chunk != null) {
      bytes -= chunk.frameBytes();
      room.giveBack(chunk.frameBytes());
    }
    return chunk;
  }

  /** How many were left out. */
  synchronized long dropped() {
    return dropped;
  }

  /** Takes nothing more; what is there can still be taken. */
  synchronized void close() {
    isClosed = true;
    notifyAll();
  }

  /** Whether all has been taken that ever will be. */
  synchronized boolean isOver() {
    return isClosed && chunks.isEmpty();
  }

  /** How many wait. */
  synchronized int size() {
    return chunks.size();
  }
}
