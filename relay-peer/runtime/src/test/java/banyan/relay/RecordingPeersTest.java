package banyan.relay;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.relay.crypto.Ed25519Key;
import banyan.relay.output.recording.RecordingWishes;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Peers that record what they are on. */
final class RecordingPeersTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  /** A channel with what has been sent on it. */
  private static final class Channel {
    private final TestStream stream;
    private final RootSession root;
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    Channel(RelayPeer at, long seed, String title) {
      this.stream = new TestStream(seed, 50);
      Ed25519Key key = Ed25519Key.generate();
      this.root = at.root(key, System.currentTimeMillis(), TestStream.describe(key, 1, title), Optional.empty());
    }

    void produce(int chunks) {
      for (int i = 0; i < chunks; i++) {
        RootSession.Draft draft = stream.next();
        byte[] bytes = new byte[draft.payload().remaining()];
        draft.payload().duplicate().get(bytes);
        sent.writeBytes(bytes);
        root.produce(draft);
      }
    }
  }

  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @TempDir
  private Path temp;
  private final List<RelayPeer> peers = new ArrayList<>();

  @AfterEach
  void stopPeers() {
    for (int i = peers.size() - 1; i >= 0; i--) {
      peers.get(i).close();
    }
  }

  private RelayPeer startPeer(Optional<RecordingWishes> wishes) throws StartException {
    RelayPeer peer = RelayPeer.start(RelayPeerConfig.of(Ed25519Key.generate())
        .listeningOn("127.0.0.1", 0).withUpload(100_000_000).withHttp(RelayPeerConfig.Http.LOCAL));
    peers.add(peer);
    peer.recordTo(wishes);
    return peer;
  }

  private static Optional<RecordingWishes> to(Path folder) {
    return Optional.of(
        new RecordingWishes(folder, Duration.ofSeconds(2), OptionalLong.empty(), OptionalLong.empty()));
  }

  private static ChannelSession joined(RelayPeer peer, Channel channel) {
    ChannelSession session = peer.join(channel.root.link(), JoinOptions.BY_LINK);
    await().atMost(SOON).until(() -> session.status().get().parent().isPresent());
    return session;
  }

  private static byte[] written(Path folder, String title) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        if (String.valueOf(file.getFileName()).startsWith(title)) {
          all.writeBytes(Files.readAllBytes(file));
        }
      }
    }
    return all.toByteArray();
  }

  private static long count(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    }
  }

  @Test
  void eachChannelOfARelayHasFilesOfItsOwnWhichAreWhatWasSent() throws Exception {
    RelayPeer broadcaster = startPeer(Optional.empty());
    Channel first = new Channel(broadcaster, 1, "First one");
    Channel second = new Channel(broadcaster, 2, "Second");
    Path folder = temp.resolve("new").resolve("folder");
    RelayPeer relay = startPeer(to(folder));
    joined(relay, first);
    joined(relay, second);
    first.produce(50);
    second.produce(25);
    await().atMost(SOON).until(() -> recording(relay, first).path("chunks").asInt() == 50
        && recording(relay, second).path("chunks").asInt() == 25);
    JsonNode status = recording(relay, first);
    assertEquals("RECORDING", status.path("state").asText());
    assertEquals(folder.toAbsolutePath().toString(), status.path("folder").asText());
    assertEquals(3, status.path("files").asInt());
    assertTrue(Files.exists(Path.of(status.path("file").asText())), status::toString);
    assertArrayEquals(first.sent.toByteArray(), written(folder, "First-one_"), "while it grows");
    relay.close();
    assertArrayEquals(first.sent.toByteArray(), written(folder, "First-one_"));
    assertArrayEquals(second.sent.toByteArray(), written(folder, "Second_"));
    assertEquals(5, count(folder));
  }

  @Test
  void aBroadcasterRecordsToTheLastChunk() throws Exception {
    RelayPeer broadcaster = startPeer(to(temp));
    Channel channel = new Channel(broadcaster, 3, "Root");
    channel.produce(33);
    broadcaster.close();
    assertArrayEquals(channel.sent.toByteArray(), written(temp, "Root_"));
  }

  @Test
  void aChannelThatIsLeftIsRecordedNoMore() throws Exception {
    RelayPeer broadcaster = startPeer(Optional.empty());
    Channel channel = new Channel(broadcaster, 4, "Left");
    RelayPeer relay = startPeer(to(temp));
    ChannelSession session = joined(relay, channel);
    channel.produce(10);
    await().atMost(SOON).until(() -> recording(relay, channel).path("chunks").asInt() == 10);
    session.close();
    channel.produce(10);
    joined(relay, channel);
    await().atMost(SOON).until(() -> recording(relay, channel).path("chunks").asInt() == 10);
    relay.close();
    assertEquals(2, count(temp), "one for each time");
  }

  @Test
  void monitoringSeesTheRecording() throws Exception {
    RelayPeer broadcaster = startPeer(to(temp));
    Channel channel = new Channel(broadcaster, 5, "Metered");
    channel.produce(10);
    String id = channel.root.channel().toString();
    await().atMost(SOON).until(() -> get(broadcaster, "/metrics")
        .contains("banyan_recorded_chunks_total{channel=\"" + id + "\"} 10.0"));
    String metrics = get(broadcaster, "/metrics");
    for (String line : List.of(
        "banyan_recording{channel=\"" + id + "\"} 1", "banyan_recorded_files_total{channel=\"" + id + "\"} 1.0",
        "banyan_recorded_bytes_total{channel=\"" + id + "\"} ",
        "banyan_recording_stops_total{channel=\"" + id + "\"} 0.0",
        "banyan_recording_chunks_dropped_total{channel=\"" + id + "\"} 0.0",
        "banyan_recording_chunks_missed_total{channel=\"" + id + "\"} 0.0")) {
      assertTrue(metrics.contains("\n" + line), () -> line + " is missing in\n" + metrics);
    }
  }

  @Test
  void whereNothingCanBeRecordedThePeerSaysSo() throws Exception {
    Path file = Files.writeString(temp.resolve("file"), "x");
    StartException e = assertThrows(StartException.class, () -> startPeer(to(file)));
    assertEquals(
        "Cannot record to '" + file + "' (it is no folder): name a folder that you may write to with --record.",
        e.getMessage());
  }

  private static JsonNode recording(RelayPeer peer, Channel of) throws Exception {
    for (JsonNode channel : new ObjectMapper().readTree(get(peer, "/status")).path("channels")) {
      if (channel.path("channel").asText().equals(of.root.channel().toString())) {
        return channel.path("recording");
      }
    }
    throw new AssertionError("not on the channel");
  }

  private static String get(RelayPeer peer, String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(peer.httpUrl().orElseThrow() + path)).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }
}
