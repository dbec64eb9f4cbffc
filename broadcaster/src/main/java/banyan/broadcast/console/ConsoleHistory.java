package banyan.broadcast.console;

import java.util.ArrayDeque;
import java.util.List;

/** The last ten minutes, a point a second. May be used from any thread. */
final class ConsoleHistory {
  static final int MAX_POINTS = 600;
  /** Where there is nothing to tell. */
  static final long NONE = -1;

  /**
   * A moment.
   *
   * @param joinIntervalMicros between two key pictures, {@link #NONE} if that is not known
   * @param behindMicros of the encoder; {@link #NONE} without one
   */
  record Point(
      long unixMillis, long bitsPerSecond, int viewers, int peers, long uploadBitsPerSecond, long joinIntervalMicros,
      long behindMicros) {
    static Point of(ConsoleFigures now) {
      long interval = now.stream().source().media().joinIntervalMicros();
      boolean flows = now.stream().flows();
      return new Point(
          now.unixMillis(), now.stream().bitsPerSecond(), now.tree().viewers(), now.tree().peers(),
          now.upload().bitsPerSecond(), flows && interval > 0 ? interval : NONE,
          flows ? Math.max(0, now.stream().source().media().behindMicros()) : NONE);
    }
  }

  private final ArrayDeque<Point> points = new ArrayDeque<>(MAX_POINTS + 1);

  synchronized void add(Point point) {
    points.add(point);
    if (points.size() > MAX_POINTS) {
      points.removeFirst();
    }
  }

  /** The oldest first. */
  synchronized List<Point> points() {
    return List.copyOf(points);
  }
}
