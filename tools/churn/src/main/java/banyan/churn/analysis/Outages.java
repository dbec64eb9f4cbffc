package banyan.churn.analysis;

import banyan.churn.scenario.FaultRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What became of viewers when the source was away, and of those who survived a mass death. */
final class Outages {
  private static final double NANOS = 1e9;
  private static final long FED_SOON_NANOS = 3_000_000_000L;
  /** Deaths of one group that are further apart are two events. */
  private static final long SAME_EVENT_NANOS = 10_000_000_000L;

  /**
   * A mass death.
   *
   * @param firstNanos of the deaths
   * @param lastNanos of the deaths
   */
  record MassDeath(long firstNanos, long lastNanos) {}

  private final Births births;
  private final Tree tree;
  private final Map<Integer, PeerTrace> traces;
  private final List<FaultRecord> restarts;
  private final List<MassDeath> massDeaths;
  private final List<Double> resumed = new ArrayList<>();
  private final List<Double> fed = new ArrayList<>();
  private int fedSoon;
  private int survivors;
  private int stayed;
  private int couldStay;

  Outages(List<FaultRecord> faults, Births births, Tree tree, Map<Integer, PeerTrace> traces) {
    this.births = births;
    this.tree = tree;
    this.traces = traces;
    this.restarts = faults.stream().filter(f -> FigureNames.OUTAGES.contains(f.kind()) && f.overNanos() > 0).toList();
    this.massDeaths = massDeaths(faults);
  }

  private static List<MassDeath> massDeaths(List<FaultRecord> faults) {
    List<MassDeath> found = new ArrayList<>();
    for (FaultRecord fault : faults) {
      if (fault.kind() != FaultRecord.Kind.KILL || !fault.group().equals("half-die")) {
        continue;
      }
      int last = found.size() - 1;
      if (last >= 0 && fault.nanos() - found.get(last).lastNanos() < SAME_EVENT_NANOS) {
        found.set(last, new MassDeath(found.get(last).firstNanos(), fault.nanos()));
      } else {
        found.add(new MassDeath(fault.nanos(), fault.nanos()));
      }
    }
    return found;
  }

  void look(Watched viewer, Arrivals arrivals) {
    for (FaultRecord restart : restarts) {
      if (viewer.isPlayingAt(restart.nanos()) && viewer.isPlayingAt(restart.overNanos())) {
        lookAtRestart(restart, viewer, arrivals);
      }
    }
    for (MassDeath death : massDeaths) {
      if (viewer.isPlayingAt(death.firstNanos()) && viewer.untilNanos() >= death.lastNanos() + FED_SOON_NANOS) {
        long nanos = firstMadeAfter(death.lastNanos(), death.lastNanos(), arrivals);
        survivors++;
        if (nanos >= 0) {
          fed.add((nanos - death.lastNanos()) / NANOS);
          fedSoon += nanos - death.lastNanos() <= FED_SOON_NANOS ? 1 : 0;
        }
      }
    }
  }

  private void lookAtRestart(FaultRecord restart, Watched viewer, Arrivals arrivals) {
    // What was made in the second half of the outage or later is the new source's, whichever of its first signs of life
    // counted as its being ready.
    long middle = restart.nanos() + (restart.overNanos() - restart.nanos()) / 2;
    long nanos = firstMadeAfter(middle, restart.nanos(), arrivals);
    long waited = nanos < 0 ? viewer.untilNanos() - restart.overNanos() : Math.max(0, nanos - restart.overNanos());
    resumed.add(waited / NANOS);
    int number = viewer.peer().number();
    int parent = tree.parentAt(number, restart.nanos());
    boolean lostItsParent = restart.kind() == FaultRecord.Kind.ROOT_RESTART && parent == restart.peer();
    if (parent != Tree.NOBODY && !lostItsParent) {
      couldStay++;
      PeerTrace trace = traces.getOrDefault(number, PeerTrace.EMPTY);
      long until = restart.overNanos() + FED_SOON_NANOS;
      stayed += trace.first(TraceEvent.ORPHANED, restart.nanos(), until).isPresent() ? 0 : 1;
    }
  }

  private long firstMadeAfter(long madeNanos, long arrivedNanos, Arrivals arrivals) {
    for (int i = arrivals.firstAfter(arrivedNanos); i < arrivals.size(); i++) {
      if (births.madeNanos(arrivals.epoch(i), arrivals.sequence(i)) >= madeNanos) {
        return arrivals.nanos(i);
      }
    }
    return -1;
  }

  void tell(Summary summary) {
    summary.spread("outage.resume", resumed);
    summary.share("outage.stayed", stayed, couldStay);
    summary.spread("survivors.fed", fed);
    summary.put("survivors.n", survivors);
    summary.share("survivors.fedWithin3s", fedSoon, survivors);
  }
}
