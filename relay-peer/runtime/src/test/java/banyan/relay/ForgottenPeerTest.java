package banyan.relay;

import static org.awaitility.Awaitility.await;

import banyan.protocol.Chunk;
import banyan.relay.crypto.Ed25519Key;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A process that has been many peers, one after another, is no larger than one that has been one. */
final class ForgottenPeerTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int PEERS = 5;

  private final TestStream stream = new TestStream(7, 100);
  private final List<WeakReference<Object>> gone = new CopyOnWriteArrayList<>();
  private final List<Object> held = new ArrayList<>();
  @SuppressWarnings("NullAway.Init") // startRoot() makes them
  private RelayPeer rootPeer;
  @SuppressWarnings("NullAway.Init")
  private RootSession root;

  @BeforeEach
  void startRoot() throws Exception {
    Ed25519Key key = Ed25519Key.generate();
    rootPeer = start();
    root = rootPeer.root(key, System.currentTimeMillis(), TestStream.describe(key, 1, "Test"), Optional.empty());
    for (int i = 0; i < 50; i++) {
      root.produce(stream.next());
    }
  }

  @AfterEach
  void stopRoot() {
    rootPeer.close();
  }

  private static RelayPeer start() throws StartException {
    return RelayPeer.start(RelayPeerConfig.of(Ed25519Key.generate())
        .listeningOn("127.0.0.1", 0).withUpload(100_000_000).withHttp(RelayPeerConfig.Http.LOCAL));
  }

  private RelayPeer startFed() throws StartException {
    RelayPeer peer = start();
    ChannelSession session = feed(peer, chunk -> { });
    gone.add(new WeakReference<>(peer));
    gone.add(new WeakReference<>(session));
    return peer;
  }

  private ChannelSession feed(RelayPeer peer, Consumer<Chunk> got) {
    ChannelSession session = peer.join(root.link(), JoinOptions.BY_LINK, new SessionListener() {
      @Override
      public void onChunk(Chunk chunk) {
        got.accept(chunk);
      }
    });
    await().atMost(SOON).until(() -> {
      root.produce(stream.next());
      return session.status().get().path().depth() == 1 && session.status().get().counters().chunksDelivered() > 10;
    });
    return session;
  }

  /** Whoever still holds a peer does not hold its media. */
  @Test
  void aPeerThatLeftOrWasKilledHoldsNoMedia() throws Exception {
    for (boolean isKilled : new boolean[] {false, true}) {
      RelayPeer peer = start();
      held.addAll(List.of(peer, feed(peer, chunk -> gone.add(new WeakReference<>(chunk)))));
      if (isKilled) {
        new Faults(peer).halt();
      } else {
        peer.close();
      }
      assertForgotten();
    }
  }

  @Test
  void nothingIsLeftOfPeersThatLeft() throws Exception {
    for (int i = 0; i < PEERS; i++) {
      startFed().close();
    }
    assertForgotten();
  }

  @Test
  void nothingIsLeftOfPeersThatWereKilled() throws Exception {
    for (int i = 0; i < PEERS; i++) {
      new Faults(startFed()).halt();
    }
    assertForgotten();
  }

  private void assertForgotten() {
    await("all are garbage").atMost(SOON).until(() -> {
      System.gc();
      return gone.stream().allMatch(one -> one.get() == null);
    });
  }
}
