package banyan.bench;

import banyan.program.Failure;
import banyan.program.ProcessFigures;
import banyan.program.ProgramProcess;
import banyan.program.ReadyLine;
import banyan.tls.Encryption;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Banyan's own programs as processes, with the options of Java that this one was started with. */
final class Programs implements AutoCloseable {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);
  private static final long ATTACH_SECONDS = 30;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** One that runs and serves. */
  record Program(String name, ProgramProcess process, ReadyLine ready, Path trace) {
    ProcessFigures figures() {
      return new ProcessFigures(process.pid());
    }

    int port() throws Failure {
      Integer port = ready.port();
      if (port == null) {
        throw new Failure(name + " has no peer port.");
      }
      return port;
    }
  }

  private final Deque<ProgramProcess> processes = new ArrayDeque<>();
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(ANSWER_WITHIN).build();
  private final Path files;
  private final boolean plain;
  private int started;

  /** @param plain whether their links are not encrypted */
  Programs(boolean plain) throws IOException {
    this.plain = plain;
    files = Files.createTempDirectory("banyan-bench");
    // A benchmark that is interrupted leaves no process behind.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> processes.forEach(p -> p.process().destroyForcibly())));
  }

  /** Of whoever links with them. */
  Encryption encryption() {
    return plain ? Encryption.NONE : Encryption.ofThisProcess();
  }

  /** A root that an encoder is to post to. */
  Program broadcast(String... more) throws IOException, Failure {
    return peer("broadcast", "banyan.broadcast.BroadcastMain", List.of(
        "--source", "http://127.0.0.1:0/", "--key", files.resolve("channel.key").toString(), "--index-port", "0"),
        more);
  }

  /** A relay that is fed by that program. */
  Program relay(Program root, Program parent, String... more) throws IOException, Failure {
    return peer("relay", "banyan.relay.RelayPeerMain", List.of(
        String.valueOf(root.ready().link()), "--parent", "127.0.0.1:" + parent.port()), more);
  }

  private Program peer(String name, String mainClass, List<String> options, String... more)
      throws IOException, Failure {
    int number = started++;
    Path trace = files.resolve("trace-" + number);
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of(
        "--bind", "127.0.0.1", "--port", "0", "--http-port", "0", "--identity",
        files.resolve("identity-" + number + ".key").toString(), "--upload", "400G", "--quiet", "--trace",
        trace.toString()));
    if (plain) {
      all.add("--plain");
    }
    all.addAll(Arrays.asList(more));
    ProgramProcess process = start(name, mainClass, all);
    return new Program(name + " " + number, process, process.awaitReady(), trace);
  }

  /** Starts one of this class path's programs. */
  ProgramProcess start(String name, String mainClass, List<String> args) throws IOException {
    ProgramProcess process = ProgramProcess.start(name, ProgramProcess.ownJavaOptions(), mainClass, args);
    processes.push(process);
    return process;
  }

  /** What a peer says of its one channel. */
  JsonNode status(Program of) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(of.ready().http() + "/status")).timeout(ANSWER_WITHIN).build();
    return JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body()).path("channels").path(0);
  }

  /** What a peer tells Prometheus. */
  String metrics(Program of) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(of.ready().http() + "/metrics")).timeout(ANSWER_WITHIN).build(),
        HttpResponse.BodyHandlers.ofString()).body();
  }

  /** One of the counters of {@code /status}. */
  long counter(Program of, String name) throws IOException, InterruptedException {
    return status(of).path("counters").path(name).asLong();
  }

  /** Waits until chunks arrive at a relay. */
  void awaitFed(Program relay) throws Exception {
    await(relay.name() + " to be fed", () -> {
      JsonNode status = status(relay);
      return status.path("phase").asText().equals("ATTACHED")
          && status.path("counters").path("chunksDelivered").asLong() > 0;
    });
  }

  /** A question that may be asked again. */
  interface Condition {
    boolean holds() throws Exception;
  }

  static void await(String what, Condition condition) throws Exception {
    if (!within(ATTACH_SECONDS, condition)) {
      throw new Failure("Waited " + ATTACH_SECONDS + " s for " + what + ", in vain.");
    }
  }

  /** Whether it holds before that time is over. */
  static boolean within(long seconds, Condition condition) throws Exception {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!condition.holds()) {
      if (System.nanoTime() > until) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    return true;
  }

  /** Lets a program's JVM collect its garbage, all of it. */
  static void collectGarbage(Program of) throws IOException, InterruptedException {
    jcmd(of, "GC.run");
  }

  /** Asks a program's JVM. */
  static String jcmd(Program of, String... command) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(of.process().pid())));
    line.addAll(Arrays.asList(command));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("jcmd " + String.join(" ", command) + " said: " + said);
    }
    return said;
  }

  /** Ends all, the youngest first. */
  @Override
  public void close() {
    processes.forEach(ProgramProcess::end);
    try (Stream<Path> all = Files.walk(files)) {
      all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException e) {
      // Keys and traces of a benchmark, in the system's directory for what may be lost.
    }
  }
}
