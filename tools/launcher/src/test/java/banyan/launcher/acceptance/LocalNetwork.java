package banyan.launcher.acceptance;

import banyan.program.ReadyLine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Starts the programs of one channel on this computer's loopback, each on free ports and with keys of its own. */
final class LocalNetwork {
  /** For whatever needs no more than some messages: far more than it takes, even beside a busy build. */
  static final Duration SOON = Duration.ofSeconds(90);

  /** Encoding it takes 40 % of the processor time that the usual pattern takes. */
  private static final String SMALL_PATTERN = "test:160x96";

  /** Starts {@code banyan args…} by way of another command. */
  interface Start {
    BanyanProcess start(List<String> by, String... args);
  }

  private final Processes processes;
  private final List<String> prefix;
  private final Start start;
  private int identities;

  LocalNetwork(Processes processes) {
    this(processes, List.of());
  }

  /** @param prefix a command by way of which all programs are started */
  LocalNetwork(Processes processes, List<String> prefix) {
    this(processes, prefix, processes::startIn);
  }

  private LocalNetwork(Processes processes, List<String> prefix, Start start) {
    this.processes = processes;
    this.prefix = prefix;
    this.start = start;
  }

  /** Of the programs as they are packaged, each with a Java of its own. */
  static LocalNetwork ofPackages(Processes processes) {
    return new LocalNetwork(processes, List.of(), (by, args) -> {
      List<String> command = new ArrayList<>(by);
      command.add(PackagedProgram.of(args[0]).launcher().toString());
      command.addAll(Arrays.asList(args).subList(1, args.length));
      return processes.startCommand(args[0], command);
    });
  }

  BanyanProcess index(String... more) {
    return start(prefix, "index", List.of("--bind", "127.0.0.1", "--port", "0"), more);
  }

  /** With an index inside, the test's one key, and a picture that is quickly made, unless {@code more} names others. */
  BanyanProcess broadcast(String... more) {
    List<String> options = new ArrayList<>();
    if (!Arrays.asList(more).contains("--source")) {
      options.addAll(List.of("--source", SMALL_PATTERN));
    }
    if (!Arrays.asList(more).contains("--key")) {
      options.addAll(List.of("--key", channelKey().toString()));
    }
    if (!Arrays.asList(more).contains("--index")) {
      options.addAll(List.of("--index-port", "0"));
    }
    return peer("broadcast", options, more);
  }

  /** One that reads MPEG-TS on its stdin. */
  BanyanProcess broadcastPiped() {
    return processes.startPiped(
        "broadcast", "broadcast", "--source", "-", "--key", channelKey().toString(), "--index-port", "0", "--bind",
        "127.0.0.1", "--http-port", "0", "--identity", identity().toString(), "--port", "0");
  }

  /** The file of the key that {@link #broadcast} uses. */
  Path channelKey() {
    return processes.files().resolve("channel.key").toAbsolutePath();
  }

  BanyanProcess relay(String link, String... more) {
    return peer("relay", List.of(link), more);
  }

  BanyanProcess watch(String link, String... more) {
    return peer("watch", List.of(link, "--headless"), more);
  }

  /** With a window that takes all of a desktop's screen. */
  BanyanProcess window(Desktop desktop, String link, String... more) {
    return peer(desktop.environment(), "watch", List.of(link, "--full-screen"), more);
  }

  private BanyanProcess peer(String command, List<String> options, String... more) {
    return peer(prefix, command, options, more);
  }

  private BanyanProcess peer(List<String> by, String command, List<String> options, String... more) {
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of("--bind", "127.0.0.1", "--http-port", "0", "--identity", identity().toString()));
    if (!Arrays.asList(more).contains("--port")) {
      all.addAll(List.of("--port", "0"));
    }
    return start(by, command, all, more);
  }

  private Path identity() {
    return processes.files().resolve("identity-" + ++identities + ".key").toAbsolutePath();
  }

  private BanyanProcess start(List<String> by, String command, List<String> options, String... more) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(options);
    all.addAll(Arrays.asList(more));
    return start.start(by, all.toArray(String[]::new));
  }

  /** A port of this computer that nothing listened at a moment ago. */
  static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  /** Where a peer listens, as {@code --parent} takes it. */
  static String address(ReadyLine ready) {
    return "127.0.0.1:" + port(ready);
  }

  static int port(ReadyLine ready) {
    Integer port = ready.port();
    if (port == null) {
      throw new IllegalArgumentException("no port in " + ready);
    }
    return port;
  }

  /** {@code await("a thing happens").until(…)}. */
  static ConditionFactory await(String what) {
    return Awaitility.await(what).atMost(SOON).pollInterval(Duration.ofMillis(20));
  }
}
