package banyan.churn.analysis;

import banyan.churn.scenario.FaultRecord.Kind;
import banyan.churn.scenario.FaultRecord;
import banyan.churn.scenario.PeerRecord;
import banyan.churn.scenario.RunRecord;
import banyan.churn.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** The figures of the tree and of its peers, viewers or not. */
final class TreeFigures {
  private static final double NANOS = 1e9;
  /** What an upload budget lets through in any second: so much of it, and one chunk. */
  private static final double BUDGET_TOLERANCE = 1.02;
  private static final double LARGEST_CHUNK_BYTES = 66_000;
  private static final double MEGABYTE = 1e6;

  private final RunRecord run;
  private final Tree tree;
  private final Reparents reparents;
  private final Map<Integer, PeerTrace> traces;

  TreeFigures(RunRecord run, Tree tree, Reparents reparents, Map<Integer, PeerTrace> traces) {
    this.run = run;
    this.tree = tree;
    this.reparents = reparents;
    this.traces = traces;
  }

  void tell(Summary summary, List<FaultRecord> faults) {
    summary.put("reparents", reparents.count());
    summary.put("reparents.false", reparents.unexplained().size());
    summary.put("reparents.warmup", reparents.inWarmup());
    summary.put("reparents.climbs", reparents.climbs());
    summary.put("loops", tree.loops().size());
    summary.put("loops.longest", tree.loops().stream().mapToLong(Tree.Loop::nanos).max().orElse(0) / NANOS);
    summary.put("faults", faults.size());
    Analysis.countByKind(faults).forEach((kind, count) -> tellKind(summary, kind, count, faults));
    List<Double> memory = new ArrayList<>();
    faults.stream().filter(f -> f.victimRssBytes() > 0).forEach(f -> memory.add(f.victimRssBytes() / MEGABYTE));
    summary.spread("killed.megabytes", memory);
    summary.put("peers.died", run.peers().stream().filter(p -> p.end() == PeerRecord.End.DIED).count());
    OptionalDouble worst = worstUpload();
    if (worst.isPresent()) {
      summary.put("upload.worst", worst.getAsDouble());
    }
  }

  private void tellKind(Summary summary, Kind kind, int count, List<FaultRecord> faults) {
    summary.put("faults." + kind.word(), count);
    List<Reparents.Caused> caused = faults.stream().filter(f -> f.kind() == kind)
        .map(f -> reparents.of(f.number())).toList();
    if (count > 0) {
      summary.put("reparents.perFault." + kind.word(),
          (double) caused.stream().mapToInt(Reparents.Caused::all).sum() / count);
      summary.put("reparents.below." + kind.word(), caused.stream().mapToInt(Reparents.Caused::below).sum());
    }
  }

  /** What peers with a budget sent between two statuses, as a share of what they may; the largest. */
  private OptionalDouble worstUpload() {
    return run.peers().stream().filter(peer -> budget(peer) > 0)
        .flatMap(peer -> shares(traces.getOrDefault(peer.number(), PeerTrace.EMPTY), budget(peer) / 8.0).stream())
        .mapToDouble(Double::doubleValue).max();
  }

  private static List<Double> shares(PeerTrace trace, double bytesPerSecond) {
    List<Double> shares = new ArrayList<>();
    List<PeerTrace.Status> statuses = trace.statuses();
    for (int i = 1; i < statuses.size(); i++) {
      double seconds = (statuses.get(i).nanos() - statuses.get(i - 1).nanos()) / NANOS;
      long sent = statuses.get(i).sentBytes() - statuses.get(i - 1).sentBytes();
      shares.add(sent / (BUDGET_TOLERANCE * bytesPerSecond * Math.max(1, seconds) + LARGEST_CHUNK_BYTES));
    }
    return shares;
  }

  private long budget(PeerRecord peer) {
    return run.scenario().peers().stream().filter(group -> group.role() == peer.role())
        .flatMap(group -> group.classes().stream()).filter(c -> c.name().equals(peer.upClass()))
        .mapToLong(Scenario.UploadClass::bitsPerSecond).findFirst().orElse(0);
  }
}
