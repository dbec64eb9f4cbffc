package banyan.launcher.acceptance;

import banyan.program.ReadyLine;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A {@code banyan} command that runs as a process of its own, on the class path of the test. What it says on stderr is
 * in {@link #log}, what on stdout in a file beside it.
 */
public final class BanyanProcess implements AutoCloseable {
  /** A JVM that starts beside a busy build takes some seconds; none takes this long. */
  public static final Duration READY_AT_MOST = Duration.ofSeconds(90);

  static final ProcessBuilder.Redirect NOTHING = ProcessBuilder.Redirect.from(new File("/dev/null"));

  /** Who lives for some seconds spends more on the best code than it gets back; what is measured is to have it. */
  private static final List<String> CODE = FullRun.choose(List.of("-XX:TieredStopAtLevel=1"), List.of());

  /** As tools/banyan starts it, but for the class path. */
  static final List<String> JAVA = Stream.concat(
      Stream.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "-XX:+UseSerialGC", "-Xms32m", "-Xmx512m", "-XX:MaxDirectMemorySize=512m", "-XX:MetaspaceSize=64m",
          "-XX:+ExitOnOutOfMemoryError", "-XX:-UsePerfData", "-XX:+IgnoreUnrecognizedVMOptions",
          "-XX:TrimNativeHeapInterval=60000", "-XX:+UseTransparentHugePages"),
      CODE.stream()).toList();

  private final String name;
  private final Process process;
  private final Path stdout;
  private final Path log;
  private final Thread atExit;

  private BanyanProcess(String name, Process process, Path stdout, Path log) {
    this.name = name;
    this.process = process;
    this.stdout = stdout;
    this.log = log;
    // A build that is interrupted leaves nothing behind.
    this.atExit = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** @param files folder for its output; {@code name} makes the files' names, so it is to be used once */
  static BanyanProcess start(Path files, String name, String mainClass, String... args) {
    return start(files, name, List.of(), NOTHING, mainClass, args);
  }

  /**
   * @param prefix of the command, such as one that enters a network namespace
   * @param input what it reads on stdin
   */
  static BanyanProcess start(
      Path files, String name, List<String> prefix, ProcessBuilder.Redirect input, String mainClass, String... args) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(JAVA);
    command.addAll(ClassArchive.javaOptions());
    command.add(mainClass);
    command.addAll(List.of(args));
    return start(files, name, input, command);
  }

  /** Whatever leads to a {@code banyan} command in the end. */
  static BanyanProcess start(Path files, String name, List<String> command) {
    return start(files, name, NOTHING, command);
  }

  private static BanyanProcess start(
      Path files, String name, ProcessBuilder.Redirect input, List<String> command) {
    Path stdout = files.resolve(name + ".out");
    Path log = files.resolve(name + ".log");
    try {
      Files.createDirectories(files);
      Process process = new ProcessBuilder(command)
          .redirectInput(input)
          .redirectOutput(stdout.toFile())
          .redirectError(log.toFile())
          .start();
      return new BanyanProcess(name, process, stdout, log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String name() {
    return name;
  }

  /** Waits for the ready line. */
  public ReadyLine ready() {
    return ready(READY_AT_MOST);
  }

  public ReadyLine ready(Duration atMost) {
    Awaitility.await(name + " says that it is ready")
        .atMost(atMost)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> Files.readString(stdout).contains("\n") || !process.isAlive());
    List<String> lines = stdoutLines();
    if (lines.isEmpty()) {
      throw new AssertionError(name + " ended with exit code " + process.exitValue() + " before it was ready");
    }
    return ReadyLine.parse(lines.get(0));
  }

  /** Where what it reads on stdin is written, if it was started with a pipe. */
  OutputStream stdin() {
    return process.getOutputStream();
  }

  /** All that it has printed on stdout. */
  public List<String> stdoutLines() {
    return lines(stdout);
  }

  /** The same as it was written, with whatever steers a terminal. */
  String stdoutText() {
    try {
      return new String(Files.readAllBytes(stdout), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All that it has printed on stderr. */
  public List<String> logLines() {
    return lines(log);
  }

  public Path log() {
    return log;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** SIGTERM: it is to leave gracefully. */
  public void terminate() {
    signal("TERM");
  }

  /** All processes that it has started and that still run. */
  public List<ProcessHandle> descendants() {
    return process.descendants().toList();
  }

  /** SIGKILL, and waits until the process is gone; what it has started goes with it. */
  public void kill() {
    descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    exitCode(Duration.ofSeconds(10));
  }

  /** SIGSTOP: the process falls silent, its sockets stay open. */
  public void freeze() {
    signal("STOP");
  }

  /** SIGCONT. */
  public void thaw() {
    signal("CONT");
  }

  /** @param signal its name without SIG */
  public void signal(String signal) {
    signal(signal, name, pid());
  }

  static void signal(String signal, String name, long pid) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).inheritIO().start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("no SIG" + signal + " to " + name + ", pid " + pid);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while signalling " + name, e);
    }
  }

  /** Waits for its end. */
  public int exitCode(Duration atMost) {
    try {
      if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(name + " still runs after " + atMost.toMillis() + " ms");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + name, e);
    }
    return process.exitValue();
  }

  /** Kills what still runs: a test that wants a graceful end asks for it before. */
  @Override
  public void close() {
    kill();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
