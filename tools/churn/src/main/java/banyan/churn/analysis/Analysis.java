package banyan.churn.analysis;

import banyan.churn.scenario.FaultRecord.Kind;
import banyan.churn.scenario.FaultRecord;
import banyan.churn.scenario.PeerRecord;
import banyan.churn.scenario.RunRecord;
import banyan.churn.scenario.Scenario;
import banyan.program.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * From what a run left behind to what it came to. All traces are read twice: first for events and for when each chunk
 * was made, then each viewer's for its chunks, so that the chunks of one viewer alone are in memory.
 */
public final class Analysis {
  private static final double NANOS = 1e9;
  /** A viewer that lived for less and never got a chunk says nothing. */
  private static final long STARTUP_PATIENCE_NANOS = 10_000_000_000L;

  private final RunRecord run;
  private final Duration buffer;
  private final List<FaultRecord> faults;
  private final Map<Integer, PeerTrace> traces = new HashMap<>();
  private final Births births = new Births();
  private final List<String> warnings = new ArrayList<>();
  private final Tree tree;
  private final Reach reach;
  private final Reparents reparents;
  private final Recoveries recoveries;
  private final Gaps gaps;
  private final Story story;
  private final Outages outages;
  private final Measured measured = new Measured();
  private final SortedMap<Integer, List<Unit>> unitsByFault = new TreeMap<>();
  private final List<Result.Viewer> viewers = new ArrayList<>();

  private Analysis(RunRecord run, Duration buffer) throws Failure {
    this.run = run;
    this.buffer = buffer;
    this.faults = run.faults().stream().sorted(Comparator.comparingLong(FaultRecord::nanos)).toList();
    readTraces();
    this.tree = new Tree(run.peers(), traces, run.endNanos());
    this.reach = new Reach(tree, faults);
    this.reparents = new Reparents(tree, reach, run.faultsNanos());
    this.recoveries = new Recoveries(tree, reach, traces, births);
    this.gaps = new Gaps(faults, reach, buffer.toNanos(), run.faultsNanos());
    this.story = new Story(tree, traces, faults, births, buffer.toNanos());
    this.outages = new Outages(faults, births, tree, traces);
  }

  /**
   * @param buffer that viewers play with
   * @throws Failure if a trace cannot be read
   */
  public static Result of(RunRecord run, Duration buffer) throws Failure {
    return new Analysis(run, buffer).result();
  }

  private void readTraces() throws Failure {
    long dropped = 0;
    List<String> without = new ArrayList<>();
    for (PeerRecord peer : run.peers()) {
      if (Files.exists(peer.trace())) {
        PeerTrace trace = TraceReader.read(peer.trace(), run.endNanos(), births);
        traces.put(peer.number(), trace);
        if (trace.dropped() > 0) {
          dropped += trace.dropped();
          warnings.add(peer.name() + "'s trace lacks " + trace.dropped() + " lines that the disk did not take in time:"
              + " its figures are no better than a guess.");
        }
      } else {
        without.add(peer.name());
      }
    }
    births.check();
    if (!without.isEmpty()) {
      warnings.add("No trace was found of " + String.join(", ", without.subList(0, Math.min(5, without.size())))
          + (without.size() > 5 ? " and " + (without.size() - 5) + " others" : "")
          + ": they ended before they could write one, or the files were removed.");
    }
    measured.dropped = dropped;
  }

  private Result result() throws Failure {
    for (PeerRecord peer : run.peers()) {
      if (peer.role() == PeerRecord.Role.VIEWER) {
        look(peer);
      }
    }
    if (tree.unknownParents() > 0) {
      warnings.add("Parents were named " + tree.unknownParents() + " times that are no peer of the run.");
    }
    if (!run.interrupted().isEmpty()) {
      warnings.add("The run ended early: " + run.interrupted());
    }
    OverTime overTime = new OverTime(run, traces, this::seconds);
    Summary summary = new Summary();
    measured.tell(summary, faults, unitsByFault, viewers);
    new TreeFigures(run, tree, reparents, traces).tell(summary, faults);
    outages.tell(summary);
    overTime.tellGrowth(summary);
    Scenario scenario = run.scenario();
    return new Result(
        Result.FORMAT, scenario.name(), scenario.about(), scenario.command(), scenario.yaml(), run.seed(), run.commit(),
        new TreeMap<>(run.machine()), seconds(run.endNanos()), seconds(run.faultsNanos()), buffer.toNanos() / NANOS,
        run.interrupted(), warnings, summary.figures(), faults.stream().map(this::fault).toList(), viewers,
        reparents.unexplained().stream().map(this::falseReparent).toList(),
        tree.loops().stream().map(this::loop).toList(),
        new Result.Series(overTime.tree(tree), overTime.lag(measured.lagByTime), overTime.processes()));
  }

  private void look(PeerRecord peer) throws Failure {
    PeerTrace trace = traces.getOrDefault(peer.number(), PeerTrace.EMPTY);
    Arrivals arrivals = arrivals(peer);
    Watched watched = Watched.replay(
        peer, arrivals, births, buffer, run.faultsNanos(), untilNanos(peer, trace), reach.ownTroubles(peer.number()));
    Map<Integer, Long> gapNanosByFault = new HashMap<>();
    List<Result.Gap> told = new ArrayList<>();
    for (Gaps.Explained gap : gaps.explain(watched)) {
      measured.gap(gap);
      gapNanosByFault.merge(gap.fault(), gap.nanos(), Long::sum);
      told.add(new Result.Gap(
          seconds(gap.span().fromNanos()), Summary.rounded(gap.nanos() / NANOS), gap.cause(), gap.fault(),
          story.of(peer.number(), gap.span())));
    }
    for (FaultRecord fault : faults) {
      recoveries.unit(fault, watched, arrivals).ifPresent(unit -> {
        unit.nanos().put(Unit.Measure.GAP, gapNanosByFault.getOrDefault(fault.number(), 0L));
        unitsByFault.computeIfAbsent(fault.number(), number -> new ArrayList<>()).add(unit);
      });
    }
    outages.look(watched, arrivals);
    measured.viewer(watched, trace);
    viewers.add(viewer(watched, told));
  }

  private Arrivals arrivals(PeerRecord peer) throws Failure {
    Path file = peer.trace();
    Arrivals arrivals = new Arrivals();
    if (Files.exists(file)) {
      TraceReader.read(file, run.endNanos(), arrivals);
    }
    return arrivals;
  }

  /** A killed process takes the last moments of its trace with it. */
  private long untilNanos(PeerRecord peer, PeerTrace trace) {
    long until = peer.endNanos() > 0 ? Math.min(peer.endNanos(), run.endNanos()) : run.endNanos();
    return switch (peer.end()) {
      case NONE, LEFT -> until;
      case KILLED, DIED -> trace.lastNanos() > 0 ? Math.min(until, trace.lastNanos()) : until;
    };
  }

  private double seconds(long nanos) {
    return Summary.rounded((nanos - run.beginNanos()) / NANOS);
  }

  private Result.Viewer viewer(Watched watched, List<Result.Gap> told) {
    PeerRecord peer = watched.peer();
    SortedMap<String, Double> figures = new TreeMap<>();
    if (watched.firstNanos() >= 0) {
      figures.put("startup", Summary.rounded((watched.firstNanos() - peer.joinedNanos()) / NANOS));
    }
    if (watched.playingNanos() >= 0) {
      figures.put("picture", Summary.rounded((watched.playingNanos() - peer.joinedNanos()) / NANOS));
    }
    figures.put("watched", Summary.rounded(watched.watchedNanos() / NANOS));
    figures.put("stalled", Summary.rounded(watched.figures().stalledMicros() / 1e6));
    figures.put("due", (double) watched.due());
    figures.put("delivered", (double) watched.figures().chunks());
    figures.put("lost", (double) watched.lost());
    figures.put("late", (double) watched.late());
    figures.put("repeated", (double) watched.repeated());
    figures.put("reparents", (double) reparents.ofPeer(peer.number()));
    if (watched.firstNanos() < 0 && watched.untilNanos() - peer.joinedNanos() >= STARTUP_PATIENCE_NANOS) {
      figures.put("neverStarted", 1.0);
    }
    return new Result.Viewer(
        peer.number(), peer.name(), peer.upClass(), peer.process(), seconds(peer.joinedNanos()),
        seconds(watched.untilNanos()), peer.end().name().toLowerCase(java.util.Locale.ROOT), figures, told);
  }

  private Result.Fault fault(FaultRecord fault) {
    Reparents.Caused caused = reparents.of(fault.number());
    boolean hasVictim = fault.peer() != Tree.NOBODY;
    return new Result.Fault(
        fault.number(), fault.kind().word(), seconds(fault.nanos()),
        fault.overNanos() > 0 ? seconds(fault.overNanos()) : 0, hasVictim ? tree.name(fault.peer()) : "",
        Reach.isOfLink(fault) ? tree.name(fault.other()) : "", fault.share(), fault.victimRssBytes(), fault.group(),
        caused.all(), caused.below(),
        unitsByFault.getOrDefault(fault.number(), List.of()).stream().map(this::hit).toList());
  }

  private Result.Hit hit(Unit unit) {
    SortedMap<String, Double> seconds = new TreeMap<>();
    unit.nanos().forEach((measure, nanos) -> seconds.put(measure.word(), Summary.rounded(nanos / NANOS)));
    return new Result.Hit(
        tree.name(unit.viewer()), unit.isDirect(), unit.recovered(), unit.isCutShort(), seconds);
  }

  private Result.FalseReparent falseReparent(Tree.Attachment reparent) {
    return new Result.FalseReparent(
        seconds(reparent.nanos()), Summary.rounded((reparent.nanos() - reparent.lostNanos()) / NANOS),
        tree.name(reparent.peer()), tree.name(reparent.before()), tree.name(reparent.parent()),
        Story.why(reparent.cause()), story.of(reparent));
  }

  private Result.Loop loop(Tree.Loop loop) {
    return new Result.Loop(
        seconds(loop.fromNanos()), Summary.rounded(loop.nanos() / NANOS),
        loop.peers().stream().map(tree::name).toList());
  }

  /** How often a fault of each kind was done. */
  static Map<Kind, Integer> countByKind(List<FaultRecord> faults) {
    Map<Kind, Integer> counts = new TreeMap<>();
    for (Kind kind : Kind.values()) {
      counts.put(kind, 0);
    }
    faults.forEach(fault -> counts.merge(fault.kind(), 1, Integer::sum));
    return counts;
  }
}
