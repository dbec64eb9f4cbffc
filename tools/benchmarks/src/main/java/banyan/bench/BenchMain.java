package banyan.bench;

import banyan.program.Program;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code banyan bench}: measures Banyan on this machine. */
@Command(
    name = "bench",
    description = "Measure Banyan on this machine: real programs as processes on its loopback, looked at from outside.",
    synopsisSubcommandLabel = "BENCHMARK",
    subcommands = {
      HopMain.class, IngestMain.class, RateMain.class, FanoutMain.class, SpeedMain.class, SlowMain.class,
      SoakMain.class, StartupMain.class, CodecMain.class, VerifyMain.class
    },
    footer = {
      "",
      "Figures are worth something on a machine that does nothing else: the load average is told with them.",
      "relay-peer/docs/performance.md tells what was measured so far, and what was learnt."
    })
public final class BenchMain implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  public static void main(String[] args) {
    Program.main(new BenchMain(), args);
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "What shall be measured? Name a benchmark.");
  }
}
