package banyan.churn.analysis;

import banyan.churn.scenario.FaultRecord;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What a fault cost one viewer until it was fed again. */
final class Recoveries {
  /** A chunk made so long after a peer was killed cannot have passed it: closing its sockets takes up to 40 ms. */
  private static final long IN_FLIGHT_NANOS = 50_000_000L;
  /** A viewer that waits this long and is not fed counts as not recovered; one that ends earlier counts for nothing. */
  static final long PATIENCE_NANOS = 10_000_000_000L;
  /** The usual delay of chunks is the median of so many before the fault. */
  private static final int USUAL_CHUNKS = 50;
  private static final long NEVER = Long.MAX_VALUE;

  private final Tree tree;
  private final Reach reach;
  private final Map<Integer, PeerTrace> traces;
  private final Births births;

  Recoveries(Tree tree, Reach reach, Map<Integer, PeerTrace> traces, Births births) {
    this.tree = tree;
    this.reach = reach;
    this.traces = traces;
    this.births = births;
  }

  /** Nothing if the fault did not reach the viewer, or reached it while it did not play. */
  Optional<Unit> unit(FaultRecord fault, Watched viewer, Arrivals arrivals) {
    int number = viewer.peer().number();
    if (!viewer.isPlayingAt(fault.nanos())
        || reach.ownTroubles(number).stream().anyMatch(span -> span.contains(fault.nanos()))) {
      return Optional.empty();
    }
    return switch (fault.kind()) {
      case LEAVE, KILL, FREEZE, LIMP, CUT -> {
        int orphan = reach.orphanOf(fault, number, fault.nanos());
        yield orphan == Tree.NOBODY ? Optional.empty() : Optional.of(measure(fault, viewer, arrivals, orphan));
      }
      case ENCODER_RESTART, ROOT_RESTART -> Optional.of(
          new Unit(fault.number(), number, false, true, false, Map.of()));
      case INDEX_DOWN -> Optional.empty();
    };
  }

  private Unit measure(FaultRecord fault, Watched viewer, Arrivals arrivals, int orphan) {
    int number = viewer.peer().number();
    boolean isDirect = orphan == number;
    long from = fault.nanos();
    long until = observedUntil(fault, viewer);
    long recovered = isDirect ? direct(fault, number, arrivals, until) : below(fault, number, arrivals, orphan, until);
    boolean isRecovered = recovered <= until;
    Map<Unit.Measure, Long> nanos = new EnumMap<>(Unit.Measure.class);
    long since = Math.min(recovered, fedUntil(fault, orphan, until));
    nanos.put(Unit.Measure.RECOVERY, Math.min(recovered, until) - since);
    String victim = tree.peer(fault.peer()).id();
    if (isDirect && isRecovered) {
      trace(number).first(TraceEvent.ORPHANED, from, recovered, event -> event.text("parent").equals(victim))
          .ifPresent(seen -> nanos.put(Unit.Measure.SEEN, recovered - seen.nanos()));
    }
    // A parent that is itself again need not be replaced.
    long limit = fault.overNanos() > 0 ? Math.min(until, fault.overNanos()) : until;
    trace(orphan).first(TraceEvent.ATTACHED, from, limit, event -> !event.text("parent").equals(victim))
        .ifPresent(other -> nanos.put(Unit.Measure.REPLACED, other.nanos() - from));
    // What is asked for later has other causes.
    long settled = Math.max(Math.min(recovered, until), from + nanos.getOrDefault(Unit.Measure.REPLACED, 0L));
    Stream.of(number, orphan).flatMap(peer -> trace(peer).first(TraceEvent.PULLED, from, settled).stream())
        .mapToLong(TraceEvent::nanos).min()
        .ifPresent(pulled -> nanos.put(Unit.Measure.FIRST_PULL, pulled - from));
    return new Unit(
        fault.number(), number, isDirect, isRecovered, !isRecovered && until - from < PATIENCE_NANOS, nanos);
  }

  /** A parent that says that it leaves feeds its child until that has another parent; every other is gone at once. */
  private long fedUntil(FaultRecord fault, int orphan, long until) {
    if (fault.kind() != FaultRecord.Kind.LEAVE) {
      return fault.nanos();
    }
    String victim = tree.peer(fault.peer()).id();
    long attached = trace(orphan).first(
        TraceEvent.ATTACHED, fault.nanos(), until, event -> !event.text("parent").equals(victim))
        .map(TraceEvent::nanos).orElse(NEVER);
    boolean wasOrphaned = trace(orphan).first(
        TraceEvent.ORPHANED, fault.nanos(), Math.min(attached, until), event -> event.text("parent").equals(victim))
        .isPresent();
    return wasOrphaned || attached == NEVER ? fault.nanos() : attached;
  }

  /** To the end of the viewer, or until it was hit itself. */
  private long observedUntil(FaultRecord fault, Watched viewer) {
    long until = viewer.untilNanos();
    for (Reach.Span own : reach.ownTroubles(viewer.peer().number())) {
      if (own.fromNanos() > fault.nanos()) {
        until = Math.min(until, own.fromNanos());
      }
    }
    return until;
  }

  private long direct(FaultRecord fault, int number, Arrivals arrivals, long until) {
    long changed = sourceChanged(fault, number, until);
    return switch (fault.kind()) {
      case KILL, FREEZE, CUT -> Math.min(changed, madeAfter(fault.nanos() + IN_FLIGHT_NANOS, fault, arrivals));
      case LIMP -> changed != NEVER || fault.overNanos() == 0 ? changed
          : madeAfter(fault.overNanos(), fault, arrivals);
      default -> changed != NEVER ? changed : madeAfter(fault.nanos() + IN_FLIGHT_NANOS, fault, arrivals);
    };
  }

  /**
   * A viewer further below keeps its parent and is fed again through it. When the peer that hung on the victim has
   * recovered, either a chunk that is missing here comes next, or none was due and nothing is missing.
   */
  private long below(FaultRecord fault, int number, Arrivals arrivals, int orphan, long until) {
    long own = direct(fault, number, arrivals, until);
    long above = sourceChanged(fault, orphan, until);
    if (above == NEVER) {
      return own;
    }
    int next = arrivals.firstAfter(above);
    boolean isMissing = next < arrivals.size()
        && births.madeNanos(arrivals.epoch(next), arrivals.sequence(next)) + usualDelay(arrivals, fault.nanos())
            <= above;
    return Math.min(own, isMissing ? arrivals.nanos(next) : above);
  }

  private long sourceChanged(FaultRecord fault, int number, long until) {
    String victim = tree.peer(fault.peer()).id();
    return trace(number).first(
        TraceEvent.SOURCE_CHANGED, fault.nanos(), until, event -> !event.text("source").equals(victim))
        .map(TraceEvent::nanos).orElse(NEVER);
  }

  private long madeAfter(long nanos, FaultRecord fault, Arrivals arrivals) {
    for (int i = arrivals.firstAfter(fault.nanos()); i < arrivals.size(); i++) {
      if (births.madeNanos(arrivals.epoch(i), arrivals.sequence(i)) >= nanos) {
        return arrivals.nanos(i);
      }
    }
    return NEVER;
  }

  private long usualDelay(Arrivals arrivals, long beforeNanos) {
    int end = arrivals.firstAfter(beforeNanos);
    long[] delays = new long[Math.min(USUAL_CHUNKS, end)];
    for (int i = 0; i < delays.length; i++) {
      int at = end - 1 - i;
      delays[i] = arrivals.nanos(at) - births.madeNanos(arrivals.epoch(at), arrivals.sequence(at));
    }
    Arrays.sort(delays);
    return delays.length == 0 ? 0 : delays[delays.length / 2];
  }

  private PeerTrace trace(int number) {
    return traces.getOrDefault(number, PeerTrace.EMPTY);
  }
}
