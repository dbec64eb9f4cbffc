package banyan.churn.analysis;

import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * What a peer wrote with {@code --trace}, its chunks aside.
 *
 * @param events by time
 * @param statuses by time
 * @param lastNanos of its last line; 0 if there is none
 * @param chunks lines that tell of one
 * @param dropped lines that its disk did not take in time
 * @param isTorn whether the last line was not whole: the peer was killed while it wrote
 */
record PeerTrace(
    List<TraceEvent> events, List<Status> statuses, long lastNanos, long chunks, long dropped, boolean isTorn) {
  static final PeerTrace EMPTY = new PeerTrace(List.of(), List.of(), 0, 0, 0, false);

  /**
   * How a peer was, told once a second.
   *
   * @param lagMicros age of the newest beat, negative before the first
   * @param links connections to other peers, whatever they are for
   * @param sentBytes of chunks, to its children, since the start
   */
  record Status(long nanos, long lagMicros, int depth, int children, int links, long sentBytes) {}

  PeerTrace {
    events = List.copyOf(events);
    statuses = List.copyOf(statuses);
  }

  /** The first event of that name after one time and not after another. */
  Optional<TraceEvent> first(String name, long afterNanos, long untilNanos) {
    return first(name, afterNanos, untilNanos, event -> true);
  }

  Optional<TraceEvent> first(
      String name, long afterNanos, long untilNanos, java.util.function.Predicate<TraceEvent> which) {
    for (int i = indexAfter(afterNanos); i < events.size() && events.get(i).nanos() <= untilNanos; i++) {
      TraceEvent event = events.get(i);
      if (event.is(name) && which.test(event)) {
        return Optional.of(event);
      }
    }
    return Optional.empty();
  }

  /** The events after one time and not after another. */
  List<TraceEvent> between(long afterNanos, long untilNanos) {
    return events.subList(indexAfter(afterNanos), Math.max(indexAfter(afterNanos), indexAfter(untilNanos)));
  }

  /** What it told last, up to that time. */
  Optional<Status> statusAt(long nanos) {
    int after = indexAfter(statuses, Status::nanos, nanos);
    return after == 0 ? Optional.empty() : Optional.of(statuses.get(after - 1));
  }

  private int indexAfter(long nanos) {
    return indexAfter(events, TraceEvent::nanos, nanos);
  }

  private static <T> int indexAfter(List<T> byTime, ToLongFunction<T> time, long nanos) {
    int low = 0;
    int high = byTime.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (time.applyAsLong(byTime.get(middle)) <= nanos) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
