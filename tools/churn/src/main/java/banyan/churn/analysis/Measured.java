package banyan.churn.analysis;

import banyan.churn.scenario.FaultRecord.Kind;
import banyan.churn.scenario.FaultRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Gathers what viewers had, one after another, and tells the figures of them. */
final class Measured {
  private static final double NANOS = 1e9;
  private static final double MICROS = 1e6;

  final TreeMap<Long, List<Double>> lagByTime = new TreeMap<>();
  long dropped;

  private final List<Double> lag = new ArrayList<>();
  private final Map<String, List<Double>> gapsByCause = new HashMap<>();
  private final List<Double> gaps = new ArrayList<>();
  private long watchedNanos;

  void gap(Gaps.Explained gap) {
    double seconds = gap.nanos() / NANOS;
    gapsByCause.computeIfAbsent(gap.cause(), cause -> new ArrayList<>()).add(seconds);
    if (Gaps.counts(gap.cause())) {
      gaps.add(seconds);
    }
  }

  void viewer(Watched watched, PeerTrace trace) {
    watchedNanos += watched.watchedNanos();
    for (PeerTrace.Status status : trace.statuses()) {
      if (status.lagMicros() >= 0 && watched.isPlayingAt(status.nanos())) {
        double seconds = status.lagMicros() / MICROS;
        lag.add(seconds);
        lagByTime.computeIfAbsent(status.nanos(), nanos -> new ArrayList<>(1)).add(seconds);
      }
    }
  }

  void tell(
      Summary summary, List<FaultRecord> faults, SortedMap<Integer, List<Unit>> unitsByFault,
      List<Result.Viewer> viewers) {
    for (Kind kind : FigureNames.HITS) {
      tellHit(summary, kind.word(), units(kind, faults, unitsByFault));
    }
    for (Kind kind : Kind.values()) {
      if (kind != Kind.INDEX_DOWN) {
        tellGaps(summary, kind.word(), units(kind, faults, unitsByFault));
      }
    }
    for (String cause : Gaps.OTHERS) {
      tellAll(summary, "gap." + cause, gapsByCause.getOrDefault(cause, List.of()));
    }
    tellAll(summary, "gap", gaps);
    tellChunks(summary, viewers);
    summary.spread("lag", lag);
    summary.spread("startup", figures(viewers, "startup"));
    summary.spread("picture", figures(viewers, "picture"));
    summary.put("startup.never", sum(viewers, "neverStarted"));
    summary.put("viewers", viewers.size());
    summary.put("viewer.minutes", watchedNanos / NANOS / 60);
    summary.put("trace.dropped", dropped);
  }

  private static List<Unit> units(
      Kind kind, List<FaultRecord> faults, SortedMap<Integer, List<Unit>> unitsByFault) {
    return faults.stream().filter(fault -> fault.kind() == kind)
        .flatMap(fault -> unitsByFault.getOrDefault(fault.number(), List.of()).stream()).toList();
  }

  private static void tellHit(Summary summary, String kind, List<Unit> all) {
    List<Unit> units = all.stream().filter(unit -> !unit.isCutShort()).toList();
    List<Unit> direct = units.stream().filter(Unit::isDirect).toList();
    summary.spread("recovery." + kind, seconds(units, Unit.Measure.RECOVERY));
    summary.spread("recovery." + kind + ".direct", seconds(direct, Unit.Measure.RECOVERY));
    summary.spread("recovery." + kind + ".seen", seconds(direct, Unit.Measure.SEEN));
    summary.put("recovery." + kind + ".never", units.stream().filter(unit -> !unit.recovered()).count());
    summary.put("recovery." + kind + ".cutShort", all.size() - units.size());
    summary.spread("replaced." + kind, seconds(units, Unit.Measure.REPLACED));
    summary.put("replaced." + kind + ".never",
        units.stream().filter(unit -> !unit.nanos().containsKey(Unit.Measure.REPLACED)).count());
    summary.spread("firstPull." + kind, seconds(units, Unit.Measure.FIRST_PULL));
  }

  private void tellGaps(Summary summary, String kind, List<Unit> units) {
    List<Double> each = seconds(units, Unit.Measure.GAP);
    summary.put("gap." + kind + ".n", each.size());
    summary.share("gap." + kind + ".zeroShare", each.stream().filter(gap -> gap == 0).count(), each.size());
    summary.put("gap." + kind + ".max", max(each));
    // All that is put down to the kind, those of viewers included that were no unit.
    summary.put("gap." + kind + ".total", sum(gapsByCause.getOrDefault(kind, List.of())));
  }

  private static void tellAll(Summary summary, String name, List<Double> gaps) {
    summary.put(name + ".n", gaps.size());
    summary.put(name + ".max", max(gaps));
    summary.put(name + ".total", sum(gaps));
  }

  private static void tellChunks(Summary summary, List<Result.Viewer> viewers) {
    double due = sum(viewers, "due");
    double lost = sum(viewers, "lost");
    double late = sum(viewers, "late");
    summary.put("chunks.due", due);
    summary.put("chunks.delivered", sum(viewers, "delivered"));
    summary.put("chunks.lost", lost);
    summary.put("chunks.late", late);
    summary.put("chunks.repeated", sum(viewers, "repeated"));
    summary.share("continuity", due - lost - late, due);
  }

  private static List<Double> seconds(List<Unit> units, Unit.Measure measure) {
    List<Double> seconds = new ArrayList<>();
    for (Unit unit : units) {
      Long nanos = unit.nanos().get(measure);
      if (nanos != null) {
        seconds.add(nanos / NANOS);
      }
    }
    return seconds;
  }

  private static List<Double> figures(List<Result.Viewer> viewers, String name) {
    List<Double> figures = new ArrayList<>();
    for (Result.Viewer viewer : viewers) {
      Double figure = viewer.figures().get(name);
      if (figure != null) {
        figures.add(figure);
      }
    }
    return figures;
  }

  private static double sum(List<Result.Viewer> viewers, String name) {
    return sum(figures(viewers, name));
  }

  private static double sum(Collection<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).sum();
  }

  private static double max(Collection<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }
}
