package banyan.bench;

import banyan.program.BitRate;
import banyan.program.Program;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code banyan bench hop}: what each hop adds to the delay. */
@Command(
    name = "hop",
    description = "How long a chunk takes from one peer to the next: a broadcaster and a chain of relays, each a "
        + "process, each of which writes down when a chunk came.")
public final class HopMain extends BenchProgramMain {
  @Option(names = "--rate", paramLabel = "RATE", defaultValue = "2M", description = "Of the stream.")
  private BitRate rate = new BitRate(2_000_000);

  @Option(names = "--hops", paramLabel = "N", defaultValue = "4", description = "Relays in the chain.")
  private int hops = 4;

  @Option(names = "--warmup", paramLabel = "TIME", defaultValue = "20s", description = "Before it is measured.")
  private Duration warmup = Duration.ofSeconds(20);

  @Option(names = "--duration", paramLabel = "TIME", defaultValue = "60s", description = "For how long.")
  private Duration duration = Duration.ofSeconds(60);

  public static void main(String[] args) {
    Program.main(new HopMain(), args);
  }

  @Override
  Findings measure() throws Exception {
    Findings found = findings("hop")
        .setting("rate", rate).setting("hops", hops).setting("warmup", warmup).setting("duration", duration);
    try (Programs programs = programs();
        Chain chain = Chain.start(programs, rate.bitsPerSecond(), hops)) {
      during("warming up", warmup);
      long from = System.nanoTime();
      during("measuring", duration);
      long to = System.nanoTime();
      chain.end();
      List<Trace> traces = chain.traces();
      List<Double> all = new ArrayList<>();
      for (int hop = 1; hop <= hops; hop++) {
        double[] millis = traces.get(hop).millisAfter(traces.get(hop - 1), from, to);
        found.spread("hop" + hop + ".delay", "ms", millis);
        for (double one : millis) {
          all.add(one);
        }
      }
      found.spread("hops.delay", "ms", Findings.array(all));
      found.spread("path.delay", "ms", traces.get(hops).millisAfter(traces.get(0), from, to));
      found.count("chunks.lost", traces.get(hops).missing());
    }
    return found;
  }
}
