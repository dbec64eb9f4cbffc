package banyan.churn.analysis;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * What a run came to, as its JSON says it. All times are seconds, those at which something was from the run's beginning
 * on. What was not measured is not there.
 *
 * @param format {@link #FORMAT}
 * @param command what repeats the run
 * @param yaml the scenario as a file that can be read back
 * @param seconds of the whole run
 * @param faultsFrom when warming up was over
 * @param buffer that playback was judged with
 * @param interrupted why it ended early; empty if it did not
 * @param warnings what makes the figures worth less, each a sentence
 * @param summary what {@code --fail-on} knows, by name
 */
public record Result(
    String format, String scenario, String about, String command, String yaml, long seed, String commit,
    Map<String, String> machine, double seconds, double faultsFrom, double buffer, String interrupted,
    List<String> warnings, SortedMap<String, Double> summary, List<Fault> faults, List<Viewer> viewers,
    List<FalseReparent> falseReparents, List<Loop> loops, Series series) {
  public static final String FORMAT = "banyan-churn/2";

  /** When the first viewer joined: what was before is the starting of programs. */
  public double firstJoin() {
    return viewers.stream().mapToDouble(Viewer::joined).min().orElse(0);
  }

  /**
   * One thing that was done.
   *
   * @param over when it was over, 0 if it never was
   * @param victim its name, empty if there is none
   * @param child the other end of a single link, else empty
   * @param reparents that it caused
   * @param below of them, those of peers that did not hang on the victim themselves
   */
  public record Fault(
      int number, String kind, double at, double over, String victim, String child, double share, long victimRssBytes,
      String group, int reparents, int below, List<Hit> units) {}

  /**
   * A viewer that the fault reached.
   *
   * @param direct whether it hung directly on the victim
   * @param recovered whether it was fed again
   * @param cutShort whether it ended before that could be told
   * @param seconds recovery, seen, replaced, firstPull, gap: those that there are
   */
  public record Hit(
      String viewer, boolean direct, boolean recovered, boolean cutShort, SortedMap<String, Double> seconds) {}

  /**
   * One viewer.
   *
   * @param ended how: none, left, killed, died
   * @param figures startup, picture, watched, stalled (seconds); due, delivered, lost, late, repeated, reparents
   *     (counts)
   */
  public record Viewer(
      int number, String name, String upload, String process, double joined, double until, String ended,
      SortedMap<String, Double> figures, List<Gap> gaps) {}

  /**
   * Playback stood still.
   *
   * @param cause the kind of the fault; {@code source}, {@code own}, {@code warmup} or {@code unexplained}
   * @param fault its number, 0 if it was none
   * @param story what happened around it, a line each
   */
  public record Gap(double at, double seconds, String cause, int fault, List<String> story) {}

  /**
   * A peer got another parent after the warm-up, and nothing that was done explains it.
   *
   * @param at when it had the new one
   * @param seconds that it was without any
   * @param why it sought one, in words
   * @param story what happened around it, a line each
   */
  public record FalseReparent(
      double at, double seconds, String peer, String from, String to, String why, List<String> story) {}

  /** Peers that fed one another in a circle. */
  record Loop(double at, double seconds, List<String> peers) {}

  /**
   * How it went over time.
   *
   * @param tree at each moment: peers by depth
   * @param lag of viewers
   * @param processes what each held
   */
  public record Series(List<Moment> tree, List<LagMoment> lag, List<ProcessLine> processes) {}

  /**
   * The tree at one moment.
   *
   * @param unattached peers that no path leads to
   * @param depths peers at depth 1, 2 …
   */
  public record Moment(double at, int unattached, List<Integer> depths) {}

  /** Seconds of lag within one span of time. */
  public record LagMoment(double at, int n, double p50, double p95, double max) {}

  /** One process over time: each row is seconds, resident MB, descriptors, threads. */
  public record ProcessLine(String process, List<List<Double>> rows) {}
}
