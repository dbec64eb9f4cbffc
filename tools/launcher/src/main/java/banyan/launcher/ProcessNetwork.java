package banyan.launcher;

import banyan.program.Failure;
import banyan.program.Program;
import banyan.program.ReadyLine;
import banyan.protocol.ChannelLink;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All of a demo as programs of their own, as a person would start them. */
final class ProcessNetwork extends DemoNetwork {
  private static final long LEAVE_SECONDS = 8;

  private record Started(String command, Process process) {}

  private final boolean plain;
  private final Deque<Process> processes = new ArrayDeque<>();
  private @Nullable Path files;
  private @Nullable String indexUrl;
  private @Nullable ReadyLine broadcast;
  private @Nullable ChannelLink link;
  private int identities;

  /** @param plain whether links are not encrypted */
  ProcessNetwork(boolean plain) {
    this.plain = plain;
  }

  @Override
  void startIndex() throws Exception {
    files = Files.createTempDirectory("banyan-demo");
    indexUrl = ready(start("index", "--bind", "127.0.0.1", "--port", "0")).url();
  }

  @Override
  String startBroadcaster(String source) throws Exception {
    ReadyLine ready = ready(startPeer(
        0, "broadcast", "--source", source, "--title", TITLE, "--key", file("channel.key"), "--index", indexUrl()));
    broadcast = ready;
    link = ChannelLink.parse(String.valueOf(ready.link()));
    return String.valueOf(ready.http());
  }

  @Override
  List<String> startRelays(int count) throws Exception {
    List<Started> relays = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      relays.add(startPeer(0, "relay", link().toString()));
    }
    List<String> urls = new ArrayList<>();
    for (Started relay : relays) {
      urls.add(String.valueOf(ready(relay).http()));
    }
    return urls;
  }

  @Override
  String startViewer(int httpPort) throws Exception {
    return String.valueOf(ready(startPeer(httpPort, "watch", link().toString(), "--headless")).http());
  }

  private Started startPeer(int httpPort, String... command) throws Exception {
    List<String> all = new ArrayList<>(Arrays.asList(command));
    all.addAll(List.of(
        "--bind", "127.0.0.1", "--port", "0", "--http-port", String.valueOf(httpPort), "--upload",
        String.valueOf(UPLOAD_EACH), "--max-children", String.valueOf(CHILDREN_EACH), "--identity",
        file("peer" + ++identities + ".key")));
    if (plain) {
      all.add("--plain");
    }
    return start(all.toArray(String[]::new));
  }

  private String file(String name) {
    if (files == null) {
      throw new IllegalStateException("the index is started first");
    }
    return files.resolve(name).toString();
  }

  private Started start(String... command) throws Exception {
    List<String> line = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC", "-Xms32m", "-Xmx256m",
        "-D" + Program.PARENT + "=" + ProcessHandle.current().pid(), "-cp", System.getProperty("java.class.path"),
        BanyanMain.class.getName()));
    line.addAll(Arrays.asList(command));
    line.add("--quiet");
    Process process = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    processes.push(process);
    return new Started(command[0], process);
  }

  private static ReadyLine ready(Started started) throws Exception {
    // Only the one line is ever written, so nobody has to go on reading.
    String first = new BufferedReader(
        new InputStreamReader(started.process().getInputStream(), StandardCharsets.UTF_8)).readLine();
    if (first == null) {
      throw new Failure("'banyan " + started.command() + "' ended before it served: see above why.");
    }
    return ReadyLine.parse(first);
  }

  @Override
  ChannelLink link() {
    if (link == null) {
      throw new IllegalStateException("the broadcaster is started before others ask for its link");
    }
    return link;
  }

  @Override
  String indexUrl() {
    return String.valueOf(indexUrl);
  }

  @Override
  Optional<String> encodersSendTo() {
    return broadcast == null ? Optional.empty() : Optional.ofNullable(broadcast.source());
  }

  @Override
  public void close() {
    processes.forEach(Process::destroy);
    for (Process process : processes) {
      try {
        if (!process.waitFor(LEAVE_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
    deleteFiles();
  }

  private void deleteFiles() {
    if (files == null) {
      return;
    }
    try (Stream<Path> all = Files.walk(files)) {
      all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException e) {
      // Keys of a demo, in the system's directory for what may be lost.
    }
  }
}
