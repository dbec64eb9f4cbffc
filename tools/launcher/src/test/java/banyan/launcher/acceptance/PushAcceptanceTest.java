package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.program.ReadyLine;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A broadcaster that nobody can connect to, and a relay in public that it pushes to. */
@Tag("push")
class PushAcceptanceTest {
  private static final Figures FIGURES = Figures.of("push");
  /** A port at which nothing listens. */
  private static final String NOBODY = "127.0.0.1:1";
  private static final int CHUNKS = 50;

  @RegisterExtension
  final Processes processes = new Processes();

  @Test
  void thePushedRelayIsTheWayIn() throws Exception {
    if (FullRun.isOn()) {
      behindARouter();
    } else {
      onOneMachine();
    }
  }

  /** The same programs without a router: the broadcaster says that it is nowhere. */
  private void onOneMachine() throws Exception {
    LocalNetwork network = new LocalNetwork(processes);
    int port = LocalNetwork.freePort();
    BanyanProcess root = network.broadcast("--push", "127.0.0.1:" + port, "--advertise", NOBODY, "--index",
        "http://" + NOBODY);
    String link = String.valueOf(root.ready().link());
    assertTrue(link.startsWith("banyan://127.0.0.1:" + port + "/"), link);
    ReadyLine relay = network.relay(link, "--port", "" + port).ready();
    ReadyLine viewer = network.watch(link).ready();
    LocalNetwork.await("the viewer is fed by the relay").until(() -> PeerStatus.of(viewer).number("depth") == 2
        && PeerStatus.of(viewer).counter("chunksDelivered") > CHUNKS);
    assertEquals(PeerStatus.of(relay).peer(), PeerStatus.of(viewer).parent());
    assertEquals(0, PeerStatus.of(viewer).counter("chunksLost"));
  }

  private void behindARouter() throws Exception {
    Path keys = processes.files().toAbsolutePath();
    try (NatNetwork net = NatNetwork.make(processes.files())) {
      BanyanProcess index =
          processes.startIn(net.inTheWorld(), "index", "--bind", NatNetwork.WORLD, "--port", "7190");
      String indexUrl = String.valueOf(index.ready().url());
      BanyanProcess root = processes.startIn(net.atHome(), "broadcast", "--key", keys + "/channel.key",
          "--identity", keys + "/root.key", "--port", "7171", "--http-port", "0", "--index", indexUrl,
          "--push", NatNetwork.WORLD + ":7170");
      String link = String.valueOf(root.ready().link());
      BanyanProcess relay = peer(net, "relay", link, "--port", "7170", "--upload", "20M");
      List<BanyanProcess> viewers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        viewers.add(peer(net, "watch", link, "--headless", "--port", "0", "--upload", "5M"));
      }
      for (BanyanProcess viewer : viewers) {
        await("a viewer is fed", () -> status(net, viewer).counter("chunksDelivered") > CHUNKS);
      }
      assertFalse(net.isReachedFromTheWorld(NatNetwork.ROUTER, 7171), "the router lets strangers in");
      assertFalse(net.isReachedFromTheWorld(NatNetwork.HOME, 7171), "home is no address of the world");
      int rounds = 6;
      await("a minute of the stream has come", () -> viewers.stream().allMatch(
          viewer -> status(net, viewer).counter("chunksDelivered") > 100L * rounds));
      long deepest = 0;
      for (BanyanProcess viewer : viewers) {
        PeerStatus now = status(net, viewer);
        deepest = Math.max(deepest, now.number("depth"));
        assertAll(
            () -> assertTrue(viewer.isAlive()),
            () -> assertTrue(now.number("depth") >= 2, "nobody but the relay is fed by the root"),
            () -> assertEquals(0, now.counter("chunksLost"), "lost"));
      }
      assertEquals(1, status(net, relay).number("depth"));
      FIGURES.count("viewers", viewers.size());
      FIGURES.count("depth.max", deepest);
      FIGURES.count("chunks", status(net, viewers.get(0)).counter("chunksDelivered"));
      FIGURES.count("lost", viewers.stream().mapToLong(v -> status(net, v).counter("chunksLost")).sum());
      restart(net, relay, viewers, link);
    }
  }

  /** The relay dies and comes back: the broadcaster dials it again by itself, and the same viewers play on. */
  private void restart(NatNetwork net, BanyanProcess relay, List<BanyanProcess> viewers, String link) {
    relay.kill();
    long killed = System.nanoTime();
    BanyanProcess again = peer(net, "relay", link, "--port", "7170", "--upload", "20M");
    again.ready();
    double ready = (System.nanoTime() - killed) / 1e6;
    long before = status(net, viewers.get(0)).counter("chunksDelivered");
    await("the stream is back", () -> viewers.stream().allMatch(
        viewer -> status(net, viewer).counter("chunksDelivered") > before + CHUNKS));
    FIGURES.add("relay-restart.ready", ready, "ms", 1);
    FIGURES.add("relay-restart.all-have-5s-more", (System.nanoTime() - killed) / 1e6, "ms", 1);
    assertTrue(viewers.stream().allMatch(BanyanProcess::isAlive));
  }

  private BanyanProcess peer(NatNetwork net, String command, String link, String... more) {
    List<String> all = new ArrayList<>(List.of(command, link, "--bind", NatNetwork.WORLD, "--http-port", "0",
        "--identity", processes.files().toAbsolutePath() + "/" + command + System.nanoTime() + ".key"));
    all.addAll(List.of(more));
    return processes.startIn(net.inTheWorld(), all.toArray(String[]::new));
  }

  private static PeerStatus status(NatNetwork net, BanyanProcess of) {
    try {
      return new PeerStatus(new ObjectMapper().readTree(net.fetchInTheWorld(of.ready().http() + "/status")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what).atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofMillis(500)).until(condition);
  }
}
