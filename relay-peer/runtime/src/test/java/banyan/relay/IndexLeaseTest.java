package banyan.relay;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.directory.ChannelQuery;
import banyan.directory.ChannelRecord;
import banyan.directory.DirectoryClient;
import banyan.index.ChannelIndex;
import banyan.index.IndexConfig;
import banyan.node.NodeStatus;
import banyan.protocol.ChannelLink;
import banyan.protocol.PeerAddress;
import banyan.relay.crypto.Ed25519Key;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Peers and a real index on this machine. */
final class IndexLeaseTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final List<AutoCloseable> open = new ArrayList<>();
  private final Ed25519Key channelKey = Ed25519Key.generate();
  private final TestStream stream = new TestStream(3, 20);

  @AfterEach
  void close() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  private ChannelIndex startIndex(int port) throws Exception {
    ChannelIndex index = ChannelIndex.start(IndexConfig.on("127.0.0.1", port));
    open.add(index);
    return index;
  }

  private RelayPeer startPeer() throws StartException {
    RelayPeer peer = RelayPeer.start(RelayPeerConfig.of(Ed25519Key.generate())
        .listeningOn("127.0.0.1", 0).withUpload(100_000_000));
    open.add(peer);
    return peer;
  }

  private RootSession startRoot(RelayPeer peer, String index) {
    return peer.root(
        channelKey, System.currentTimeMillis(), TestStream.describe(channelKey, 1, "Night\u0007 train"),
        Optional.of(index));
  }

  private static int onAir(DirectoryClient client) throws Exception {
    return client.channels(new ChannelQuery("", 10, Optional.empty())).get().channels().size();
  }

  @Test
  void aLinkWithNothingButAnIndexIsEnough() throws Exception {
    ChannelIndex index = startIndex(0);
    RootSession root = startRoot(startPeer(), index.url());
    DirectoryClient client = new DirectoryClient(index.url());
    await().atMost(SOON).until(() -> onAir(client) == 1);
    ChannelLink link = new ChannelLink(List.of(), root.channel(), Optional.of(index.url()));
    RelayPeer relay = startPeer();
    ChannelSession session = relay.join(link, JoinOptions.BY_LINK);
    await().atMost(SOON).until(() -> session.status().get().phase() == NodeStatus.Phase.ATTACHED);
    root.produce(stream.next());
    await().atMost(SOON).until(() -> session.status().get().newestSequence() == 0);
    assertEquals("Night\u0007 train", session.descriptor().orElseThrow().fields().title());
    session.watchedBy(2);
    await().atMost(SOON).until(() -> session.status().get().subtree().viewers() == 2);
    await().atMost(SOON).until(() -> relay.address().reachability() == PeerAddress.Reachability.VERIFIED);
  }

  @Test
  void theRootKnowsWhetherItIsReachedAndTakesItsChannelOffAirWhenItEnds() throws Exception {
    ChannelIndex index = startIndex(0);
    RelayPeer peer = startPeer();
    RootSession root = startRoot(peer, index.url());
    await().atMost(SOON).until(() -> peer.address().reachability() == PeerAddress.Reachability.VERIFIED);
    DirectoryClient client = new DirectoryClient(index.url());
    assertEquals("Night train",
        client.channels(new ChannelQuery("", 10, Optional.empty())).get().channels().get(0).title());
    root.close();
    assertEquals(0, client.channels(new ChannelQuery(root.channel().toString(), 10, Optional.empty())).get()
        .channels().size());
  }

  @Test
  void aRootThatKeepsChangingItsMindIsHeardOnceASecondAndItsLastWordCounts() throws Exception {
    ChannelIndex index = startIndex(0);
    RootSession root = startRoot(startPeer(), index.url());
    DirectoryClient client = new DirectoryClient(index.url());
    await().atMost(SOON).until(() -> onAir(client) == 1);
    long began = System.nanoTime();
    Set<Long> revisions = new TreeSet<>();
    int changes = 100;
    for (int i = 1; i <= changes; i++) {
      root.describe(TestStream.describe(channelKey, 1 + i, "Train " + i));
      revisions.add(client.channel(root.channel()).get().orElseThrow().record().content().revision());
    }
    await().atMost(SOON).until(() -> {
      ChannelRecord record = client.channel(root.channel()).get().orElseThrow().record().content();
      revisions.add(record.revision());
      return record.title().equals("Train " + changes);
    });
    long seconds = (System.nanoTime() - began) / 1_000_000_000;
    assertTrue(revisions.size() <= 3 + seconds, revisions.size() + " records in " + seconds + " s");
  }

  @Test
  void anIndexThatIsDownDisturbsNothingAndIsFoundWhenItComesBack() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    String url = "http://127.0.0.1:" + port;
    RootSession root = startRoot(startPeer(), url);
    ChannelSession session = startPeer().join(root.link(), JoinOptions.BY_LINK);
    await().atMost(SOON).until(() -> session.status().get().phase() == NodeStatus.Phase.ATTACHED);
    root.produce(stream.next());
    await().atMost(SOON).until(() -> session.status().get().newestSequence() == 0);
    assertTrue(root.link().toString().endsWith("?index=" + url));
    startIndex(port);
    DirectoryClient client = new DirectoryClient(url);
    await().atMost(SOON).until(() -> onAir(client) == 1);
  }
}
