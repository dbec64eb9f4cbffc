package banyan.broadcast.console;

import java.util.ArrayDeque;

/** How fast a counter of bytes grows, by the clock: what is not fed any more falls to 0. Looked at once a second. */
final class MovingRate {
  /** Two key pictures of a usual stream: with less the rate would jump with each. */
  private static final long WINDOW_NANOS = 4_000_000_000L;
  /** Looks in a window, with room to spare: a clock that was held up makes up for it at once. */
  private static final int MAX_LOOKS = 64;

  private record Look(long nanos, long bytes) {}

  private final ArrayDeque<Look> looks = new ArrayDeque<>();
  private long grewNanos;

  /** @param bytes since ever */
  void look(long nanos, long bytes) {
    if (looks.isEmpty() || looks.getLast().bytes != bytes) {
      grewNanos = nanos;
    }
    looks.add(new Look(nanos, bytes));
    // One stays that is a window old, or a bit more.
    while (looks.size() > MAX_LOOKS || looks.size() > 2 && nanos - secondNanos() >= WINDOW_NANOS) {
      looks.removeFirst();
    }
  }

  private long secondNanos() {
    return looks.stream().skip(1).findFirst().map(Look::nanos).orElse(Long.MAX_VALUE);
  }

  long bitsPerSecond() {
    if (looks.size() < 2) {
      return 0;
    }
    Look first = looks.getFirst();
    Look last = looks.getLast();
    return (last.bytes - first.bytes) * 8 * 1_000_000 / Math.max(1, (last.nanos - first.nanos) / 1_000);
  }

  /** Since it grew last, or since the first look. */
  long quietMillis() {
    return looks.isEmpty() ? 0 : (looks.getLast().nanos - grewNanos) / 1_000_000;
  }
}
