package banyan.bench;

import banyan.program.BitRate;
import banyan.program.Program;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code banyan bench slow}: what children that cannot keep up do to their siblings. */
@Command(
    name = "slow",
    description = "What slow children do to their siblings: phases with and without two more children, one that reads "
        + "at a tenth of the stream's rate and one that reads nothing. Tells the siblings' delays in either kind of "
        + "phase, what they lost, and how long the slow ones were kept.")
public final class SlowMain extends BenchProgramMain {
  /** Of the two, together. */
  private static final int SLOW = 2;

  @Option(names = "--rate", paramLabel = "RATE", defaultValue = "2M", description = "Of the stream.")
  private BitRate rate = new BitRate(2_000_000);

  @Option(names = "--children", paramLabel = "N", defaultValue = "50", description = "Siblings that keep up.")
  private int children = 50;

  @Option(names = "--warmup", paramLabel = "TIME", defaultValue = "15s", description = "Before it is measured.")
  private Duration warmup = Duration.ofSeconds(15);

  @Option(names = "--phase", paramLabel = "TIME", defaultValue = "20s",
      description = "Of each kind; the slow ones should be let go within one.")
  private Duration phase = Duration.ofSeconds(20);

  @Option(names = "--runs", paramLabel = "N", defaultValue = "3", description = "Phases of each kind.")
  private int runs = 3;

  /** From, to, in nanoseconds of the machine's clock. */
  private record Phase(long from, long to) {}

  public static void main(String[] args) {
    Program.main(new SlowMain(), args);
  }

  @Override
  Findings measure() throws Exception {
    Findings found = findings("slow").setting("rate", rate).setting("children", children)
        .setting("phase", phase).setting("runs", runs);
    Delays delays = new Delays();
    List<Phase> without = new ArrayList<>();
    List<Phase> with = new ArrayList<>();
    long residentMost = 0;
    long stillThere = 0;
    try (Programs programs = programs();
        Chain chain = Chain.start(programs, rate.bitsPerSecond(), 1);
        WireChildren siblings = new WireChildren(chain.root(), programs.encryption())) {
      Programs.Program relay = chain.last();
      siblings.attach(children, relay.port(), delays);
      during("warming up", warmup);
      long residentFirst = relay.figures().residentBytes();
      for (int run = 0; run < runs; run++) {
        long from = System.nanoTime();
        during("without slow children", phase);
        without.add(new Phase(from, System.nanoTime()));
        try (ThrottledProxy tenth = new ThrottledProxy(relay.port(), rate.bytesPerSecond() / 10);
            ThrottledProxy nothing = new ThrottledProxy(relay.port(), 0);
            WireChildren slow = new WireChildren(chain.root(), programs.encryption())) {
          from = System.nanoTime();
          slow.dial(tenth.port(), (child, chunk, nanos) -> {});
          slow.dial(nothing.port(), (child, chunk, nanos) -> {});
          during("with slow children", phase);
          with.add(new Phase(from, System.nanoTime()));
          stillThere += programs.status(relay).path("children").asLong() - children;
          residentMost = Math.max(residentMost, relay.figures().residentBytes());
        }
      }
      WireChildren.Count after = siblings.count();
      found.count("siblings.lost", after.lost() + after.ended());
      found.count("slow.notLetGo", stillThere);
      found.add("relay.residentGrowth", (residentMost - residentFirst) / 1e6, "MB", runs);
      chain.end();
      Trace trace = Trace.read(relay.trace());
      kept(found, trace, with);
      double before = p99(found, "without", delays, trace, without);
      double then = p99(found, "with", delays, trace, with);
      found.add("siblings.p99Change", 100 * (then - before) / before, "%", runs);
    }
    return found;
  }

  private static double p99(Findings found, String kind, Delays delays, Trace relay, List<Phase> phases) {
    List<Double> medians = new ArrayList<>();
    List<Double> tails = new ArrayList<>();
    for (Phase phase : phases) {
      double[] millis = delays.millisAfter(relay, phase.from(), phase.to());
      medians.add(Findings.percentile(50, millis));
      tails.add(Findings.percentile(99, millis));
    }
    found.median(kind + ".delay.p50", "ms", medians);
    found.median(kind + ".delay.p99", "ms", tails);
    return Findings.percentile(50, Findings.array(tails));
  }

  /** From the attaching to the letting go of either of the two, in each phase. */
  private static void kept(Findings found, Trace relay, List<Phase> phases) {
    List<Double> seconds = new ArrayList<>();
    for (Phase phase : phases) {
      relay.events().stream()
          .filter(e -> e.name().equals("ChildRemoved") && e.nanos() >= phase.from() && e.nanos() < phase.to())
          .limit(SLOW)
          .forEach(e -> seconds.add((e.nanos() - phase.from()) / 1e9));
    }
    if (!seconds.isEmpty()) {
      found.median("slow.kept", "s", seconds);
      found.add("slow.kept.max", Findings.percentile(100, Findings.array(seconds)), "s", seconds.size());
    }
  }
}
