package banyan.broadcast;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.broadcast.control.ChannelControl;
import banyan.broadcast.control.ControlClient;
import banyan.directory.ChannelQuery;
import banyan.directory.ChannelSummary;
import banyan.directory.DirectoryClient;
import banyan.index.ChannelIndex;
import banyan.index.IndexConfig;
import banyan.node.NodeEvent;
import banyan.node.NodeStatus;
import banyan.protocol.About;
import banyan.protocol.Detail;
import banyan.protocol.Endpoint;
import banyan.relay.ChannelSession;
import banyan.relay.JoinOptions;
import banyan.relay.RelayPeer;
import banyan.relay.RelayPeerConfig;
import banyan.relay.SessionListener;
import banyan.relay.crypto.ChannelKey;
import banyan.relay.crypto.ControlFile;
import banyan.relay.crypto.Ed25519Key;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broadcaster, a chain of three peers below it, and an index: what the owner says is there within a second. */
class DetailsSpreadTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final long SECOND_NANOS = 1_000_000_000;

  /** What a peer heard, and when. */
  private record Heard(About about, long nanos) {}

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final Path keyFile;
  private final List<RelayPeer> peers = new ArrayList<>();
  private final List<Heard> heard = new CopyOnWriteArrayList<>();
  private DirectoryClient index = new DirectoryClient("http://127.0.0.1:1");

  DetailsSpreadTest(@TempDir Path home) {
    keyFile = home.resolve("channel.key");
  }

  private <T extends AutoCloseable> T opened(T part) {
    open.push(part);
    return part;
  }

  @BeforeEach
  void startAll() throws Exception {
    ChannelIndex listing = opened(ChannelIndex.start(IndexConfig.on("127.0.0.1", 0)));
    index = new DirectoryClient(listing.localUrl());
    ChannelKey key = opened(ChannelKey.hold(Optional.of(keyFile)));
    ChannelControl control = new ChannelControl();
    RelayPeer rootPeer = opened(RelayPeer.start(config(), control::addTo));
    // A source that nobody sends to: what a channel says of itself needs no media.
    BroadcastConfig config = new BroadcastConfig(
        Sources.parse("http://127.0.0.1:0/"), About.titled("Night train").with(Detail.GENRE, "Jazz"), 0,
        Optional.empty(), Optional.of(listing.localUrl()), Optional.of(listing.localUrl()), List.of());
    Broadcaster broadcaster = opened(
        Broadcaster.start(rootPeer, key.signer(), key.nextEpoch(), config, new NoEnding()));
    control.serve(broadcaster.root().channel(), broadcaster.announcement());
    key.listensAt(new ControlFile.Door(rootPeer.httpUrl().orElseThrow(), control.token()));
    int parent = rootPeer.port();
    for (int hop = 1; hop <= 3; hop++) {
      RelayPeer peer = opened(RelayPeer.start(config()));
      peers.add(peer);
      JoinOptions how = JoinOptions.BY_LINK.withFirstParent(Endpoint.tcp("127.0.0.1", parent));
      ChannelSession session = peer.join(broadcaster.root().link(), how, hop == 3 ? new Ear() : new Deaf());
      int depth = hop;
      await().atMost(SOON).until(() -> session.status().get().phase() == NodeStatus.Phase.ATTACHED
          && session.status().get().path().depth() == depth && session.descriptor().isPresent());
      parent = peer.port();
    }
    await().atMost(SOON).until(() -> index.channels(ChannelQuery.ALL).get().total() == 1);
  }

  private static RelayPeerConfig config() {
    return RelayPeerConfig.of(Ed25519Key.generate())
        .listeningOn("127.0.0.1", 0).withUpload(100_000_000).withHttp(RelayPeerConfig.Http.LOCAL);
  }

  @AfterEach
  void stopAll() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }

  /** None is expected: a failure shows as what is missing. */
  private static final class NoEnding implements Broadcaster.Ending {
    @Override
    public void ended(String sentence) {
      throw new IllegalStateException(sentence);
    }

    @Override
    public void failed(String sentence) {
      throw new IllegalStateException(sentence);
    }
  }

  private static final class Deaf implements SessionListener {}

  private final class Ear implements SessionListener {
    @Override
    public void onEvent(NodeEvent event) {
      if (event instanceof NodeEvent.Described described) {
        heard.add(new Heard(About.read(described.descriptor().fields()), System.nanoTime()));
      }
    }
  }

  private Heard awaitHeard(About about) {
    await().atMost(SOON).until(() -> heard.stream().anyMatch(one -> one.about.equals(about)));
    return heard.stream().filter(one -> one.about.equals(about)).findFirst().orElseThrow();
  }

  private String get(RelayPeer from, String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(from.httpUrl().orElseThrow() + path)).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private ChannelSummary listed() throws Exception {
    return index.channels(ChannelQuery.ALL).get().channels().get(0);
  }

  @Test
  void aChangeIsAtTheThirdPeerItsPagesAndTheIndexWithinASecond() throws Exception {
    awaitHeard(About.titled("Night train").with(Detail.GENRE, "Jazz"));
    ControlClient owner = ControlClient.of(Optional.of(keyFile));
    owner.show();
    long said = System.nanoTime();
    About about = owner.change(Map.of(Detail.NOW_PLAYING, "<b>So What</b>", Detail.GENRE, "Modal jazz"));
    long wayNanos = awaitHeard(about).nanos - said;
    assertTrue(wayNanos < SECOND_NANOS, wayNanos / 1_000_000 + " ms to the third peer");
    String status = get(peers.get(2), "/status");
    assertTrue(status.contains("\"nowPlaying\" : \"<b>So What</b>\""), status);
    assertTrue(status.contains("\"genre\" : \"Modal jazz\""), status);
    String page = get(peers.get(2), "/");
    assertTrue(page.contains("Now playing: <bdi>&lt;b&gt;So What&lt;/b&gt;</bdi>"), page);
    assertFalse(page.contains("<b>So"), page);
    await().atMost(SOON).pollInterval(Duration.ofMillis(10))
        .until(() -> about.details().equals(listed().details()));
    long listedNanos = System.nanoTime() - said;
    // A publication of the start may be less than a second ago; this one had to wait for it.
    assertTrue(listedNanos < 2 * SECOND_NANOS, listedNanos / 1_000_000 + " ms to the index");
  }

  @Test
  void ofManyChangesTheLastCountsAndPeersAreSparedTheOthers() throws Exception {
    ControlClient owner = ControlClient.of(Optional.of(keyFile));
    long began = System.nanoTime();
    About last = About.NOTHING;
    for (int i = 1; i <= 50; i++) {
      last = owner.change(Map.of(Detail.NOW_PLAYING, "Track " + i));
    }
    awaitHeard(last);
    About settled = last;
    await().atMost(SOON).until(() -> settled.details().equals(listed().details()));
    long quarters = 4 * (System.nanoTime() - began) / SECOND_NANOS;
    // Beside the first, and one that tells what the stream is.
    assertTrue(heard.size() <= quarters + 4, heard.size() + " revisions in " + quarters + " quarters of a second");
    assertEquals(last, heard.get(heard.size() - 1).about);
  }
}
