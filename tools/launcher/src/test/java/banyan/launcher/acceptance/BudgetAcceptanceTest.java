package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.node.NodeStatus;
import banyan.protocol.ChannelLink;
import banyan.relay.ChannelSession;
import banyan.relay.JoinOptions;
import banyan.relay.RelayPeer;
import banyan.relay.RelayPeerConfig;
import banyan.relay.crypto.Ed25519Key;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A home uplink of 5 Mbit/s, and twenty who want a channel of 1 Mbit/s from it. */
@Tag("budget")
class BudgetAcceptanceTest {
  private static final Figures FIGURES = Figures.of("budget");
  private static final int CHILDREN = 20;
  private static final String UPLOAD = "5M";
  private static final long UPLOAD_BYTES_PER_SECOND = 5_000_000 / 8;
  private static final long BOUND = UPLOAD_BYTES_PER_SECOND * 105 / 100 + 65_536;

  @RegisterExtension
  final Processes processes = new Processes();

  private final LocalNetwork network = new LocalNetwork(processes);
  private final List<RelayPeer> peers = new ArrayList<>();
  private final List<ChannelSession> sessions = new ArrayList<>();

  @AfterEach
  void closePeers() {
    peers.forEach(RelayPeer::close);
  }

  @Test
  void aFewAreFedHereTheOthersByThoseAndNoSecondTakesMoreThanTheUpload() throws Exception {
    int seconds = FullRun.choose(12, 90);
    Path clip = new Media(processes.files()).clip("one-megabit", seconds,
        "-b:v", "760k", "-minrate", "760k", "-maxrate", "760k", "-bufsize", "760k", "-preset", "ultrafast");
    try (MeteredDoor door = new MeteredDoor()) {
      BanyanProcess root = network.broadcast("--source", "http://127.0.0.1:0/", "--rate", "1M", "--upload", UPLOAD,
          "--advertise", door.address());
      door.leadsTo(LocalNetwork.port(root.ready()));
      ChannelLink link = ChannelLink.parse(String.valueOf(root.ready().link()));
      try (Encoder encoder = Encoder.post(clip, root)) {
        LocalNetwork.await("the stream is there").until(
            () -> PeerStatus.of(root.ready()).window("newestSequence") > 10);
        for (int i = 0; i < CHILDREN; i++) {
          join(link);
        }
        LocalNetwork.await("everybody is fed").until(
            () -> sessions.stream().allMatch(session -> status(session).newestSequence() >= 0));
        long[] fed = {0};
        Awaitility.await("the encoder comes to the end").atMost(Duration.ofSeconds(seconds + 60))
            .pollInterval(Duration.ofMillis(100)).until(() -> {
              fed[0] = Math.max(fed[0], PeerStatus.of(root.ready()).number("children"));
              return !encoder.isSending();
            });
        long newest = PeerStatus.of(root.ready()).window("newestSequence");
        LocalNetwork.await("everybody has the last chunk").until(
            () -> sessions.stream().allMatch(session -> status(session).newestSequence() >= newest));
        report(door, fed[0]);
      }
    }
  }

  private void report(MeteredDoor door, long fed) {
    int deepest = sessions.stream().mapToInt(session -> status(session).path().depth()).max().orElse(0);
    FIGURES.count("fed-by-the-root.max", fed);
    FIGURES.count("depth.max", deepest);
    FIGURES.add("worst-second", door.worstSecondBytes(), "B", 1);
    FIGURES.add("worst-second-of-bound", (double) door.worstSecondBytes() / BOUND, "share", 1);
    assertTrue(fed >= 1 && fed <= 4, fed + " children at the root");
    assertTrue(door.worstSecondBytes() <= BOUND, door.worstSecondBytes() + " B left in one second");
    for (ChannelSession session : sessions) {
      assertEquals(0, status(session).counters().chunksLost(), "lost");
      assertTrue(status(session).counters().chunksDelivered() > 0);
    }
  }

  private void join(ChannelLink link) throws Exception {
    RelayPeer peer = RelayPeer.start(RelayPeerConfig.of(Ed25519Key.generate())
        .listeningOn("127.0.0.1", 0).withUpload(5_000_000));
    peers.add(peer);
    sessions.add(peer.join(link, JoinOptions.BY_LINK));
  }

  private static NodeStatus status(ChannelSession session) {
    return session.status().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
