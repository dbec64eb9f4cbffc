package banyan.churn.analysis;

import banyan.program.Failure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * When each chunk was made: when it first was anywhere, which is at the root if its trace is at hand. By this a
 * viewer's chunks are judged: a source that pauses makes nobody late.
 */
final class Births implements TraceReader.ChunkSink {
  /** More chunks than a day of a stream has; a trace with a number beyond that is broken. */
  static final int MAX_CHUNKS = 4_000_000;
  private static final long UNKNOWN = Long.MAX_VALUE;

  /** One epoch: its first sequence and the times from there on. */
  private static final class Epoch {
    private final long base;
    private long[] nanos = new long[1_024];
    private int size;

    Epoch(long base) {
      this.base = base;
    }
  }

  /** Chunks of one epoch in a row. */
  record Span(long epoch, long first, long last) {}

  private final NavigableMap<Long, Epoch> epochs = new TreeMap<>();
  private boolean isTooLarge;

  @Override
  public void chunk(long nanos, long epoch, long sequence, long mediaMicros, long durationMicros, int flags) {
    Epoch of = epochs.get(epoch);
    if (of == null || sequence < of.base) {
      of = begin(epoch, sequence, of);
    }
    long index = sequence - of.base;
    if (index >= MAX_CHUNKS) {
      isTooLarge = true;
      return;
    }
    int at = (int) index;
    if (at >= of.nanos.length) {
      of.nanos = Arrays.copyOf(of.nanos, Math.max(of.nanos.length * 2, at + 1));
    }
    if (at >= of.size) {
      Arrays.fill(of.nanos, of.size, at + 1, UNKNOWN);
      of.size = at + 1;
    }
    of.nanos[at] = Math.min(of.nanos[at], nanos);
  }

  /** An epoch begins, or begins earlier than was thought. */
  private Epoch begin(long epoch, long sequence, @org.jspecify.annotations.Nullable Epoch known) {
    Epoch begun = new Epoch(sequence);
    epochs.put(epoch, begun);
    if (known != null) {
      for (int i = 0; i < known.size; i++) {
        if (known.nanos[i] != UNKNOWN) {
          chunk(known.nanos[i], epoch, known.base + i, 0, 0, 0);
        }
      }
    }
    return begun;
  }

  /** After all traces were read. */
  void check() throws Failure {
    if (isTooLarge || epochs.size() > 1_000) {
      throw new Failure("The traces tell of more chunks than a stream can have in a day: one of them is broken.");
    }
  }

  /** When the chunk was made; of one that nobody ever had, when the one before it was. −1 if there is none before. */
  long madeNanos(long epoch, long sequence) {
    Epoch of = epochs.get(epoch);
    if (of == null || sequence < of.base) {
      return -1;
    }
    for (int i = (int) Math.min(sequence - of.base, of.size - 1L); i >= 0; i--) {
      if (of.nanos[i] != UNKNOWN) {
        return of.nanos[i];
      }
    }
    return -1;
  }

  /** What there was to be seen from that chunk on. */
  List<Span> from(long epoch, long sequence) {
    List<Span> spans = new ArrayList<>();
    epochs.tailMap(epoch, true).forEach((key, of) ->
        spans.add(new Span(key, key == epoch ? sequence : of.base, of.base + of.size - 1)));
    return spans;
  }

  /** Times longer than that in which the source made nothing. */
  List<Reach.Span> pauses(long longerThanNanos) {
    List<Reach.Span> pauses = new ArrayList<>();
    long before = -1;
    for (Epoch of : epochs.values()) {
      for (int i = 0; i < of.size; i++) {
        if (of.nanos[i] != UNKNOWN) {
          if (before >= 0 && of.nanos[i] - before > longerThanNanos) {
            pauses.add(new Reach.Span(before, of.nanos[i]));
          }
          before = Math.max(before, of.nanos[i]);
        }
      }
    }
    return pauses;
  }
}
