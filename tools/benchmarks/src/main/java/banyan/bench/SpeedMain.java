package banyan.bench;

import banyan.program.BitRate;
import banyan.program.Failure;
import banyan.program.ProcessFigures;
import banyan.program.Program;
import banyan.program.ProgramProcess;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code banyan bench speed}: how near a relay comes to what sockets can do. */
@Command(
    name = "speed",
    description = "How fast one relay fans out at most, beside plain Netty, on links that are not encrypted: many "
        + "receivers fetch all of a relay's window at once; then as many fetch the same bytes, in pieces of the same "
        + "sizes, from a program that does nothing but write them. The two take turns.")
public final class SpeedMain extends BenchProgramMain {
  /** One part in so many is sent, but not waited for. */
  private static final int SPARE = 32;
  /** For that part, and what else is left of a run. */
  private static final long SETTLE_MILLIS = 500;

  @Option(names = "--receivers", paramLabel = "N", defaultValue = "50", description = "At a time.")
  private int receivers = 50;

  @Option(names = "--runs", paramLabel = "N", defaultValue = "7", description = "Of each of the two.")
  private int runs = 7;

  @Option(names = "--rate", paramLabel = "RATE", defaultValue = "50M",
      description = "Of the stream that fills the window: in 10 s, or up to 64 MiB.")
  private BitRate rate = new BitRate(50_000_000);

  @Option(names = "--bytes", paramLabel = "MIB", defaultValue = "16",
      description = "What each receiver fetches, up to 48; more than the caches of most processors.")
  private int mebibytes = 16;

  public static void main(String[] args) {
    Program.main(new SpeedMain(), args);
  }

  /** One run: bytes a second, and the sender's processor time. */
  private record Run(double gigabytesPerSecond, double cpuPerGigabyte) {}

  @Override
  Findings measure() throws Exception {
    Findings found = new Findings("speed").setting("receivers", receivers).setting("runs", runs)
        .setting("each", mebibytes + " MiB");
    long each = (long) mebibytes << 20;
    List<Run> ours = new ArrayList<>();
    List<Run> plain = new ArrayList<>();
    try (Programs programs = new Programs(true);
        Chain chain = Chain.start(programs, rate.bitsPerSecond(), 1);
        RawReceivers raw = new RawReceivers(chain.root())) {
      Programs.Program relay = chain.last();
      tell("filling the window");
      Programs.await("the window to hold " + mebibytes + " MiB and some",
          () -> programs.status(relay).path("window").path("bytes").asLong() > each + each / 8);
      // What goes on being sent would count as well.
      chain.push().close();
      JsonNode window = programs.status(relay).path("window");
      long newest = window.path("newestSequence").asLong();
      int chunkBytes =
          (int) (window.path("bytes").asLong() / (newest - window.path("firstSequence").asLong() + 1));
      // A little more than is waited for: chunks differ in size.
      long first = newest - each / chunkBytes - each / chunkBytes / SPARE;
      ProgramProcess bare = programs.start("plain sender", BareFanoutMain.class.getName(), List.of(
          Integer.toString(chunkBytes), Long.toString(each)));
      String port = bare.out().readLine();
      if (port == null) {
        throw new Failure("The plain sender ended before it listened.");
      }
      raw.dialRelay(receivers, relay.port());
      raw.dialBare(receivers, Integer.parseInt(port));
      // The first run of each is for their compilers.
      for (int i = 0; i <= runs; i++) {
        tell("run " + i + " of " + runs);
        Run our = run(relay.figures(), each, () -> raw.fetchFromRelay(
            window.path("epoch").asLong(), first, each));
        Run other = run(new ProcessFigures(bare.pid()), each, () -> raw.fetchFromBare(each));
        if (i > 0) {
          ours.add(our);
          plain.add(other);
        }
      }
    }
    found.median("relay.speed", "GB/s", ours.stream().map(Run::gigabytesPerSecond).toList());
    found.median("plain.speed", "GB/s", plain.stream().map(Run::gigabytesPerSecond).toList());
    found.median("relay.cpu", "s/GB", ours.stream().map(Run::cpuPerGigabyte).toList());
    found.median("plain.cpu", "s/GB", plain.stream().map(Run::cpuPerGigabyte).toList());
    List<Double> ratios = new ArrayList<>();
    List<Double> cpuRatios = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      ratios.add(ours.get(i).gigabytesPerSecond() / plain.get(i).gigabytesPerSecond());
      cpuRatios.add(plain.get(i).cpuPerGigabyte() / Math.max(1e-9, ours.get(i).cpuPerGigabyte()));
    }
    found.median("ratio", "of plain", ratios);
    found.median("ratio.perCpu", "of plain", cpuRatios);
    return found;
  }

  private interface Fetch {
    void all() throws Exception;
  }

  private Run run(ProcessFigures sender, long each, Fetch fetch) throws Exception {
    double gigabytes = receivers * each / 1e9;
    double cpu = sender.cpuSeconds();
    long from = System.nanoTime();
    fetch.all();
    double seconds = (System.nanoTime() - from) / 1e9;
    Thread.sleep(SETTLE_MILLIS);
    return new Run(gigabytes / seconds, (sender.cpuSeconds() - cpu) / gigabytes);
  }
}
