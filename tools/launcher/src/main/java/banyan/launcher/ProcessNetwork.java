package banyan.launcher;

import banyan.program.ProgramProcess;
import banyan.program.ReadyLine;
import banyan.protocol.ChannelLink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All of a demo as programs of their own, as a person would start them. */
final class ProcessNetwork extends DemoNetwork {
  /** Eight of them run at a time on a computer that somebody works on. */
  private static final List<String> JAVA_OPTIONS = List.of("-XX:+UseSerialGC", "-Xms32m", "-Xmx256m");

  private final boolean plain;
  private final Deque<ProgramProcess> processes = new ArrayDeque<>();
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
    indexUrl = start("index", "--bind", "127.0.0.1", "--port", "0").awaitReady().url();
  }

  @Override
  String startBroadcaster(String source) throws Exception {
    ReadyLine ready = startPeer(
        0, "broadcast", "--source", source, "--title", TITLE, "--key", file("channel.key"), "--index", indexUrl())
        .awaitReady();
    broadcast = ready;
    link = ChannelLink.parse(String.valueOf(ready.link()));
    return String.valueOf(ready.http());
  }

  @Override
  List<String> startRelays(int count) throws Exception {
    List<ProgramProcess> relays = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      relays.add(startPeer(0, "relay", link().toString()));
    }
    List<String> urls = new ArrayList<>();
    for (ProgramProcess relay : relays) {
      urls.add(String.valueOf(relay.awaitReady().http()));
    }
    return urls;
  }

  @Override
  String startViewer(int httpPort) throws Exception {
    return String.valueOf(startPeer(httpPort, "watch", link().toString(), "--headless").awaitReady().http());
  }

  private ProgramProcess startPeer(int httpPort, String... command) throws Exception {
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

  private ProgramProcess start(String... command) throws Exception {
    List<String> args = new ArrayList<>(Arrays.asList(command));
    args.add("--quiet");
    ProgramProcess process = ProgramProcess.start(command[0], JAVA_OPTIONS, BanyanMain.class.getName(), args);
    processes.push(process);
    return process;
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
    processes.forEach(ProgramProcess::askToEnd);
    processes.forEach(ProgramProcess::awaitEnd);
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
