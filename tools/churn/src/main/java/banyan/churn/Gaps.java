package banyan.churn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says of each gap what it is put down to: the newest fault that can have made it. */
final class Gaps {
  /** A source that made nothing for so long can leave players with nothing. */
  static final long SOURCE_PAUSE_NANOS = 700_000_000L;

  static final String OWN = "own";
  static final String SOURCE = "source";
  static final String UNEXPLAINED = "unexplained";

  /**
   * A gap and its cause.
   *
   * @param cause the kind of the fault, or one of the words above
   * @param fault its number, 0 if it was none
   */
  record Explained(Reach.Span span, String cause, int fault) {
    long nanos() {
      return span.untilNanos() - span.fromNanos();
    }
  }

  private final List<FaultRecord> faults;
  private final Reach reach;
  private final List<long[]> sourcePauses;
  private final long bufferNanos;

  Gaps(List<FaultRecord> faults, Reach reach, Births births, long bufferNanos) {
    this.faults = faults;
    this.reach = reach;
    this.sourcePauses = births.pauses(SOURCE_PAUSE_NANOS);
    this.bufferNanos = bufferNanos;
  }

  List<Explained> explain(Watched viewer) {
    int number = viewer.peer().number();
    List<Reach.Span> own = reach.ownTroubles(number);
    List<Explained> explained = new ArrayList<>();
    for (Reach.Span gap : viewer.gaps()) {
      if (own.stream().anyMatch(t -> t.fromNanos() <= gap.untilNanos() && gap.fromNanos() <= t.untilNanos())) {
        explained.add(new Explained(gap, OWN, 0));
        continue;
      }
      Optional<FaultRecord> fault = faults.stream().filter(f -> explains(f, number, gap))
          .reduce((older, newer) -> newer);
      explained.add(fault.map(f -> new Explained(gap, f.kind().word(), f.number())).orElseGet(
          () -> new Explained(gap, isOfTheSource(gap) ? SOURCE : UNEXPLAINED, 0)));
    }
    return explained;
  }

  private boolean explains(FaultRecord fault, int viewer, Reach.Span gap) {
    if (fault.nanos() > gap.fromNanos() || gap.fromNanos() > Reach.untilNanos(fault)) {
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

  private boolean isOfTheSource(Reach.Span gap) {
    return sourcePauses.stream().anyMatch(p -> p[0] <= gap.untilNanos()
        && gap.fromNanos() <= p[1] + bufferNanos);
  }
}
