package banyan.bench;

import banyan.program.BitRate;
import banyan.program.ProcessFigures;
import banyan.program.Program;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code banyan bench fanout}: what a child costs its parent. */
@Command(
    name = "fanout",
    description = "What many children, or players over HTTP, cost one relay in processor time and memory. They are in "
        + "this process and check every sequence; each chunk is verified once, and compared with that for all others.")
public final class FanoutMain extends BenchProgramMain {
  private static final int FEW = 50;

  @Option(names = "--rate", paramLabel = "RATE", defaultValue = "2M", description = "Of the stream.")
  private BitRate rate = new BitRate(2_000_000);

  @Option(names = "--children", paramLabel = "N", defaultValue = "500", description = "Peers to feed.")
  private int children = 500;

  @Option(names = "--viewers", paramLabel = "N", defaultValue = "0",
      description = "Players over HTTP to feed, instead of peers.")
  private int viewers;

  @Option(names = "--warmup", paramLabel = "TIME", defaultValue = "30s", description = "Before it is measured.")
  private Duration warmup = Duration.ofSeconds(30);

  @Option(names = "--duration", paramLabel = "TIME", defaultValue = "60s", description = "For how long.")
  private Duration duration = Duration.ofSeconds(60);

  public static void main(String[] args) {
    Program.main(new FanoutMain(), args);
  }

  @Override
  Findings measure() throws Exception {
    boolean overHttp = viewers > 0;
    int count = overHttp ? viewers : children;
    Findings found = findings("fanout").setting("rate", rate).setting(overHttp ? "viewers" : "children", count)
        .setting("warmup", warmup).setting("duration", duration);
    try (Programs programs = programs();
        Chain chain = Chain.start(programs, rate.bitsPerSecond(), 1);
        Crowd crowd = overHttp ? Crowd.ofPlayers(chain) : Crowd.ofPeers(chain, programs.encryption())) {
      Programs.Program relay = chain.last();
      int few = Math.min(FEW, count);
      tell("letting " + few + " in");
      crowd.grow(few);
      if (count > few) {
        during("with " + few + ", until memory is as it stays", warmup);
        memory(found, relay, count - few, () -> {
          tell("letting " + (count - few) + " more in");
          crowd.grow(count - few);
          during("warming up with " + count, warmup);
        });
      } else {
        during("warming up", warmup);
      }
      tell("the relay is process " + relay.process().pid());
      double cpu = relay.figures().cpuSeconds();
      long bytes = crowd.receivedBytes();
      during("measuring", duration);
      double cpuUsed = relay.figures().cpuSeconds() - cpu;
      double gigabytes = (crowd.receivedBytes() - bytes) / 1e9;
      found.add("relay.cpuPerGigabyte", cpuUsed / gigabytes, "s/GB", 1);
      found.add("relay.cpu", 100 * cpuUsed * 1e9 / duration.toNanos(), "% of a core", 1);
      found.add("relay.sent", gigabytes, "GB", 1);
      found.add("relay.resident", relay.figures().residentBytes() / 1e6, "MB", 1);
      crowd.tell(found);
      chain.end();
    }
    return found;
  }

  private interface Step {
    void take() throws Exception;
  }

  /** What the relay's memory, and the kernel's for its sockets, grow by while more come in. */
  private static void memory(Findings found, Programs.Program relay, int more, Step growing) throws Exception {
    long resident = settledBytes(relay);
    long sockets = ProcessFigures.tcpSocketBytes();
    growing.take();
    found.add("relay.memoryEach", (settledBytes(relay) - resident) / 1e3 / more, "kB", more);
    found.add("kernel.socketMemoryEach", (ProcessFigures.tcpSocketBytes() - sockets) / 1e3 / more, "kB", more);
  }

  private static long settledBytes(Programs.Program relay) throws Exception {
    Programs.collectGarbage(relay);
    return relay.figures().residentBytes();
  }
}
