package banyan.relay;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.relay.crypto.Ed25519Key;
import banyan.relay.output.hls.Judged;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** HLS from a real relay over real HTTP. */
final class HlsTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String PLAYLIST = "application/vnd.apple.mpegurl; charset=utf-8";

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<RelayPeer> peers = new ArrayList<>();
  private final TestStream stream = new TestStream(11, 20);
  private final List<byte[]> produced = new ArrayList<>();
  private RootSession root;
  private RelayPeer relay;

  @BeforeEach
  void startPeers() throws Exception {
    Ed25519Key key = Ed25519Key.generate();
    root = startPeer().root(
        key, System.currentTimeMillis(), TestStream.describe(key, 1, "Test\nchannel"), Optional.empty());
    relay = startPeer();
    ChannelSession session = relay.join(root.link(), JoinOptions.BY_LINK);
    await().atMost(SOON).until(() -> session.status().get().parent().isPresent());
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

  /** Some chunks more, of which every tenth is a join point; returns when the relay has them. */
  private void produce(int chunks) {
    for (int i = 1; i <= chunks; i++) {
      RootSession.Draft draft = stream.next();
      byte[] bytes = new byte[draft.payload().remaining()];
      draft.payload().duplicate().get(bytes);
      produced.add(bytes);
      root.produce(draft);
      // A child that is seconds behind would be moved on.
      if (i == chunks || i % 20 == 0) {
        await().pollInterval(Duration.ofMillis(5)).atMost(SOON).until(() ->
            relay.sessions().iterator().next().status().get().counters().chunksDelivered() == produced.size());
      }
    }
  }

  private String base() {
    return relay.httpUrl().orElseThrow() + "/live/" + root.channel() + "/";
  }

  private static HttpRequest request(String method, String url) {
    return HttpRequest.newBuilder(URI.create(url)).method(method, HttpRequest.BodyPublishers.noBody()).build();
  }

  private HttpResponse<byte[]> get(String path) throws Exception {
    return client.send(request("GET", base() + path), HttpResponse.BodyHandlers.ofByteArray());
  }

  private String text(String path) throws Exception {
    HttpResponse<String> response =
        client.send(request("GET", base() + path), HttpResponse.BodyHandlers.ofString());
    assertEquals(200, response.statusCode(), response.body());
    assertEquals(PLAYLIST, header(response, "content-type"));
    assertEquals("no-store", header(response, "cache-control"));
    return response.body();
  }

  private CompletableFuture<String> later(String path) {
    return client.sendAsync(request("GET", base() + path), HttpResponse.BodyHandlers.ofString())
        .thenApply(HttpResponse::body);
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private byte[] segment(String path) throws Exception {
    HttpResponse<byte[]> response = get(path);
    assertEquals(200, response.statusCode());
    assertEquals("video/mp2t", header(response, "content-type"));
    assertEquals("*", header(response, "access-control-allow-origin"));
    assertEquals(Integer.toString(response.body().length), header(response, "content-length"));
    return response.body();
  }

  private byte[] chunks(int from, int to) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    produced.subList(from, to).forEach(all::writeBytes);
    return all.toByteArray();
  }

  private String beginSession() throws Exception {
    List<String> lines = text("session.m3u8").lines().toList();
    assertEquals(List.of("#EXTM3U", "#EXT-X-STREAM-INF:BANDWIDTH=2000000"), lines.subList(0, 2));
    return lines.get(2);
  }

  @Test
  void thePlaylistForAllWaitsForTheFirstSegmentAndItsSegmentsAreTheBroadcastersBytes() throws Exception {
    produce(5);
    CompletableFuture<String> first = later("index.m3u8");
    produce(25);
    Judged judged = Judged.of(first.get());
    assertTrue(judged.playlist().independentSegments());
    Judged now = Judged.of(text("index.m3u8"));
    String epoch = Long.toString(root.epoch());
    assertEquals(List.of(epoch + "-0.ts", epoch + "-10.ts"), now.names());
    assertEquals(0, now.first());
    assertArrayEquals(chunks(0, 10), segment(now.names().get(0)));
    assertArrayEquals(chunks(10, 20), segment(now.names().get(1)));
    produce(200);
    Judged much = Judged.of(text("index.m3u8"));
    assertEquals(22 - 6, much.first());
    assertArrayEquals(chunks(160, 170), segment(much.names().get(0)));
    assertArrayEquals(chunks(100, 110), segment(epoch + "-100.ts"));
    assertEquals(404, get(epoch + "-0.ts").statusCode());
    assertEquals("*", header(get(epoch + "-0.ts"), "access-control-allow-origin"));
  }

  @Test
  void aSessionListsOneNewSegmentForEachReloadAndWaitsForIt() throws Exception {
    produce(12);
    String session = beginSession();
    CompletableFuture<String> first = later(session);
    produce(4);
    assertEquals(List.of(0.5, 0.5, 0.5), Judged.of(first.get()).seconds());
    List<String> names = new ArrayList<>(Judged.of(text(session)).names());
    assertEquals(3, names.size(), "nothing has come, so after a while the list is what it was");
    String folder = session.substring(0, session.lastIndexOf('/') + 1);
    for (int number = 3; number < 12; number++) {
      CompletableFuture<String> held = later(session);
      produce(5);
      List<String> list = Judged.of(held.get()).names();
      names.addAll(list.subList(list.indexOf(names.get(names.size() - 1)) + 1, list.size()));
      assertEquals(number + 1, names.size());
      assertTrue(list.get(list.size() - 1).endsWith("/" + number + ".ts"), list.toString());
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (String name : names) {
      all.writeBytes(segment(folder + name));
    }
    assertArrayEquals(Arrays.copyOf(chunks(0, produced.size()), all.size()), all.toByteArray());
    assertTrue(all.size() >= chunks(0, 55).length, all.size() + " bytes");
  }

  @Test
  void everyPlayerHasASessionOfItsOwnAndASessionThatNeverWasIsTold() throws Exception {
    produce(26);
    String one = beginSession();
    String two = beginSession();
    assertFalse(one.equals(two));
    Judged first = Judged.of(text(one));
    CompletableFuture<String> held = later(one);
    produce(10);
    assertEquals(1, Judged.of(held.get()).first());
    Judged other = Judged.of(text(two));
    assertEquals(0, other.first());
    assertArrayEquals(chunks(10, 15), segment("session/" + first.names().get(0)));
    assertArrayEquals(chunks(20, 25), segment("session/" + other.names().get(0)));
    assertFalse(first.names().contains(other.names().get(0)));
    HttpResponse<byte[]> wrong = get("session/0.m3u8");
    assertEquals(404, wrong.statusCode());
    assertTrue(new String(wrong.body(), StandardCharsets.UTF_8).contains("Begin another"));
    assertEquals(404, get("session/0/0.ts").statusCode());
  }

  @Test
  void viewersByHlsAreCounted() throws Exception {
    produce(35);
    ChannelSession session = relay.sessions().iterator().next();
    assertEquals(0, session.viewers());
    text(beginSession());
    text("index.m3u8");
    text("index.m3u8");
    await().atMost(SOON).until(() -> session.viewers() == 2);
  }

  @Test
  void headIsAnsweredAndChangesNothing() throws Exception {
    produce(25);
    String session = beginSession();
    for (String path : List.of("index.m3u8", "session.m3u8", session)) {
      HttpResponse<byte[]> head =
          client.send(request("HEAD", base() + path), HttpResponse.BodyHandlers.ofByteArray());
      assertEquals(200, head.statusCode(), path);
      assertEquals(PLAYLIST, header(head, "content-type"));
      assertEquals("*", header(head, "access-control-allow-origin"));
    }
    String name = Judged.of(text("index.m3u8")).names().get(0);
    HttpResponse<byte[]> head = client.send(request("HEAD", base() + name), HttpResponse.BodyHandlers.ofByteArray());
    assertEquals(Integer.toString(chunks(0, 10).length), header(head, "content-length"));
    assertEquals(0, head.body().length);
    assertEquals(0, Judged.of(text(session)).first(), "the first list of the session");
  }

  @Test
  void playerFilesNameTheStream() throws Exception {
    String channel = relay.httpUrl().orElseThrow() + "/live/" + root.channel();
    await().atMost(SOON).until(() -> relay.sessions().iterator().next().descriptor().isPresent());
    HttpResponse<String> m3u = client.send(request("GET", channel + ".m3u"), HttpResponse.BodyHandlers.ofString());
    assertEquals("#EXTM3U\n#EXTINF:-1,Test channel\n" + channel + ".ts\n", m3u.body());
    assertEquals("audio/x-mpegurl; charset=utf-8", header(m3u, "content-type"));
    HttpResponse<String> pls = client.send(request("GET", channel + ".pls"), HttpResponse.BodyHandlers.ofString());
    assertTrue(pls.body().contains("File1=" + channel + ".ts\nTitle1=Test channel\n"), pls.body());
    assertEquals("audio/x-scpls; charset=utf-8", header(pls, "content-type"));
  }

  @Test
  void aRequestThatWaitsIsAnsweredWhenTheChannelIsLeft() throws Exception {
    CompletableFuture<String> held = later("index.m3u8");
    await().atMost(SOON).until(() -> relay.sessions().iterator().next().viewers() == 1);
    relay.sessions().iterator().next().close();
    assertTrue(held.get().contains("has been left here"), held.get());
  }
}
