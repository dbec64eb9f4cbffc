package banyan.broadcast;

import banyan.broadcast.control.ControlClient;
import banyan.program.DetailOptions;
import banyan.program.Failure;
import banyan.program.Program;
import banyan.program.Stop;
import banyan.protocol.About;
import banyan.protocol.Detail;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code banyan channel}: what a channel that is on air from this computer says of itself. */
@Command(
    name = "channel",
    description = "Show or change what your channel says of itself while it is on air. Viewers see it within a second.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ChannelMain.Set.class, ChannelMain.Show.class})
public final class ChannelMain implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  public static void main(String[] args) {
    Program.main(new ChannelMain(), args);
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "What shall be done with the channel? Name a command.");
  }

  /** A line for people. */
  private static String line(Detail detail, String text) {
    return String.format(Locale.ROOT, "%-12s %s", name(detail), text);
  }

  private static String name(Detail detail) {
    return switch (detail) {
      case TITLE -> "Title";
      case NOW_PLAYING -> "Now playing";
      case DESCRIPTION -> "Description";
      case GENRE -> "Genre";
      case CONTACT -> "Contact";
      case POSTER -> "Poster";
    };
  }

  /** {@code banyan channel set}. */
  @Command(
      name = "set",
      description = "Change what the channel says of itself: what is not named stays. An empty text takes one away.",
      footer = {
        "",
        "banyan channel set --now-playing 'Miles Davis - So What'",
        "banyan channel set --now-playing ''"
      })
  public static final class Set extends Program {
    @Mixin
    private final DetailOptions details = new DetailOptions();

    @Option(names = "--key", paramLabel = "FILE",
        description = "The key that 'banyan broadcast' runs with. Without it: ~/.banyan/channel.key")
    private @Nullable Path keyFile;

    @Override
    protected void run(Stop stop) throws Failure, InterruptedException {
      Map<Detail, String> given = details.given();
      if (given.isEmpty()) {
        throw wrongUsage("Say what is to change, such as --now-playing TEXT.");
      }
      About now = ControlClient.of(Optional.ofNullable(keyFile)).change(given);
      if (!isQuiet()) {
        given.keySet().forEach(detail -> terminal().print(
            line(detail, now.text(detail).isEmpty() ? "(nothing)" : now.text(detail))));
      }
    }
  }

  /** {@code banyan channel show}. */
  @Command(name = "show", description = "Show what the channel says of itself.")
  public static final class Show extends Program {
    @SuppressWarnings("NullAway.Init") // picocli sets it before run()
    @Spec
    private CommandSpec spec;

    @Option(names = "--key", paramLabel = "FILE",
        description = "The key that 'banyan broadcast' runs with. Without it: ~/.banyan/channel.key")
    private @Nullable Path keyFile;

    @Override
    protected void run(Stop stop) throws Failure, InterruptedException {
      PrintWriter out = spec.commandLine().getOut();
      ControlClient.of(Optional.ofNullable(keyFile)).show().texts()
          .forEach((detail, text) -> out.println(line(detail, text)));
      out.flush();
    }
  }
}
