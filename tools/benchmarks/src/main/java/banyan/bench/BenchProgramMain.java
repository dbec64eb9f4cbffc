package banyan.bench;

import banyan.program.Failure;
import banyan.program.Program;
import banyan.program.Stop;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all benchmarks share on the command line: they tell what they found, as text and as JSON. */
@Command
abstract class BenchProgramMain extends Program {
  private static final Duration LOOK = Duration.ofSeconds(1);

  @SuppressWarnings("NullAway.Init") // picocli sets it before run()
  @Spec
  private CommandSpec spec;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures as JSON too; - for stdout, instead.")
  private @Nullable String json;

  @Option(names = "--plain", description = "With links that are not encrypted.")
  private boolean plain;

  private @Nullable Stop stop;

  /** Measures. */
  abstract Findings measure() throws Exception;

  @Override
  protected final void run(Stop asked) throws Exception {
    stop = asked;
    Findings found = measure();
    terminal().keep();
    PrintWriter out = spec.commandLine().getOut();
    if ("-".equals(json)) {
      out.print(found.json());
    } else {
      out.print(found.table());
    }
    out.flush();
    if (json != null && !json.equals("-")) {
      try {
        Files.writeString(Path.of(json), found.json());
      } catch (IOException e) {
        throw new Failure("Cannot write to '" + json + "' (" + e.getMessage() + "): name another file with --json.", e);
      }
    }
  }

  /** The programs to measure, with links as they are asked for. */
  final Programs programs() throws IOException {
    return new Programs(plain);
  }

  /** The same, for the figures' head. */
  final Findings findings(String name) {
    return new Findings(name).setting("links", plain ? "plain" : "TLS 1.3");
  }

  /** Says what is being done. */
  final void tell(String what) {
    if (!isQuiet()) {
      terminal().print(what);
    }
  }

  /** Lets time pass while the others are at work. */
  final void during(String what, Duration time) throws Exception {
    tell(what + ", " + time.toMillis() / 1_000.0 + " s");
    long until = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = until - System.nanoTime()) {
      Duration next = Duration.ofNanos(left);
      if (stop != null && stop.await(next.compareTo(LOOK) < 0 ? next : LOOK)) {
        throw new Failure("Stopped before it was done: there are no figures.");
      }
    }
  }
}
