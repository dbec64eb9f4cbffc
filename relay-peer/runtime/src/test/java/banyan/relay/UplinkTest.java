package banyan.relay;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.node.NodeStatus;
import banyan.protocol.ChannelLink;
import banyan.relay.crypto.Ed25519Key;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One process, two channels, one upload. */
final class UplinkTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int CHUNKS = 90;
  private static final int PACKETS = 120;
  private static final long UPLOAD_BYTES_PER_SECOND = 2_000_000;

  private final List<RelayPeer> peers = new ArrayList<>();

  private RelayPeer start(long uploadBitsPerSecond) throws StartException {
    RelayPeer peer = RelayPeer.start(RelayPeerConfig.of(Ed25519Key.generate())
        .listeningOn("127.0.0.1", 0).withUpload(uploadBitsPerSecond));
    peers.add(peer);
    return peer;
  }

  @AfterEach
  void stop() {
    for (int i = peers.size() - 1; i >= 0; i--) {
      peers.get(i).close();
    }
  }

  private static RootSession root(RelayPeer peer) {
    Ed25519Key key = Ed25519Key.generate();
    return peer.root(key, System.currentTimeMillis(), TestStream.describe(key, 1, "Test"), Optional.empty());
  }

  private static NodeStatus status(ChannelSession session) throws Exception {
    return session.status().get(5, TimeUnit.SECONDS);
  }

  @Test
  void twoChannelsShareTheUploadAndKeepToIt() throws Exception {
    RelayPeer broadcaster = start(UPLOAD_BYTES_PER_SECOND * 8);
    RootSession one = root(broadcaster);
    RootSession other = root(broadcaster);
    int alone = status(one.session()).slots();
    RelayPeer relay = start(0);
    ChannelSession first = relay.join(one.link(), JoinOptions.BY_LINK);
    ChannelSession second = relay.join(other.link(), JoinOptions.BY_LINK);
    await().atMost(SOON).until(() -> status(one.session()).children() == 1 && status(other.session()).children() == 1);
    await().atMost(SOON).until(() -> status(one.session()).slots() == alone - 1);

    TestStream stream = new TestStream(1, PACKETS);
    long began = System.nanoTime();
    for (int i = 0; i < CHUNKS; i++) {
      RootSession.Draft draft = stream.next();
      one.produce(draft);
      other.produce(draft);
    }
    await().pollInterval(Duration.ofMillis(5)).atMost(SOON)
        .until(() -> status(first).newestSequence() == CHUNKS - 1 || status(second).newestSequence() == CHUNKS - 1);
    long behind = Math.min(status(first).newestSequence(), status(second).newestSequence());
    assertTrue(behind > CHUNKS * 3 / 4, "the other one has come to " + behind);
    await().pollInterval(Duration.ofMillis(5)).atMost(SOON)
        .until(() -> status(first).newestSequence() == CHUNKS - 1 && status(second).newestSequence() == CHUNKS - 1);
    double seconds = (System.nanoTime() - began) / 1e9;
    long bytes = 2L * CHUNKS * PACKETS * 188;
    assertTrue(bytes <= seconds * UPLOAD_BYTES_PER_SECOND * 1.05 + 65_536, bytes + " B in " + seconds + " s");
    for (ChannelSession session : List.of(first, second)) {
      assertEquals(0, status(session).counters().chunksLost());
      assertEquals(0, status(session).holes());
    }
  }

  @Test
  void aBroadcasterThatNobodyDialsFeedsTheRelayThatItPushesTo() throws Exception {
    RelayPeer relay = start(0);
    Ed25519Key key = Ed25519Key.generate();
    RelayPeer broadcaster = start(0);
    RootSession root = broadcaster.root(
        key, System.currentTimeMillis(), TestStream.describe(key, 1, "Test"), Optional.empty(),
        relay.address().endpoints());
    ChannelLink link = root.link();
    assertEquals(relay.address().endpoints(), link.entries());
    ChannelSession relayed = relay.join(link, JoinOptions.BY_LINK);
    await().atMost(SOON).until(() -> status(root.session()).children() == 1);
    ChannelSession viewed = start(0).join(link, JoinOptions.BY_LINK);
    await().atMost(SOON).until(() -> status(viewed).path().depth() == 2);
    TestStream stream = new TestStream(1, 10);
    for (int i = 0; i < 20; i++) {
      root.produce(stream.next());
    }
    await().atMost(SOON).until(() -> status(viewed).newestSequence() == 19);
    assertEquals(1, status(relayed).children());
    assertEquals(1, status(root.session()).children());
  }

  @Test
  void aLimitThatIsSetWhileItRunsHoldsAtOnceAndCanBeLifted() throws Exception {
    RelayPeer broadcaster = start(0);
    RootSession root = root(broadcaster);
    RelayPeer relay = start(0);
    ChannelSession below = relay.join(root.link(), JoinOptions.BY_LINK);
    await().atMost(SOON).until(() -> status(root.session()).children() == 1);
    TestStream stream = new TestStream(1, PACKETS);
    root.produce(stream.next());
    await().atMost(SOON).until(() -> status(below).newestSequence() == 0);

    broadcaster.limitUpload(OptionalLong.of(UPLOAD_BYTES_PER_SECOND * 8));
    long began = System.nanoTime();
    long before = broadcaster.handedBytes();
    for (int i = 1; i < CHUNKS; i++) {
      root.produce(stream.next());
    }
    await().pollInterval(Duration.ofMillis(5)).atMost(SOON)
        .until(() -> status(below).newestSequence() == CHUNKS - 1);
    double seconds = (System.nanoTime() - began) / 1e9;
    long bytes = broadcaster.handedBytes() - before;
    assertTrue(bytes > (CHUNKS - 1L) * PACKETS * 188, bytes + " B were counted");
    assertTrue(bytes <= seconds * UPLOAD_BYTES_PER_SECOND * 1.05 + 2 * 65_536, bytes + " B in " + seconds + " s");
    assertEquals(0, status(below).counters().chunksLost());

    broadcaster.limitUpload(OptionalLong.of(0));
    await().atMost(SOON).until(() -> status(root.session()).slots() == 0);
    broadcaster.limitUpload(OptionalLong.empty());
    await().atMost(SOON).until(() -> status(root.session()).slots() >= 1);
    root.produce(stream.next());
    await().atMost(SOON).until(() -> status(below).newestSequence() == CHUNKS);
  }
}
