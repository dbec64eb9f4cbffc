package banyan.bench;

import banyan.program.BitRate;
import banyan.program.Program;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code banyan bench ingest}: how long a picture takes from the encoder to a viewer, and what taking it in costs. */
@Command(
    name = "ingest",
    description = "How long a picture takes from the moment when its last byte comes from the encoder to the moment "
        + "when its last byte leaves the first relay for a player, and what share of a core the broadcaster needs for "
        + "an encoder and one child.")
public final class IngestMain extends BenchProgramMain {
  @Option(names = "--rate", paramLabel = "RATE", defaultValue = "20M", description = "Of the stream.")
  private BitRate rate = new BitRate(20_000_000);

  @Option(names = "--warmup", paramLabel = "TIME", defaultValue = "30s", description = "Before it is measured.")
  private Duration warmup = Duration.ofSeconds(30);

  @Option(names = "--duration", paramLabel = "TIME", defaultValue = "60s", description = "For how long.")
  private Duration duration = Duration.ofSeconds(60);

  public static void main(String[] args) {
    Program.main(new IngestMain(), args);
  }

  @Override
  Findings measure() throws Exception {
    Findings found = findings("ingest").setting("rate", rate).setting("warmup", warmup).setting("duration", duration);
    Map<Long, Long> sent = new ConcurrentHashMap<>();
    try (Programs programs = programs();
        Chain chain = Chain.start(programs, rate.bitsPerSecond(), 1, sent::put)) {
      PictureArrivals viewer = PictureArrivals.at(chain.last());
      during("warming up", warmup);
      double cpuBefore = chain.root().figures().cpuSeconds();
      long from = System.nanoTime();
      during("measuring", duration);
      long to = System.nanoTime();
      double cpuAfter = chain.root().figures().cpuSeconds();
      found.add("root.cpu", 100 * (cpuAfter - cpuBefore) / ((to - from) / 1e9), "% of a core", 1);
      // The last ones are still on their way.
      during("waiting for the last pictures", Duration.ofSeconds(1));
      Map<Long, Long> came = viewer.nanosByNumber();
      List<Double> delays = new ArrayList<>();
      long lost = 0;
      for (Map.Entry<Long, Long> one : sent.entrySet()) {
        if (one.getValue() >= from && one.getValue() < to) {
          Long at = came.get(one.getKey());
          if (at == null) {
            lost++;
          } else {
            delays.add((at - one.getValue()) / 1e6);
          }
        }
      }
      found.spread("picture.delay", "ms", Findings.array(delays));
      found.count("pictures.lost", lost);
      long chunkMillis = programs.status(chain.root()).path("description").path("chunkMillis").asLong();
      found.add("chunk.length", chunkMillis, "ms", 1);
      found.add("source.latest", chain.push().latestMillis(), "ms", 1);
      chain.end();
      found.count("chunks.lost", chain.traces().get(1).missing());
    }
    return found;
  }
}
