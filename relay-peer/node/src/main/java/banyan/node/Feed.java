package banyan.node;

import java.util.ArrayDeque;
import java.util.TreeSet;

/**
 * What one child is to be sent: in order of sequences, with live chunks before those that were missing when their turn
 * came.
 */
final class Feed {
  /** The cursor of a child that waits for a join point. */
  static final long WAITING = -1;

  final long stripes;
  /** The next sequence that it is due, or {@link #WAITING}. */
  long cursor;
  /** Passed over because they were not held, to be sent when they come. */
  final TreeSet<Long> owed = new TreeSet<>();
  /** Came after their turn: due once the child has all newer ones. */
  final ArrayDeque<Long> late = new ArrayDeque<>();

  /** The oldest chunk waiting at the last look, and how often it had not become younger. */
  long behindBefore;
  int looksBehind;
  /** Times at which this child was moved to a join point. */
  final ArrayDeque<Long> movedAtMicros = new ArrayDeque<>();

  Feed(long stripes, long cursor) {
    this.stripes = stripes;
    this.cursor = cursor;
  }

  boolean wants(long sequence, int stripeCount) {
    return (stripes >>> (sequence % stripeCount) & 1) != 0;
  }

  void passOver(long sequence) {
    if (owed.size() < Timing.MAX_OWED) {
      owed.add(sequence);
    }
  }

  /** A new epoch, or a jump: nothing from before is owed any more. */
  void startAt(long sequence) {
    cursor = sequence;
    owed.clear();
    late.clear();
    looksBehind = 0;
    behindBefore = 0;
  }
}
