package banyan.launcher.acceptance;

import banyan.launcher.BanyanMain;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The processes of one test: {@code @RegisterExtension final Processes processes = new Processes();}. All of them are
 * gone when the test is over; if it failed, the ends of their logs go with its stack trace.
 */
public final class Processes implements BeforeEachCallback, AfterEachCallback {
  private static final int TAIL_LINES = 30;

  private final List<BanyanProcess> started = new ArrayList<>();
  private Path files = Path.of("target", "acceptance");

  @Override
  public void beforeEach(ExtensionContext context) {
    files = Path.of("target", "acceptance", context.getRequiredTestClass().getSimpleName(),
        context.getRequiredTestMethod().getName());
  }

  /** Where the test may put files of its own, beside the logs. */
  public Path files() {
    return files;
  }

  /**
   * Starts {@code banyan args…}.
   *
   * @param name how it is called in logs and messages; a number makes it unique
   */
  public BanyanProcess start(String name, String... args) {
    return startMain(name, BanyanMain.class, args);
  }

  /** Starts {@code banyan args…} by way of another command, such as one that enters a network namespace. */
  BanyanProcess startIn(List<String> prefix, String... args) {
    return startMainIn(prefix, args[0], BanyanMain.class, args);
  }

  BanyanProcess startMainIn(List<String> prefix, String name, Class<?> mainClass, String... args) {
    return started(BanyanProcess.start(
        files, name + "-" + started.size(), prefix, BanyanProcess.NOTHING, mainClass.getName(), args));
  }

  /** Starts {@code banyan args…} with a pipe as its stdin. */
  BanyanProcess startPiped(String name, String... args) {
    return started(BanyanProcess.start(
        files, name + "-" + started.size(), List.of(), ProcessBuilder.Redirect.PIPE, BanyanMain.class.getName(), args));
  }

  private BanyanProcess started(BanyanProcess process) {
    started.add(process);
    return process;
  }

  /** Starts whatever leads to a {@code banyan} command in the end. */
  BanyanProcess startCommand(String name, List<String> command) {
    return started(BanyanProcess.start(files, name + "-" + started.size(), command));
  }

  /** Starts {@code tools/banyan args…}, as a person does. It may have to build first. */
  public BanyanProcess startScript(String name, String... args) {
    Path script = Path.of("..", "banyan").toAbsolutePath().normalize();
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(args));
    return startCommand(name, command);
  }

  /** Starts another program. */
  public BanyanProcess startMain(String name, Class<?> mainClass, String... args) {
    BanyanProcess process =
        BanyanProcess.start(files, name + "-" + started.size(), mainClass.getName(), args);
    started.add(process);
    return process;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    context.getExecutionException().ifPresent(failure -> started.forEach(p -> failure.addSuppressed(new LogTail(p))));
    closeAll();
  }

  /** Ends all of them at once, before what they need is taken away. */
  void closeAll() {
    started.forEach(BanyanProcess::close);
  }

  /** Carries the end of a log into the report of a failed test. */
  private static final class LogTail extends Exception {
    private static final long serialVersionUID = 1;

    LogTail(BanyanProcess of) {
      super(text(of), null, false, false);
    }

    private static String text(BanyanProcess of) {
      List<String> lines = of.logLines();
      List<String> tail = lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
      return of.name() + (of.isAlive() ? " (still running)" : " (ended)") + ", " + of.log() + ":\n  "
          + String.join("\n  ", tail);
    }
  }
}
