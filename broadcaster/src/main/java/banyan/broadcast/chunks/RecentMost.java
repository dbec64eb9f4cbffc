package banyan.broadcast.chunks;

import java.util.ArrayDeque;

/** The greatest of the values of the last minute: what was worse long ago has been mended since. */
final class RecentMost {
  private static final long SECONDS = 60;
  private static final long MICROS_PER_SECOND = 1_000_000;

  private record At(long second, long value) {}

  /** Later ones are smaller, or they would hide those before; one a second, so that there are few. */
  private final ArrayDeque<At> falling = new ArrayDeque<>();

  void add(long micros, long value) {
    long second = Math.floorDiv(micros, MICROS_PER_SECOND);
    forgetBefore(second);
    if (!falling.isEmpty() && falling.getLast().second == second && falling.getLast().value >= value) {
      return;
    }
    while (!falling.isEmpty() && falling.getLast().value <= value) {
      falling.removeLast();
    }
    if (!falling.isEmpty() && falling.getLast().second == second) {
      return;
    }
    falling.add(new At(second, value));
  }

  /** 0 if there was none. */
  long most(long nowMicros) {
    forgetBefore(Math.floorDiv(nowMicros, MICROS_PER_SECOND));
    return falling.isEmpty() ? 0 : falling.getFirst().value;
  }

  private void forgetBefore(long second) {
    while (!falling.isEmpty() && falling.getFirst().second <= second - SECONDS) {
      falling.removeFirst();
    }
  }

  void clear() {
    falling.clear();
  }
}
