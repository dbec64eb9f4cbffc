package banyan.relay;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.node.NodeEvent;
import banyan.protocol.Chunk;
import banyan.protocol.Endpoint;
import banyan.relay.crypto.Ed25519Key;
import banyan.relay.output.StrictDemuxer;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real peers on real sockets of this machine. */
final class TreeOfPeersTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final List<RelayPeer> peers = new ArrayList<>();
  private final Ed25519Key channelKey = Ed25519Key.generate();
  private final TestStream stream = new TestStream(7, 100);
  private final List<byte[]> produced = new ArrayList<>();
  private RootSession root;

  @BeforeEach
  void startRoot() throws Exception {
    RelayPeer peer = startPeer();
    root = peer.root(channelKey, System.currentTimeMillis(), TestStream.describe(channelKey, 1, "Test"),
        Optional.empty());
  }

  @AfterEach
  void stopPeers() {
    for (int i = peers.size() - 1; i >= 0; i--) {
      peers.get(i).close();
    }
  }

  private RelayPeer startPeer() throws StartException {
    RelayPeer peer = RelayPeer.start(RelayPeerConfig.of(Ed25519Key.generate())
        .listeningOn("127.0.0.1", 0).withUpload(100_000_000).withHttp(RelayPeerConfig.Http.LOCAL));
    peers.add(peer);
    return peer;
  }

  private void produce(int chunks) {
    for (int i = 0; i < chunks; i++) {
      RootSession.Draft draft = stream.next();
      byte[] bytes = new byte[draft.payload().remaining()];
      draft.payload().duplicate().get(bytes);
      produced.add(bytes);
      root.produce(draft);
    }
  }

  /** What a session delivers. */
  private static final class Ear implements SessionListener {
    private final List<Chunk> chunks = new CopyOnWriteArrayList<>();
    private final List<NodeEvent> events = new CopyOnWriteArrayList<>();

    @Override
    public void onChunk(Chunk chunk) {
      chunks.add(chunk);
    }

    @Override
    public void onEvent(NodeEvent event) {
      events.add(event);
    }

    boolean isAttached() {
      return events.stream().anyMatch(e -> e instanceof NodeEvent.Attached);
    }
  }

  private Ear join(RelayPeer peer) {
    Ear ear = new Ear();
    peer.join(root.link(), JoinOptions.BY_LINK, ear);
    return ear;
  }

  private Ear joinAt(RelayPeer peer, int parentPort) {
    Ear ear = new Ear();
    peer.join(root.link(), JoinOptions.BY_LINK.withFirstParent(Endpoint.tcp("127.0.0.1", parentPort)), ear);
    return ear;
  }

  private static byte[] bytes(ByteBuffer payload) {
    byte[] bytes = new byte[payload.remaining()];
    payload.get(bytes);
    return bytes;
  }

  private void assertDelivered(Ear ear, int fromSequence) {
    for (int i = 0; i < ear.chunks.size(); i++) {
      Chunk chunk = ear.chunks.get(i);
      assertEquals(fromSequence + i, chunk.sequence());
      assertTrue(Arrays.equals(produced.get((int) chunk.sequence()), bytes(chunk.payload())), "bytes of " + chunk);
    }
  }

  @Test
  void chunksArriveIdenticalAndInOrderAtEachHopOfAChain() throws Exception {
    List<Ear> ears = new ArrayList<>();
    int parentPort = peers.get(0).port();
    for (int hop = 1; hop <= 3; hop++) {
      RelayPeer relay = startPeer();
      Ear ear = joinAt(relay, parentPort);
      ears.add(ear);
      await().atMost(SOON).until(ear::isAttached);
      assertEquals(hop, relay.sessions().iterator().next().status().get().path().depth());
      parentPort = relay.port();
    }
    produce(50);
    for (Ear ear : ears) {
      await().atMost(SOON).until(() -> ear.chunks.size() == 50);
      assertDelivered(ear, 0);
    }
  }

  @Test
  void aRelayThatComesLateStartsAtTheNewestJoinPoint() throws Exception {
    produce(25);
    Ear ear = join(startPeer());
    await().atMost(SOON).until(() -> ear.chunks.size() == 5);
    produce(5);
    await().atMost(SOON).until(() -> ear.chunks.size() == 10);
    assertDelivered(ear, 20);
  }

  @Test
  void localPlayersGetTheBroadcastersBytes() throws Exception {
    RelayPeer relay = startPeer();
    Ear ear = join(relay);
    await().atMost(SOON).until(ear::isAttached);
    produce(3);
    String url = relay.httpUrl().orElseThrow() + "/live/" + root.channel() + ".ts";
    HttpClient client = HttpClient.newHttpClient();
    HttpResponse<InputStream> response =
        client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofInputStream());
    assertEquals(200, response.statusCode());
    assertEquals("video/mp2t", response.headers().firstValue("content-type").orElseThrow());
    assertEquals("*", response.headers().firstValue("access-control-allow-origin").orElseThrow());
    await().atMost(SOON).until(() -> relay.sessions().iterator().next().viewers() == 1);
    produce(27);
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    produced.forEach(expected::writeBytes);
    byte[] got;
    try (InputStream body = response.body()) {
      got = body.readNBytes(expected.size());
    }
    assertTrue(Arrays.equals(expected.toByteArray(), got));
    await().atMost(SOON).until(() -> relay.sessions().iterator().next().viewers() == 0);
  }

  /** Reading blocks: if the end never came, only the time limit would end the test. */
  @Test
  @Timeout(60)
  void aPlayerThatStallsIsMovedOnAndToldOfTheGap() throws Exception {
    TestStream wide = new TestStream(9, 348);
    RelayPeer relay = startPeer();
    Ear ear = join(relay);
    await().atMost(SOON).until(ear::isAttached);
    root.produce(wide.next());
    await().atMost(SOON).until(() -> ear.chunks.size() == 1);
    String url = relay.httpUrl().orElseThrow() + "/live/" + root.channel() + ".ts";
    HttpResponse<InputStream> response = HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofInputStream());
    await().atMost(SOON).until(() -> relay.sessions().iterator().next().viewers() == 1);
    int chunks = 400;
    for (int made = 1; made < chunks; made++) {
      root.produce(wide.next());
      int all = made + 1;
      if (all % 20 == 0) {
        await().pollInterval(Duration.ofMillis(5)).atMost(SOON).until(() -> ear.chunks.size() == all);
      }
    }
    byte[] last = bytes(ear.chunks.get(chunks - 1).payload());
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    try (InputStream body = response.body()) {
      byte[] end = new byte[0];
      while (!Arrays.equals(last, end)) {
        got.writeBytes(body.readNBytes(188));
        byte[] all = got.size() % 65_424 < 188 * 4 ? got.toByteArray() : new byte[0];
        end = Arrays.copyOfRange(all, Math.max(0, all.length - last.length), all.length);
      }
    }
    assertTrue(got.size() < chunks * last.length, "some was left out: " + got.size());
    assertEquals(List.of(), StrictDemuxer.faults(ByteBuffer.wrap(got.toByteArray())));
  }

  @Test
  void statusAndMetricsTellOfTheStream() throws Exception {
    RelayPeer relay = startPeer();
    Ear ear = join(relay);
    produce(10);
    await().atMost(SOON).until(() -> ear.chunks.size() == 10);
    await().atMost(SOON).until(() -> get(relay, "/metrics").contains("banyan_chunks_received_total{channel=\""
        + root.channel() + "\"} 10.0"));
    String status = get(relay, "/status");
    assertTrue(status.contains("\"phase\" : \"ATTACHED\""), status);
    assertTrue(status.contains("\"chunksReceived\" : 10"), status);
    assertTrue(status.contains("\"peer\" : \"" + relay.id().shortName() + "\","), "the path ends here: " + status);
    assertTrue(get(relay, "/").contains("/live/" + root.channel() + ".ts"));
    assertTrue(get(relay, "/metrics").contains("jvm_memory_used_bytes"));
  }

  @Test
  void anUnknownChannelIsRefusedInASentence() throws Exception {
    String answer = get(peers.get(0), "/live/nothing.ts");
    assertTrue(answer.contains("not on the channel"), answer);
    assertTrue(get(peers.get(0), "/watch/nothing").contains("<body data-unknown>"));
    assertFalse(get(peers.get(0), "/watch/" + root.channel()).contains("<body data-unknown>"));
  }

  @Test
  void aParentThatLeavesCostsNothing() throws Exception {
    RelayPeer middle = startPeer();
    Ear first = join(middle);
    await().atMost(SOON).until(first::isAttached);
    RelayPeer below = startPeer();
    Ear ear = joinAt(below, middle.port());
    await().atMost(SOON).until(ear::isAttached);
    produce(10);
    await().atMost(SOON).until(() -> ear.chunks.size() == 10);
    middle.close();
    produce(10);
    await().atMost(SOON).until(() -> ear.chunks.size() == 20);
    assertDelivered(ear, 0);
  }

  /** Reading blocks: if a stream never ended, only the time limit would end the test. */
  @Test
  @Timeout(60)
  void whoStaysPlaysOnWhenTheBroadcasterComesBack() throws Exception {
    RelayPeer relay = startPeer();
    Ear ear = join(relay);
    await().atMost(SOON).until(ear::isAttached);
    produce(10);
    await().atMost(SOON).until(() -> ear.chunks.size() == 10);
    String url = relay.httpUrl().orElseThrow() + "/live/" + root.channel() + ".ts";
    try (InputStream body = open(url); InputStream oneRun = open(url + "?next-run=no")) {
      int chunk = produced.get(0).length;
      byte[] before = body.readNBytes(10 * chunk);
      assertTrue(Arrays.equals(produced.get(9), Arrays.copyOfRange(before, 9 * chunk, 10 * chunk)));
      int port = peers.get(0).port();
      peers.get(0).close();
      RelayPeer again = RelayPeer.start(RelayPeerConfig.of(Ed25519Key.generate())
          .listeningOn("127.0.0.1", port).withUpload(100_000_000));
      peers.set(0, again);
      root = again.root(
          channelKey, root.epoch() + 1, TestStream.describe(channelKey, 2, "Test"), Optional.empty());
      produced.clear();
      TestStream other = new TestStream(8, 100);
      RootSession.Draft draft = other.next();
      byte[] first = bytes(draft.payload().duplicate());
      root.produce(draft);
      byte[] after = body.readNBytes(188 + chunk);
      assertEquals(0x80, after[5] & 0x80, "the first packet tells of the discontinuity");
      assertTrue(Arrays.equals(first, Arrays.copyOfRange(after, 188, after.length)));
      assertTrue(Arrays.equals(before, oneRun.readAllBytes()), "all of the run, and no more");
      try (InputStream nextRun = open(url + "?next-run=no")) {
        assertTrue(Arrays.equals(first, nextRun.readNBytes(first.length)));
      }
    }
    assertEquals(11, ear.chunks.size());
  }

  private static InputStream open(String url) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream()).body();
  }

  private static String get(RelayPeer peer, String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(peer.httpUrl().orElseThrow() + path)).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  @Test
  void whatHappensIsTraced(@TempDir Path dir) throws Exception {
    RelayPeer relay = startPeer();
    Path file = dir.resolve("trace");
    relay.traceTo(Optional.of(file));
    Ear ear = join(relay);
    await().atMost(SOON).until(ear::isAttached);
    produce(3);
    await().atMost(SOON).until(() -> ear.chunks.size() == 3);
    String rootId = peers.get(0).id().toString();
    await().atMost(SOON).until(() -> Files.readString(file).contains(" lag="));
    relay.close();
    List<String> lines = Files.readAllLines(file);
    assertEquals(3, lines.stream().filter(l -> l.matches("chunk \\d+ \\d+ [012] \\d+ \\d+ 100000 [01]")).count());
    assertTrue(lines.stream().anyMatch(l -> l.matches("event \\d+ Attached parent=" + rootId
        + " depth=1 cause=JOIN afterMicros=\\d+")), lines.toString());
    assertTrue(lines.stream().anyMatch(l -> l.matches("event \\d+ SourceChanged source=" + rootId
        + " epoch=\\d+ sequence=0")), lines.toString());
    assertTrue(lines.stream().anyMatch(l -> l.matches("status \\d+ lag=\\d+ depth=1 children=0 .*")), lines.toString());
  }

  @Test
  void aPeerThatIsHaltedIsGoneForTheOthersAtOnce() throws Exception {
    RelayPeer between = startPeer();
    Ear first = join(between);
    await().atMost(SOON).until(first::isAttached);
    Ear ear = joinAt(startPeer(), between.port());
    await().atMost(SOON).until(ear::isAttached);
    new Faults(between).halt();
    await().atMost(SOON).until(() -> ear.events.stream().anyMatch(e ->
        e instanceof NodeEvent.Orphaned orphaned && orphaned.cause() == NodeEvent.Cause.LOST));
    produce(5);
    await().atMost(SOON).until(() -> ear.chunks.size() == 5);
    assertTrue(first.events.stream().noneMatch(e -> e instanceof NodeEvent.Stopped), "it did not leave");
  }

  @Test
  void aFrozenPeerIsBypassedAndGoesOnWhenItThaws() throws Exception {
    RelayPeer between = startPeer();
    Ear first = join(between);
    await().atMost(SOON).until(first::isAttached);
    Ear ear = joinAt(startPeer(), between.port());
    await().atMost(SOON).until(ear::isAttached);
    Faults faults = new Faults(between);
    faults.freeze();
    try {
      produce(5);
      await().atMost(SOON).until(() -> ear.chunks.size() == 5);
      assertEquals(0, first.chunks.size());
    } finally {
      faults.thaw();
    }
    await().atMost(SOON).until(() -> first.chunks.size() == 5);
    assertDelivered(ear, 0);
  }
}
