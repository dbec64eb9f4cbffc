package banyan.churn.analysis;

import banyan.churn.scenario.PeerRecord;
import banyan.churn.scenario.ProcessSample;
import banyan.churn.scenario.RunRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongToDoubleFunction;
import java.util.function.ToDoubleFunction;

/** How a run went over time: the tree's depth, the viewers' lag, what processes held. */
final class OverTime {
  /** Moments of each series: more than a screen can show are of no use. */
  private static final int MOMENTS = 160;
  /** Rows of each process; a longer series is thinned out evenly. */
  private static final int MAX_ROWS = 240;
  /** With fewer samples a line through them says nothing. */
  private static final int MIN_SAMPLES = 6;
  private static final double MEGABYTE = 1e6;

  private final RunRecord run;
  private final Map<Integer, PeerTrace> traces;
  private final LongToDoubleFunction seconds;

  /**
   * @param traces by the numbers of peers
   * @param seconds from the machine's time to seconds of the run
   */
  OverTime(RunRecord run, Map<Integer, PeerTrace> traces, LongToDoubleFunction seconds) {
    this.run = run;
    this.traces = traces;
    this.seconds = seconds;
  }

  private List<Long> moments() {
    long step = Math.max(1, (run.endNanos() - run.beginNanos()) / MOMENTS);
    List<Long> moments = new ArrayList<>();
    for (int i = 1; i < MOMENTS; i++) {
      moments.add(run.beginNanos() + i * step);
    }
    return moments;
  }

  List<Result.Moment> tree(Tree tree) {
    List<Result.Moment> series = new ArrayList<>();
    for (long at : moments()) {
      List<Integer> depths = new ArrayList<>();
      int unattached = 0;
      for (PeerRecord peer : run.peers()) {
        if (peer.role() == PeerRecord.Role.ROOT || !tree.isAlive(peer.number(), at)) {
          continue;
        }
        int depth = tree.depthAt(peer.number(), at);
        if (depth < 1) {
          unattached++;
          continue;
        }
        while (depths.size() < depth) {
          depths.add(0);
        }
        depths.set(depth - 1, depths.get(depth - 1) + 1);
      }
      series.add(new Result.Moment(seconds.applyAsDouble(at), unattached, depths));
    }
    return series;
  }

  /** @param samples of lag in seconds by time */
  List<Result.LagMoment> lag(java.util.NavigableMap<Long, List<Double>> samples) {
    List<Result.LagMoment> series = new ArrayList<>();
    long before = run.beginNanos();
    for (long at : moments()) {
      Spread spread = Spread.of(samples.subMap(before, false, at, true).values().stream()
          .flatMap(List::stream).toList());
      if (spread.n() > 0) {
        series.add(new Result.LagMoment(
            seconds.applyAsDouble(at), spread.n(), Summary.rounded(spread.percentile(50)),
            Summary.rounded(spread.percentile(95)), Summary.rounded(spread.percentile(100))));
      }
      before = at;
    }
    return series;
  }

  private Map<String, List<ProcessSample>> byProcess() {
    Map<String, List<ProcessSample>> all = new TreeMap<>();
    for (ProcessSample sample : run.samples()) {
      all.computeIfAbsent(sample.process(), name -> new ArrayList<>()).add(sample);
    }
    return all;
  }

  List<Result.ProcessLine> processes() {
    List<Result.ProcessLine> lines = new ArrayList<>();
    byProcess().forEach((process, samples) -> {
      int step = 1 + samples.size() / MAX_ROWS;
      List<List<Double>> rows = new ArrayList<>();
      for (int i = 0; i < samples.size(); i += step) {
        ProcessSample s = samples.get(i);
        rows.add(List.of(
            seconds.applyAsDouble(s.nanos()), Summary.rounded(s.residentBytes() / MEGABYTE), (double) s.descriptors(),
            (double) s.threads()));
      }
      lines.add(new Result.ProcessLine(process, rows));
    });
    return lines;
  }

  /** What the processes that lived through the second half of the run gained in it, the worst of them. */
  void tellGrowth(Summary summary) {
    Map<String, List<Double>> worst = new HashMap<>();
    long half = run.faultsNanos() + (run.endNanos() - run.faultsNanos()) / 2;
    for (List<ProcessSample> samples : byProcess().values()) {
      List<ProcessSample> late = samples.stream().filter(s -> s.nanos() >= half && s.nanos() <= run.endNanos())
          .toList();
      boolean livedThroughIt = late.size() >= MIN_SAMPLES
          && samples.get(0).nanos() <= half
          && late.get(late.size() - 1).nanos() - half > (run.endNanos() - half) * 3 / 4;
      if (livedThroughIt) {
        double mean = late.stream().mapToDouble(ProcessSample::residentBytes).average().orElse(0);
        worst.computeIfAbsent("memory.growth", k -> new ArrayList<>())
            .add(mean > 0 ? gain(late, ProcessSample::residentBytes) / mean : 0);
        worst.computeIfAbsent("descriptors.growth", k -> new ArrayList<>())
            .add(gain(late, ProcessSample::descriptors));
        worst.computeIfAbsent("descriptors.beyondLinks.growth", k -> new ArrayList<>())
            .add(gain(late, s -> s.descriptors() - links(s.process(), s.nanos())));
        worst.computeIfAbsent("threads.growth", k -> new ArrayList<>()).add(gain(late, ProcessSample::threads));
      }
    }
    worst.forEach((name, gains) -> summary.put(name, Collections.max(gains)));
  }

  /** That the peers of a process had, by what each of them said last. */
  private int links(String process, long nanos) {
    int links = 0;
    for (PeerRecord peer : run.peers()) {
      boolean isThere =
          peer.joinedNanos() <= nanos && (peer.endNanos() == 0 || peer.endNanos() > nanos);
      if (isThere && peer.process().equals(process)) {
        links += traces.getOrDefault(peer.number(), PeerTrace.EMPTY).statusAt(nanos)
            .map(PeerTrace.Status::links).orElse(0);
      }
    }
    return links;
  }

  /** Along the line of least squares. */
  private static double gain(List<ProcessSample> samples, ToDoubleFunction<ProcessSample> of) {
    long begin = samples.get(0).nanos();
    double meanX = samples.stream().mapToDouble(s -> s.nanos() - begin).average().orElse(0);
    double meanY = samples.stream().mapToDouble(of).average().orElse(0);
    double covariance = 0;
    double variance = 0;
    for (ProcessSample sample : samples) {
      double x = sample.nanos() - begin - meanX;
      covariance += x * (of.applyAsDouble(sample) - meanY);
      variance += x * x;
    }
    return variance == 0 ? 0 : covariance / variance * (samples.get(samples.size() - 1).nanos() - begin);
  }
}
