package banyan.bench;

import banyan.program.BitRate;
import banyan.program.Program;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code banyan bench rate}: how much a chain carries without a loss. */
@Command(
    name = "rate",
    description = "Whether a chain of relays carries a stream of a high rate whole: a broadcaster and relays, each a "
        + "process, and below the last one a peer that checks every sequence and signature.")
public final class RateMain extends BenchProgramMain {
  @Option(names = "--rate", paramLabel = "RATE", defaultValue = "50M", description = "Of the stream.")
  private BitRate rate = new BitRate(50_000_000);

  @Option(names = "--hops", paramLabel = "N", defaultValue = "4", description = "Relays in the chain.")
  private int hops = 4;

  @Option(names = "--duration", paramLabel = "TIME", defaultValue = "60s", description = "For how long.")
  private Duration duration = Duration.ofSeconds(60);

  public static void main(String[] args) {
    Program.main(new RateMain(), args);
  }

  @Override
  Findings measure() throws Exception {
    Findings found = findings("rate").setting("rate", rate).setting("hops", hops).setting("duration", duration);
    try (Programs programs = programs();
        Chain chain = Chain.start(programs, rate.bitsPerSecond(), hops);
        WireChildren last = new WireChildren(chain.root(), programs.encryption())) {
      last.attach(1, chain.last().port(), (child, chunk, nanos) -> {});
      List<Double> cpuBefore = cpu(chain);
      WireChildren.Count before = last.count();
      long from = System.nanoTime();
      during("measuring", duration);
      long to = System.nanoTime();
      List<Double> cpuAfter = cpu(chain);
      WireChildren.Count after = last.count();
      double seconds = (to - from) / 1e9;
      for (int i = 0; i < cpuAfter.size(); i++) {
        found.add((i == 0 ? "root" : "relay" + i) + ".cpu", 100 * (cpuAfter.get(i) - cpuBefore.get(i)) / seconds,
            "% of a core", 1);
      }
      found.count("window.bytes", programs.status(chain.last()).path("window").path("bytes").asLong());
      for (int i = 1; i <= hops; i++) {
        Programs.Program relay = chain.peers().get(i);
        found.count("relay" + i + ".chunksLost", programs.counter(relay, "chunksLost"));
        found.count("relay" + i + ".chunksPulled", programs.counter(relay, "chunksPulled"));
        found.count("relay" + i + ".chunksRefused", programs.counter(relay, "chunksRefused"));
      }
      found.count("below.chunks", after.received() - before.received());
      found.count("below.lost", after.lost() + after.ended());
      found.count("below.forged", after.forged());
      found.add("source.latest", chain.push().latestMillis(), "ms", 1);
      chain.end();
      List<Trace> traces = chain.traces();
      found.spread("path.delay", "ms", traces.get(hops).millisAfter(traces.get(0), from, to));
      found.count("chunks.lost", traces.get(hops).missing());
    }
    return found;
  }

  private static List<Double> cpu(Chain chain) throws Exception {
    List<Double> all = new ArrayList<>();
    for (Programs.Program peer : chain.peers()) {
      all.add(peer.figures().cpuSeconds());
    }
    return all;
  }
}
