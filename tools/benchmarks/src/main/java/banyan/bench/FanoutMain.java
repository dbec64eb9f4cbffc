package banyan.bench;

import banyan.program.BitRate;
import banyan.program.Program;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code banyan bench fanout}: what a child costs its parent. */
@Command(
    name = "fanout",
    description = "What many children cost one relay, in processor time and memory. The children are in this process "
        + "and check every sequence; each chunk is verified once, and compared with that for all others.")
public final class FanoutMain extends BenchProgramMain {
  private static final int FEW = 50;

  @Option(names = "--rate", paramLabel = "RATE", defaultValue = "2M", description = "Of the stream.")
  private BitRate rate = new BitRate(2_000_000);

  @Option(names = "--children", paramLabel = "N", defaultValue = "500", description = "Peers to feed.")
  private int children = 500;

  @Option(names = "--warmup", paramLabel = "TIME", defaultValue = "30s", description = "Before it is measured.")
  private Duration warmup = Duration.ofSeconds(30);

  @Option(names = "--duration", paramLabel = "TIME", defaultValue = "60s", description = "For how long.")
  private Duration duration = Duration.ofSeconds(60);

  public static void main(String[] args) {
    Program.main(new FanoutMain(), args);
  }

  @Override
  Findings measure() throws Exception {
    Findings found = new Findings("fanout").setting("rate", rate).setting("children", children)
        .setting("warmup", warmup).setting("duration", duration);
    try (Programs programs = new Programs();
        Chain chain = Chain.start(programs, rate.bitsPerSecond(), 1);
        WireChildren all = new WireChildren(chain.root())) {
      Programs.Program relay = chain.last();
      int few = Math.min(FEW, children);
      tell("attaching " + few + " children");
      all.attach(few, relay.port(), (child, chunk, nanos) -> {});
      during("with " + few + " children, until memory is as it stays", warmup);
      long residentFew = settledBytes(relay);
      long socketsFew = ProcessFigures.tcpSocketBytes();
      tell("attaching " + (children - few) + " more");
      all.attach(children - few, relay.port(), (child, chunk, nanos) -> {});
      during("warming up with " + children + " children", warmup);
      long residentAll = settledBytes(relay);
      long socketsAll = ProcessFigures.tcpSocketBytes();
      tell("pid of the relay: " + relay.process().pid());
      double cpu = relay.figures().cpuSeconds();
      long bytes = programs.counter(relay, "bytesSent");
      WireChildren.Count before = all.count();
      during("measuring", duration);
      double cpuUsed = relay.figures().cpuSeconds() - cpu;
      double gigabytes = (programs.counter(relay, "bytesSent") - bytes) / 1e9;
      WireChildren.Count after = all.count();
      found.add("relay.cpuPerGigabyte", cpuUsed / gigabytes, "s/GB", 1);
      found.add("relay.cpu", 100 * cpuUsed * 1e9 / duration.toNanos(), "% of a core", 1);
      found.add("relay.sent", gigabytes, "GB", 1);
      if (children > few) {
        found.add("relay.memoryPerChild", (residentAll - residentFew) / 1e3 / (children - few), "kB", children - few);
        found.add("kernel.socketMemoryPerChild", (socketsAll - socketsFew) / 1e3 / (children - few), "kB",
            children - few);
      }
      found.add("relay.resident", residentAll / 1e6, "MB", 1);
      found.count("children.chunks", after.received() - before.received());
      found.count("children.lost", after.lost());
      found.count("children.ended", after.ended());
      found.count("children.verified", after.verified());
      found.count("children.compared", after.compared());
      found.count("children.forged", after.forged());
      chain.end();
    }
    return found;
  }

  private static long settledBytes(Programs.Program relay) throws Exception {
    Programs.collectGarbage(relay);
    return relay.figures().residentBytes();
  }
}
