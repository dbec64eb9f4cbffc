package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.program.ReadyLine;
import banyan.protocol.ChannelLink;
import banyan.protocol.Chunk;
import banyan.protocol.Endpoint;
import banyan.relay.JoinOptions;
import banyan.relay.RelayPeer;
import banyan.relay.RelayPeerConfig;
import banyan.relay.SessionListener;
import banyan.relay.crypto.Ed25519Key;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How long somebody who comes waits for the first bytes of a stream that has a key picture a second. */
@Tag("startup")
class StartupAcceptanceTest {
  /** The bar is for a computer that has nothing else to do; beside a build only a hang is told from a success. */
  private static final double BAR_MILLIS = FullRun.choose(5_000, 300);
  private static final int AT_MOST_SECONDS = 20;
  /** What is shown holds for a stream under way, not for its first second. */
  private static final int CHUNKS_UNDER_WAY = 15;
  private static final Figures FIGURES = Figures.of("startup");

  @RegisterExtension
  final Processes processes = new Processes();

  private final LocalNetwork network = new LocalNetwork(processes);
  private ReadyLine relay = ReadyLine.of("none");

  @BeforeEach
  void aRelayWithAStream() {
    String index = String.valueOf(network.index().ready().url());
    ReadyLine root = network.broadcast("--source", "test", "--index", index, "--upload", "100M").ready();
    relay = network.relay(String.valueOf(root.link()), "--parent", LocalNetwork.address(root), "--upload", "100M")
        .ready();
    LocalNetwork.await("the stream is under way")
        .until(() -> PeerStatus.of(relay).counter("chunksDelivered") >= CHUNKS_UNDER_WAY);
  }

  /** From the making of a connection to the first byte of media, at a relay that runs. */
  @Test
  void aPlayerHasItsFirstBytesFromARunningRelay() throws Exception {
    measure("player-request", FullRun.choose(8, 40), run -> {
      long beganNanos = System.nanoTime();
      try (LiveReader player = LiveReader.open("player " + run, relay)) {
        return (player.arrivalNanos(0) - beganNanos) / 1e6;
      }
    });
  }

  /** From the call to the first chunk: handshake, placement, signatures, in a process that has done it before. */
  @Test
  void aPeerThatJoinsHasItsFirstChunk() throws Exception {
    join(0);
    measure("session-join", FullRun.choose(5, 30), this::join);
  }

  private double join(int run) throws Exception {
    CompletableFuture<Long> first = new CompletableFuture<>();
    SessionListener listener = new SessionListener() {
      @Override
      public void onChunk(Chunk chunk) {
        first.complete(System.nanoTime());
      }
    };
    ChannelLink link = ChannelLink.parse(String.valueOf(relay.link()));
    JoinOptions how = JoinOptions.BY_LINK.withFirstParent(Endpoint.tcp("127.0.0.1", LocalNetwork.port(relay)));
    try (RelayPeer peer = RelayPeer.start(RelayPeerConfig.of(Ed25519Key.generate()).listeningOn("127.0.0.1", 0))) {
      long beganNanos = System.nanoTime();
      peer.join(link, how, listener);
      return (first.get(AT_MOST_SECONDS, TimeUnit.SECONDS) - beganNanos) / 1e6;
    }
  }

  /**
   * The same in a process that has just begun, as the viewer's program measures it: without the start of Java, which
   * is measured apart, as the time until the program says that it serves.
   */
  @Test
  void aViewerThatHasJustBegunHasItsFirstChunk() throws Exception {
    int runs = FullRun.choose(3, 20);
    double[] readyMillis = new double[runs];
    measure("cold-viewer-join", runs, run -> {
      long beganNanos = System.nanoTime();
      try (BanyanProcess viewer =
          network.watch(String.valueOf(relay.link()), "--parent", LocalNetwork.address(relay))) {
        ReadyLine ready = viewer.ready();
        readyMillis[run] = (System.nanoTime() - beganNanos) / 1e6;
        LocalNetwork.await("viewer " + run + " has some of the stream")
            .until(() -> PeerStatus.of(ready).playback("chunks") > 10);
        PeerStatus status = PeerStatus.of(ready);
        assertEquals(0, status.playback("lost"));
        assertEquals(0, status.playback("repeated"));
        viewer.terminate();
        assertEquals(0, viewer.exitCode(Duration.ofSeconds(15)));
        return status.playback("startupMicros") / 1e3;
      }
    });
    FIGURES.addSpread("cold-viewer-ready", "ms", readyMillis);
  }

  /** One measurement. */
  private interface Measurement {
    double millis(int run) throws Exception;
  }

  private static void measure(String name, int runs, Measurement once) throws Exception {
    double[] millis = new double[runs];
    for (int run = 0; run < runs; run++) {
      millis[run] = once.millis(run);
    }
    FIGURES.addSpread(name, "ms", millis);
    double p50 = Figures.percentile(50, millis);
    assertTrue(p50 <= BAR_MILLIS, () -> name + ": " + p50 + " ms of at most " + BAR_MILLIS + ": "
        + Arrays.toString(millis));
  }
}
