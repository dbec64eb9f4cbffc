package banyan.launcher;

import banyan.bench.BenchMain;
import banyan.broadcast.BroadcastMain;
import banyan.broadcast.ChannelMain;
import banyan.churn.ChurnMain;
import banyan.index.IndexMain;
import banyan.player.WatchMain;
import banyan.program.Program;
import banyan.relay.RelayPeerMain;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code banyan}: every program of Banyan is a subcommand of this one. */
@Command(
    name = "banyan",
    description = "Peer-to-peer live streaming: one upload becomes a tree that every viewer extends.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoMain.class, BroadcastMain.class, ChannelMain.class, WatchMain.class, RelayPeerMain.class, IndexMain.class,
      ChurnMain.class, BenchMain.class
    })
public final class BanyanMain implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  public static void main(String[] args) {
    Program.main(new BanyanMain(), args);
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "What shall banyan do? Name a command.");
  }
}
