package banyan.program;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * A command that works until it is told to stop: the base of every {@code *Main}.
 *
 * <p>A subclass opens its parts in {@link #run}, calls {@link #ready} once they serve, waits on the {@link Stop} that
 * it is given and closes its parts. SIGTERM, SIGINT and SIGHUP request that stop; a second one ends the process at
 * once. Exit codes: {@link #OK}, {@link #FAILED} with one sentence on stderr, {@link #WRONG_USAGE}.
 */
@Command
public abstract class Program implements Callable<Integer> {
  public static final int OK = 0;
  public static final int FAILED = 1;
  public static final int WRONG_USAGE = 2;

  /** A system property: the process id of a program without which this one is not to live on. */
  public static final String PARENT = "banyan.parent";

  /** How long a program may take to leave. Children need 2 s to find other parents; what takes longer hangs. */
  static final Duration LEAVING_AT_MOST = Duration.ofSeconds(10);

  private static final Logger LOG = Logger.getLogger(Program.class.getName());

  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Option(names = {"-v", "--verbose"}, description = "Tell more on stderr, with stack traces.")
  private boolean verbose;

  @Option(names = {"-q", "--quiet"}, description = "Tell only of trouble on stderr.")
  private boolean quiet;

  private @Nullable Terminal terminal;
  private boolean isReady;

  /**
   * Does the program's work and returns when it is done, all of it closed.
   *
   * @throws Failure for the person who started the program
   */
  protected abstract void run(Stop stop) throws Exception;

  /** Prints the ready line. Once only. */
  protected final void ready(ReadyLine line) {
    if (isReady) {
      throw new IllegalStateException("a second ready line: " + line);
    }
    isReady = true;
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }

  /** Whether the person asked to be told more. */
  protected final boolean isVerbose() {
    return verbose;
  }

  /** Whether the person asked to be told of trouble alone. */
  protected final boolean isQuiet() {
    return quiet;
  }

  /** Where to talk to the person: stderr. */
  protected final Terminal terminal() {
    if (terminal == null) {
      terminal = Terminal.stderr();
    }
    return terminal;
  }

  /** Ends the program with exit code 2. For combinations of options that make no sense. */
  protected final ParameterException wrongUsage(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }

  @Override
  public final Integer call() throws Exception {
    if (verbose && quiet) {
      throw wrongUsage("--verbose and --quiet contradict each other: give one of them.");
    }
    Logging.install(
        verbose ? Logging.Detail.VERBOSE : quiet ? Logging.Detail.QUIET : Logging.Detail.NORMAL, terminal());
    Stop stop = new Stop();
    AtomicInteger signals = new AtomicInteger();
    Signals.handle(number -> {
      if (signals.incrementAndGet() == 1) {
        LOG.info("Leaving; a second signal ends this at once.");
        stop.request();
        endIfItHangs();
      } else {
        Runtime.getRuntime().halt(128 + number);
      }
    });
    endWithParent(stop);
    run(stop);
    return OK;
  }

  /** One that was killed cannot end those that it has started, so they watch. */
  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the end of the parent but this
  private static void endWithParent(Stop stop) {
    Long parent = Long.getLong(PARENT);
    if (parent != null) {
      ProcessHandle.of(parent).map(ProcessHandle::onExit).orElseGet(() -> CompletableFuture.completedFuture(null))
          .thenRun(() -> {
            LOG.info("Leaving: the program that started this one has ended.");
            stop.request();
            endIfItHangs();
          });
    }
  }

  private static void endIfItHangs() {
    Thread watch = new Thread(() -> {
      try {
        Thread.sleep(LEAVING_AT_MOST.toMillis());
        LOG.severe("Did not manage to leave within " + LEAVING_AT_MOST.toSeconds() + " s; ended all the same.");
        Runtime.getRuntime().halt(FAILED);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }, "leaving");
    watch.setDaemon(true);
    watch.start();
  }

  /**
   * A command line with our exit codes, option values, help and error sentences.
   *
   * @param command a {@link Program}, or a picocli command with such as subcommands
   */
  public static CommandLine commandLine(Object command) {
    CommandLine line = new CommandLine(command);
    String app = System.getProperty("jpackage.app-path");
    if (app != null) {
      // What the person typed is banyan-relay, not relay.
      line.setCommandName(Path.of(app).getFileName().toString());
    }
    OptionValues.register(line);
    line.setExecutionExceptionHandler((thrown, at, parsed) -> {
      tell(thrown, at);
      return FAILED;
    });
    line.setParameterExceptionHandler((wrong, args) -> {
      PrintWriter err = wrong.getCommandLine().getErr();
      err.println(Terminal.printable(sentence(wrong)));
      UnmatchedArgumentException.printSuggestions(wrong, err);
      err.println("Try '" + wrong.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
      return WRONG_USAGE;
    });
    line.setUsageHelpAutoWidth(true);
    complete(line);
    return line;
  }

  /** The process's whole life: parses, runs, exits. What the libraries print on stdout goes to stderr. */
  public static void main(Object command, String... args) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    System.setOut(System.err);
    int exitCode = commandLine(command).setOut(out).execute(args);
    out.flush();
    System.exit(exitCode);
  }

  private static String sentence(ParameterException wrong) {
    if (wrong instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      String first = unmatched.getUnmatched().get(0);
      return unmatched.isUnknownOption() ? "There is no option " + first + "."
          : wrong.getCommandLine().getSubcommands().isEmpty() ? "'" + first + "' is one word too many."
          : "There is no command '" + first + "'.";
    }
    if (wrong instanceof MissingParameterException incomplete && !missing(incomplete).isEmpty()) {
      return missing(incomplete);
    }
    // A person who pasted a link wants to hear of the link, not of positions.
    return String.valueOf(wrong.getMessage()).replaceFirst("^Invalid value for positional parameter [^:]*: ", "");
  }

  /** Empty if it is more, or other, than the command's one word. */
  private static String missing(MissingParameterException wrong) {
    List<ArgSpec> missing = wrong.getMissing();
    if (missing.size() != 1 || !missing.get(0).isPositional()) {
      return "";
    }
    ArgSpec word = missing.get(0);
    return word.paramLabel() + " is missing: " + String.join(" ", word.description());
  }

  private static void tell(Exception thrown, CommandLine at) {
    boolean verbose = at.getCommand() instanceof Program program && program.verbose;
    boolean expected = thrown instanceof Failure;
    boolean world = thrown instanceof IOException || thrown instanceof UncheckedIOException;
    String what = String.valueOf(thrown.getMessage());
    at.getErr().println(Terminal.printable(
        expected ? what
            : world ? "The system refused something: " + what + ". --verbose tells where."
            : "This is a bug in Banyan: " + thrown));
    if (verbose || (!expected && !world)) {
      thrown.printStackTrace(at.getErr());
    }
    LOG.log(Level.FINE, "ended by a failure", thrown);
  }

  /** Gives every command of the tree its {@code --help} and {@code --version}, and shows defaults. */
  private static void complete(CommandLine line) {
    CommandSpec spec = line.getCommandSpec();
    spec.addOption(OptionSpec.builder("-h", "--help").usageHelp(true).description("Show this help.").build());
    spec.versionProvider(() -> new String[] {spec.root().name() + " " + Build.THIS});
    spec.addOption(OptionSpec.builder("-V", "--version").versionHelp(true)
        .description("Show the version and the commit it was built from.").build());
    // A flag's default says nothing.
    for (OptionSpec option : List.copyOf(spec.options())) {
      if (option.arity().max() == 0) {
        spec.remove(option);
        spec.addOption(OptionSpec.builder(option).showDefaultValue(Help.Visibility.NEVER).build());
      }
    }
    spec.usageMessage().showDefaultValues(true).sortOptions(false);
    line.getSubcommands().values().forEach(Program::complete);
  }
}
