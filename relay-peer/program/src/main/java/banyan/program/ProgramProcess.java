package banyan.program;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program of this class path as a process of its own, for programs that start others. It ends with the process that
 * started it, however that ends.
 */
public final class ProgramProcess {
  /** A program that leaves gets {@link Program#LEAVING_AT_MOST}; by far the most are gone in a second or two. */
  private static final long LEAVE_SECONDS = 8;

  private final String name;
  private final Process process;
  private final BufferedReader out;

  private ProgramProcess(String name, Process process) {
    this.name = name;
    this.process = process;
    this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /**
   * Starts one, which says on this one's stderr what it has to say.
   *
   * @param name for people, such as {@code relay 3}
   * @param javaOptions for its Java; {@link #ownJavaOptions} for those of this one
   */
  public static ProgramProcess start(String name, List<String> javaOptions, String mainClass, List<String> args)
      throws IOException {
    return start(name, javaOptions, mainClass, args, ProcessBuilder.Redirect.INHERIT);
  }

  /**
   * Starts one.
   *
   * @param stderr where what it has to say goes
   */
  public static ProgramProcess start(
      String name, List<String> javaOptions, String mainClass, List<String> args, ProcessBuilder.Redirect stderr)
      throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(javaOptions);
    line.add("-D" + Program.PARENT + "=" + ProcessHandle.current().pid());
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    line.addAll(args);
    return new ProgramProcess(name, new ProcessBuilder(line).redirectError(stderr).start());
  }

  /** The options that this Java was started with, but for those that are of this one process alone. */
  public static List<String> ownJavaOptions() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(o -> !o.startsWith("-Dbanyan.") && !o.startsWith("-agentlib") && !o.startsWith("-javaagent"))
        .toList();
  }

  public String name() {
    return name;
  }

  public Process process() {
    return process;
  }

  public long pid() {
    return process.pid();
  }

  /** What it writes on stdout, line by line. */
  public BufferedReader out() {
    return out;
  }

  /**
   * Waits for its ready line.
   *
   * @throws Failure if it ended instead
   */
  public ReadyLine awaitReady() throws IOException, Failure {
    String first = out.readLine();
    if (first == null) {
      throw new Failure("'banyan " + name + "' ended before it served: see above why.");
    }
    return ReadyLine.parse(first);
  }

  /** Asks it to end; returns at once. */
  public void askToEnd() {
    process.destroy();
  }

  /** Waits until it has ended, and ends it by force if it does not. To be called after {@link #askToEnd}. */
  public void awaitEnd() {
    try {
      if (!process.waitFor(LEAVE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** Ends it gracefully. */
  public void end() {
    askToEnd();
    awaitEnd();
  }
}
