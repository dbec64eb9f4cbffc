package banyan.churn.link;

import banyan.churn.scenario.Draws;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * One direction of a link through the {@link LinkProxy}: what is under way in it, and when each piece is to arrive. All
 * on the proxy's thread.
 */
final class ProxiedPipe {
  /** As packets are: what is slow is slow piece by piece. */
  private static final int PIECE_BYTES = 1_448;
  /** Of a slow link little is under way, as its sender has to feel that it is slow. */
  private static final int SLOW_BYTES = 16 * 1_024;
  /** Half a second of 16 Mbit/s: more than any link of a scenario carries. */
  private static final int FAR_BYTES = 1_024 * 1_024;

  private record Piece(ByteBuffer bytes, long dueNanos, boolean isEnd) {}

  final SocketChannel from;
  final SocketChannel to;
  private final Draws jitter;
  private final Queue<Piece> underWay = new ArrayDeque<>();
  private LinkShape shape = LinkShape.NONE;
  private int underWayBytes;
  private long lastDueNanos;
  private long freeNanos;
  private boolean isEnding;

  /** @param notBeforeNanos nothing arrives earlier: a connection is made first */
  ProxiedPipe(SocketChannel from, SocketChannel to, Draws jitter, long notBeforeNanos) {
    this.from = from;
    this.to = to;
    this.jitter = jitter;
    this.lastDueNanos = notBeforeNanos;
    this.freeNanos = notBeforeNanos;
  }

  void shape(LinkShape next, long nowNanos) {
    shape = next;
    freeNanos = Math.max(lastDueNanos, nowNanos);
  }

  /** Whether more may be read. */
  boolean hasRoom() {
    return !isEnding && underWayBytes < (shape.bytesPerSecond() > 0 ? SLOW_BYTES : FAR_BYTES);
  }

  boolean isEmpty() {
    return underWay.isEmpty();
  }

  /** When the next piece is due; only if there is one. */
  long dueNanos() {
    Piece next = underWay.peek();
    if (next == null) {
      throw new IllegalStateException("nothing is under way");
    }
    return next.dueNanos();
  }

  /** Takes what was read. What nothing holds up goes on at once. */
  void put(ByteBuffer read, long nowNanos) throws IOException {
    if (underWay.isEmpty() && shape.isPlain() && lastDueNanos <= nowNanos) {
      to.write(read);
    }
    while (read.hasRemaining()) {
      int length = shape.bytesPerSecond() > 0 ? Math.min(PIECE_BYTES, read.remaining()) : read.remaining();
      ByteBuffer piece = ByteBuffer.allocate(length);
      piece.put(read.slice(read.position(), length)).flip();
      read.position(read.position() + length);
      underWay.add(new Piece(piece, due(length, nowNanos), false));
      underWayBytes += length;
    }
  }

  private long due(int bytes, long nowNanos) {
    long arrives = nowNanos + shape.delayNanos() + jitter.upTo(shape.jitterNanos());
    lastDueNanos = Math.max(lastDueNanos, arrives);
    if (shape.bytesPerSecond() > 0) {
      freeNanos = Math.max(freeNanos, lastDueNanos) + bytes * 1_000_000_000L / shape.bytesPerSecond();
      lastDueNanos = freeNanos;
    }
    return lastDueNanos;
  }

  /** The sender has closed: the other end hears of it behind all that is under way. */
  void end(long nowNanos) {
    isEnding = true;
    underWay.add(new Piece(ByteBuffer.allocate(0), due(0, nowNanos), true));
  }

  /**
   * Lets arrive what is due.
   *
   * @return whether the end has arrived
   */
  boolean drain(long nowNanos) throws IOException {
    for (Piece next = underWay.peek(); next != null && next.dueNanos() <= nowNanos; next = underWay.peek()) {
      if (next.isEnd()) {
        return true;
      }
      underWayBytes -= to.write(next.bytes());
      if (next.bytes().hasRemaining()) {
        return false;
      }
      underWay.remove();
    }
    return false;
  }

  /** Whether a piece that is due waits for the receiver to read. */
  boolean isBlocked(long nowNanos) {
    Piece next = underWay.peek();
    return next != null && next.dueNanos() <= nowNanos;
  }

  /** All that is under way is lost. */
  void drop() {
    underWay.clear();
    underWayBytes = 0;
  }
}
