package banyan.launcher.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that is not ours, such as an encoder or a player. What it says goes to a file. */
final class OutsideProgram implements AutoCloseable {
  private static final Duration RUN_AT_MOST = Duration.ofMinutes(2);

  private final String name;
  private final Process process;
  private final Path output;
  private final Thread atExit;

  private OutsideProgram(String name, Process process, Path output) {
    this.name = name;
    this.process = process;
    this.output = output;
    this.atExit = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** @param output gets what it writes to stdout and stderr */
  static OutsideProgram start(Path output, List<String> command) {
    return start(output, Map.of(), command);
  }

  static OutsideProgram start(Path output, Map<String, String> environment, List<String> command) {
    try {
      Files.createDirectories(output.toAbsolutePath().getParent());
      ProcessBuilder builder = new ProcessBuilder(command)
          .redirectInput(Path.of("/dev/null").toFile())
          .redirectErrorStream(true)
          .redirectOutput(output.toFile());
      builder.environment().putAll(environment);
      return new OutsideProgram(command.get(0), builder.start(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs it to its end, which must be a good one; returns what it said. */
  static String run(Path output, List<String> command) {
    return run(output, RUN_AT_MOST, command);
  }

  static String run(Path output, Duration atMost, List<String> command) {
    try (OutsideProgram program = start(output, command)) {
      int code = program.exitCode(atMost);
      if (code != 0) {
        throw new AssertionError(code + " from " + String.join(" ", command) + "\n" + program.output());
      }
      return program.output();
    }
  }

  int exitCode(Duration atMost) {
    try {
      if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(name + " still runs after " + atMost.toSeconds() + " s:\n" + output());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + name, e);
    }
    return process.exitValue();
  }

  /** SIGINT, as by Ctrl-C. */
  void interrupt() {
    BanyanProcess.signal("INT", name, process.pid());
  }

  boolean isAlive() {
    return process.isAlive();
  }

  String output() {
    try {
      return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    exitCode(Duration.ofSeconds(10));
    Runtime.getRuntime().removeShutdownHook(atExit);
  }
}
