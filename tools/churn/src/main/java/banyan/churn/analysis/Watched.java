package banyan.churn.analysis;

import banyan.churn.scenario.PeerRecord;
import banyan.node.PlaybackModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What one viewer had of a run: its trace, played again.
 *
 * @param firstNanos when its first chunk came, −1 if none did
 * @param playingNanos when playback began, −1 if it did not
 * @param untilNanos the end of what is judged
 * @param due chunks that were to be there after the warm-up, and those of before that never came
 * @param lost of them, never delivered
 * @param late of them, delivered after their time
 * @param repeated delivered again
 * @param figures as the player's model has them
 * @param gaps by time, the last perhaps unfinished at the end
 */
record Watched(
    PeerRecord peer, long firstNanos, long playingNanos, long untilNanos, long due, long lost, long late,
    long repeated, PlaybackModel.Figures figures, List<Stall> gaps) {
  private static final long NANOS_PER_MICRO = 1_000;

  /**
   * Playback stood still.
   *
   * @param wasInTime whether the chunk that ended it came in its time: nobody who passed it on could have helped
   */
  record Stall(Reach.Span span, boolean wasInTime) {}

  /**
   * @param fromNanos the end of the warm-up: nothing that was due before counts as late
   * @param untilNanos when the viewer, or the run, ended
   * @param excused times in which nothing is due: the viewer was held up itself
   */
  static Watched replay(
      PeerRecord peer, Arrivals arrivals, Births births, Duration buffer, long fromNanos, long untilNanos,
      List<Reach.Span> excused) {
    List<Reach.Span> spans = new ArrayList<>();
    List<Integer> endedBy = new ArrayList<>();
    PlaybackModel model = new PlaybackModel(
        buffer.toNanos() / NANOS_PER_MICRO, peer.joinedNanos() / NANOS_PER_MICRO,
        (from, until) -> spans.add(new Reach.Span(from * NANOS_PER_MICRO, until * NANOS_PER_MICRO)));
    long playingNanos = -1;
    for (int i = 0; i < arrivals.size(); i++) {
      model.delivered(
          arrivals.epoch(i), arrivals.sequence(i), arrivals.mediaMicros(i), arrivals.durationMicros(i),
          arrivals.isDiscontinuity(i), arrivals.nanos(i) / NANOS_PER_MICRO);
      if (endedBy.size() < spans.size()) {
        endedBy.add(i);
      }
      if (playingNanos < 0 && model.emptyAtMicros() >= 0) {
        playingNanos = arrivals.nanos(i);
      }
    }
    Judgement judged = new Judgement(arrivals, births, playingNanos);
    judged.judge(fromNanos, untilNanos, excused);
    List<Stall> gaps = new ArrayList<>();
    for (int i = 0; i < spans.size(); i++) {
      gaps.add(new Stall(spans.get(i), judged.isInTime(endedBy.get(i))));
    }
    long emptyNanos = model.emptyAtMicros() * NANOS_PER_MICRO;
    if (playingNanos >= 0 && emptyNanos < untilNanos) {
      gaps.add(new Stall(new Reach.Span(emptyNanos, untilNanos), false));
    }
    PlaybackModel.Figures figures = model.figures(untilNanos / NANOS_PER_MICRO);
    return new Watched(
        peer, arrivals.size() == 0 ? -1 : arrivals.nanos(0), playingNanos, untilNanos, judged.due, judged.lost,
        judged.late, figures.repeated(), figures, gaps);
  }

  boolean isPlayingAt(long nanos) {
    return playingNanos >= 0 && playingNanos <= nanos && nanos < untilNanos;
  }

  /** From the first chunk to the end. */
  long watchedNanos() {
    return firstNanos < 0 ? 0 : Math.max(0, untilNanos - firstNanos);
  }

  /**
   * A chunk is due when as much time has passed since it was made as had passed, when playback began, since the first
   * one was made: stalls give no delay, and a source that pauses makes nothing late.
   */
  private static final class Judgement {
    private final Arrivals arrivals;
    private final Births births;
    private final boolean isPlaying;
    private final long delay;
    private long due;
    private long lost;
    private long late;

    Judgement(Arrivals arrivals, Births births, long playingNanos) {
      this.arrivals = arrivals;
      this.births = births;
      this.isPlaying = playingNanos >= 0;
      this.delay = isPlaying ? playingNanos - births.madeNanos(arrivals.epoch(0), arrivals.sequence(0)) : 0;
    }

    boolean isInTime(int index) {
      return arrivals.nanos(index) <= births.madeNanos(arrivals.epoch(index), arrivals.sequence(index)) + delay;
    }

    void judge(long fromNanos, long untilNanos, List<Reach.Span> excused) {
      if (!isPlaying) {
        return;
      }
      int next = 0;
      for (Births.Span span : births.from(arrivals.epoch(0), arrivals.sequence(0))) {
        for (long sequence = span.first(); sequence <= span.last(); sequence++) {
          while (next < arrivals.size() && isBefore(next, span.epoch(), sequence)) {
            next++;
          }
          long made = births.madeNanos(span.epoch(), sequence);
          long dueNanos = made + delay;
          boolean isDelivered = next < arrivals.size() && arrivals.epoch(next) == span.epoch()
              && arrivals.sequence(next) == sequence;
          boolean isOfWarmup = isDelivered && dueNanos < fromNanos;
          if (made < 0 || isOfWarmup || dueNanos > untilNanos
              || excused.stream().anyMatch(s -> s.contains(dueNanos))) {
            continue;
          }
          due++;
          if (!isDelivered) {
            lost++;
          } else if (!isInTime(next)) {
            late++;
          }
        }
      }
    }

    /** A repeated chunk stands behind a later one; it is passed over with it. */
    private boolean isBefore(int index, long epoch, long sequence) {
      return arrivals.epoch(index) < epoch
          || arrivals.epoch(index) == epoch && arrivals.sequence(index) < sequence;
    }
  }
}
