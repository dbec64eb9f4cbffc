package banyan.churn.analysis;

import banyan.churn.scenario.FaultRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Says of each gap what it is put down to: the newest fault that can have made it. Where the chunk that ended it had
 * come in its time, nothing was held up on the way: the source had left the player without a reserve, and if that was
 * an outage that was made, it is the fault. One that began in the warm-up has nothing to do with faults: all come at
 * once then, in processes that have only just begun.
 */
public final class Gaps {
  public static final String OWN = "own";
  public static final String SOURCE = "source";
  public static final String WARMUP = "warmup";
  public static final String UNEXPLAINED = "unexplained";

  /**
   * A gap and its cause.
   *
   * @param cause the kind of the fault, or one of the words above
   * @param fault its number, 0 if it was none
   */
  record Explained(Reach.Span span, String cause, int fault) {
    public long nanos() {
      return span.untilNanos() - span.fromNanos();
    }
  }

  /** All that are no fault's. */
  static final List<String> OTHERS = List.of(OWN, SOURCE, WARMUP, UNEXPLAINED);

  private final List<FaultRecord> faults;
  private final Reach reach;
  private final long bufferNanos;
  private final long warmedUpNanos;

  Gaps(List<FaultRecord> faults, Reach reach, long bufferNanos, long warmedUpNanos) {
    this.faults = faults;
    this.reach = reach;
    this.bufferNanos = bufferNanos;
    this.warmedUpNanos = warmedUpNanos;
  }

  List<Explained> explain(Watched viewer) {
    int number = viewer.peer().number();
    List<Reach.Span> own = reach.ownTroubles(number);
    List<Explained> explained = new ArrayList<>();
    for (Watched.Stall stall : viewer.gaps()) {
      Reach.Span gap = stall.span();
      if (own.stream().anyMatch(t -> t.fromNanos() <= gap.untilNanos() && gap.fromNanos() <= t.untilNanos())) {
        explained.add(new Explained(gap, OWN, 0));
        continue;
      }
      if (gap.fromNanos() < warmedUpNanos) {
        explained.add(new Explained(gap, WARMUP, 0));
        continue;
      }
      Optional<FaultRecord> fault = faults.stream()
          .filter(f -> f.nanos() <= gap.fromNanos())
          .filter(f -> stall.wasInTime() ? FigureNames.OUTAGES.contains(f.kind()) : explains(f, number, gap))
          .reduce((older, newer) -> newer);
      explained.add(fault.map(f -> new Explained(gap, f.kind().word(), f.number())).orElseGet(
          () -> new Explained(gap, stall.wasInTime() ? SOURCE : UNEXPLAINED, 0)));
    }
    return explained;
  }

  /** Whether it tells of what others, or faults, cost a viewer. */
  public static boolean counts(String cause) {
    return !cause.equals(OWN) && !cause.equals(WARMUP);
  }

  private boolean explains(FaultRecord fault, int viewer, Reach.Span gap) {
    if (gap.fromNanos() > Reach.untilNanos(fault)) {
      return false;
    }
    return switch (fault.kind()) {
      case ENCODER_RESTART, ROOT_RESTART -> true;
      case INDEX_DOWN -> false;
      // A viewer can also have come below the victim while it lasted.
      case LEAVE, KILL, FREEZE, LIMP, CUT -> isBelow(fault, viewer, fault.nanos())
          || isBelow(fault, viewer, Math.max(fault.nanos(), gap.fromNanos() - bufferNanos))
          || isBelow(fault, viewer, gap.fromNanos());
    };
  }

  private boolean isBelow(FaultRecord fault, int viewer, long nanos) {
    return reach.orphanOf(fault, viewer, nanos) != Tree.NOBODY;
  }
}
