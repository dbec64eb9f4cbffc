package banyan.churn.network;

import banyan.program.Failure;
import banyan.program.ProgramProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Where a run keeps its files, and the processes that it has started: all of them end with it. */
public final class Workplace implements AutoCloseable {
  /**
   * What a peer needs; a process with little heap, in large pages, dies quickly, and its memory is told with the
   * figures.
   */
  private static final List<String> SMALL_JAVA =
      List.of("-XX:+UseSerialGC", "-Xms32m", "-Xmx256m", "-XX:MetaspaceSize=64m", "-XX:-UsePerfData",
          "-XX:+IgnoreUnrecognizedVMOptions", "-XX:+UseTransparentHugePages");
  /**
   * Pauses of one peer's collections would be those of all in its process: the heap is not to be scarce. Media lives
   * for ten seconds and more, so some of it grows old where two dozen peers fill a small young generation; and what is
   * old is not collected before the heap is full, which media outside of the heap does not fill.
   * What the C library has been given back goes to the system once a minute, as in {@code tools/banyan}.
   */
  private static final List<String> LARGE_JAVA =
      List.of("-XX:+UseSerialGC", "-Xms256m", "-Xmn160m", "-Xmx1g", "-XX:MaxDirectMemorySize=1g",
          "-XX:MetaspaceSize=64m", "-XX:-UsePerfData", "-XX:+IgnoreUnrecognizedVMOptions",
          "-XX:TrimNativeHeapInterval=60000", "-XX:+UseTransparentHugePages");
  /** Who is killed half a minute after its start spends more on the best code than it gets back from it. */
  private static final String QUICK_CODE = "-XX:TieredStopAtLevel=1";
  private static final String ARCHIVE = "-XX:SharedArchiveFile=";
  private static final int SHOWN_LINES = 5;
  private static final Duration LEAVE_WITHIN = Duration.ofSeconds(5);

  private final Path files;
  private final boolean isKept;
  private final List<ProgramProcess> processes = new CopyOnWriteArrayList<>();

  private Workplace(Path files, boolean isKept) {
    this.files = files;
    this.isKept = isKept;
  }

  /** @param keep the directory to keep all files in; empty for one that goes when the run is over */
  public static Workplace open(Optional<Path> keep) throws IOException {
    return keep.isPresent()
        ? new Workplace(Files.createDirectories(keep.get()).toAbsolutePath(), true)
        : new Workplace(Files.createTempDirectory("banyan-churn"), false);
  }

  public Path file(String name) {
    return files.resolve(name);
  }

  /** Starts one of Banyan's programs with a small heap. What it has to say goes into a file. */
  public ProgramProcess start(String name, String mainClass, List<String> args) throws IOException {
    return start(name, SMALL_JAVA, mainClass, args);
  }

  /** Starts one that will be killed before long. */
  ProgramProcess startShortLived(String name, String mainClass, List<String> args) throws IOException {
    List<String> java = new ArrayList<>(SMALL_JAVA);
    java.add(QUICK_CODE);
    return start(name, java, mainClass, args);
  }

  /** Starts one that holds many peers. */
  ProgramProcess startLarge(String name, String mainClass, List<String> args) throws IOException {
    return start(name, LARGE_JAVA, mainClass, args);
  }

  private ProgramProcess start(String name, List<String> java, String mainClass, List<String> args)
      throws IOException {
    List<String> options = new ArrayList<>(java);
    // Classes that lie ready make a start twice as fast: with a start each second or two, that is much of a core.
    ProgramProcess.ownJavaOptions().stream()
        .filter(option -> option.startsWith(ARCHIVE) || option.startsWith("-Xlog:cds") || option.startsWith("-Xshare"))
        .forEach(options::add);
    ProgramProcess process = ProgramProcess.start(
        name, options, mainClass, args, ProcessBuilder.Redirect.appendTo(log(name).toFile()));
    processes.add(process);
    return process;
  }

  private Path log(String name) {
    return file(name.replace(' ', '-') + ".log");
  }

  /** Of a program that did not start: with what it said last. */
  Failure explained(ProgramProcess process, Failure failure) {
    List<String> said;
    try {
      said = Files.readAllLines(log(process.name()));
    } catch (IOException e) {
      return failure;
    }
    List<String> last = said.subList(Math.max(0, said.size() - SHOWN_LINES), said.size());
    return new Failure(process.name() + " ended before it served: " + String.join(" / ", last), failure);
  }

  /** One that is about to end is no longer looked after once it has. */
  @SuppressWarnings("FutureReturnValueIgnored") // there is nothing more to do then
  public void forgetOnceEnded(ProgramProcess process) {
    process.process().onExit().thenRun(() -> processes.remove(process));
  }

  /** Those that run, or have run and were not forgotten. */
  public List<ProgramProcess> processes() {
    return List.copyOf(processes);
  }

  /**
   * Ends all processes, so that what they have written is whole.
   *
   * @param within how long they may take to leave; afterwards they are killed
   */
  public void endProcesses(Duration within) {
    long until = System.nanoTime() + within.toNanos();
    processes.forEach(ProgramProcess::askToEnd);
    for (ProgramProcess process : processes) {
      try {
        if (!process.process().waitFor(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          process.process().destroyForcibly().waitFor();
        }
      } catch (InterruptedException e) {
        process.process().destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
    processes.clear();
  }

  @Override
  public void close() {
    endProcesses(LEAVE_WITHIN);
    if (isKept) {
      return;
    }
    try (Stream<Path> all = Files.walk(files)) {
      all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException e) {
      // Keys and traces of a run, in the system's directory for what may be lost.
    }
  }
}
