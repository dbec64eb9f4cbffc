package banyan.bench;

import banyan.program.BitRate;
import banyan.program.Program;
import banyan.protocol.Chunk;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code banyan bench startup}: how soon a peer that joins has something to show. */
@Command(
    name = "startup",
    description = "How long a peer takes to its first chunk: cold, from the start of its process; and warm, from the "
        + "dialling of one more link of a process that has run for a while.")
public final class StartupMain extends BenchProgramMain {
  @Option(names = "--rate", paramLabel = "RATE", defaultValue = "2M", description = "Of the stream.")
  private BitRate rate = new BitRate(2_000_000);

  @Option(names = "--runs", paramLabel = "N", defaultValue = "10", description = "Of each of the two.")
  private int runs = 10;

  public static void main(String[] args) {
    Program.main(new StartupMain(), args);
  }

  @Override
  Findings measure() throws Exception {
    Findings found = new Findings("startup").setting("rate", rate).setting("runs", runs);
    List<Double> cold = new ArrayList<>();
    List<Double> warm = new ArrayList<>();
    try (Programs programs = programs();
        Chain chain = Chain.start(programs, rate.bitsPerSecond(), 1);
        WireChildren children = new WireChildren(chain.root(), programs.encryption())) {
      // The first run of each is for the relay's compilers.
      for (int run = 0; run <= runs; run++) {
        tell("run " + run + " of " + runs);
        long from = System.nanoTime();
        Programs.Program joiner = programs.relay(chain.root(), chain.last());
        programs.awaitFed(joiner);
        joiner.process().end();
        double coldMillis = (firstChunkNanos(joiner) - from) / 1e6;
        long dialled = System.nanoTime();
        FirstChunk first = new FirstChunk();
        children.attach(1, chain.last().port(), first);
        double warmMillis = (first.nanos() - dialled) / 1e6;
        children.release(1);
        if (run > 0) {
          cold.add(coldMillis);
          warm.add(warmMillis);
        }
      }
    }
    found.spread("cold", "ms", Findings.array(cold));
    found.spread("warm", "ms", Findings.array(warm));
    return found;
  }

  private static long firstChunkNanos(Programs.Program joiner) throws Exception {
    return Trace.read(joiner.trace()).nanosBySequence().firstEntry().getValue();
  }

  /** When the first of all chunks came. */
  private static final class FirstChunk implements WireChild.Ear {
    private volatile long nanos;

    @Override
    public void came(WireChild child, Chunk chunk, long at) {
      if (nanos == 0) {
        nanos = at;
      }
    }

    long nanos() {
      return nanos;
    }
  }
}
