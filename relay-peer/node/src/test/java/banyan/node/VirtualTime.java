package banyan.node;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/** Time that passes when it is told to, in microseconds: what is to happen at a moment waits in a queue. */
class VirtualTime {
  static final long MILLI = 1_000;
  static final long SECOND = 1_000_000;

  private record Event(long at, long order, Runnable what) {}

  private final PriorityQueue<Event> queue =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
  private long order;
  long now = SECOND;

  final void at(long when, Runnable what) {
    queue.add(new Event(when, order++, what));
  }

  final void run(long micros) {
    long until = now + micros;
    while (!queue.isEmpty() && queue.peek().at <= until) {
      step();
    }
    now = until;
  }

  /** Runs until the condition holds, at most so long; says whether it does. */
  final boolean runUntil(long micros, BooleanSupplier condition) {
    long until = now + micros;
    while (!condition.getAsBoolean()) {
      if (queue.isEmpty() || queue.peek().at > until) {
        now = until;
        return condition.getAsBoolean();
      }
      step();
    }
    return true;
  }

  private void step() {
    Event event = queue.remove();
    now = Math.max(now, event.at);
    event.what.run();
  }
}
