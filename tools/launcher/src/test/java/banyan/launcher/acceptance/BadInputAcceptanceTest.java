package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.program.ReadyLine;
import banyan.protocol.ChannelId;
import banyan.protocol.CloseReason;
import banyan.protocol.PeerAddress;
import banyan.relay.crypto.Ed25519Key;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Programs that run get what they cannot use: they say so, and go on. */
@Tag("badinput")
class BadInputAcceptanceTest {
  private static final Figures FIGURES = Figures.of("badinput");
  private static final int CHUNKS = 20;

  @RegisterExtension
  final Processes processes = new Processes();

  private final LocalNetwork network = new LocalNetwork(processes);

  @Test
  void aSourceThatIsNoMpegTsOrNoH264IsToldToTheEncoderAndTheNextOneIsTaken() throws Exception {
    Media media = new Media(processes.files());
    Path good = media.clip("good", 4);
    Path hevc = media.transportStream(media.clip("hevc", 2, "-c:v", "libx265", "-x265-params", "log-level=error"));
    byte[] random = new byte[300_000];
    new Random(1).nextBytes(random);
    BanyanProcess broadcast = network.broadcast("--source", "http://127.0.0.1:0/");
    URI source = URI.create(Objects.requireNonNull(broadcast.ready().source()));
    assertRefused(broadcast, source, random, "is no MPEG-TS");
    assertRefused(broadcast, source, Files.readAllBytes(good), "is no MPEG-TS but MP4");
    assertRefused(broadcast, source, Files.readAllBytes(hevc), "is HEVC (H.265), but channels carry H.264");
    assertRefused(broadcast, source, new byte[0], "is no MPEG-TS");
    assertEquals(0, PeerStatus.of(broadcast.ready()).counter("chunksDelivered"));
    try (Encoder encoder = Encoder.post(good, broadcast)) {
      encoder.awaitAllAt(broadcast, 4);
      assertTrue(PeerStatus.of(broadcast.ready()).counter("chunksDelivered") >= CHUNKS, "the right one was on air");
    }
  }

  private static void assertRefused(BanyanProcess broadcast, URI source, byte[] body, String says) throws Exception {
    HttpResponse<String> answer = HttpClient.newHttpClient().send(
        HttpRequest.newBuilder(source).POST(HttpRequest.BodyPublishers.ofByteArray(body)).build(),
        HttpResponse.BodyHandlers.ofString());
    assertAll(says,
        () -> assertEquals(415, answer.statusCode()),
        () -> assertTrue(answer.body().contains(says), answer.body()),
        () -> assertEquals(1, answer.body().lines().count(), answer.body()),
        () -> assertTrue(broadcast.logLines().stream().anyMatch(l -> l.contains("WARNING") && l.contains(says)),
            broadcast.logLines()::toString),
        () -> assertTrue(broadcast.isAlive()));
  }

  @Test
  void anIndexThatIsDownIsToldOnceAndDisturbsNobody() {
    BanyanProcess broadcast = network.broadcast("--index", "http://127.0.0.1:1");
    ReadyLine root = broadcast.ready();
    BanyanProcess watch = network.watch(String.valueOf(root.link()));
    ReadyLine viewer = watch.ready();
    LocalNetwork.await("it plays").until(() -> PeerStatus.of(viewer).playback("chunks") >= CHUNKS);
    LocalNetwork.await("the broadcaster knows").until(() -> broadcast.logLines().stream()
        .anyMatch(l -> l.contains("the index has not answered: is http://127.0.0.1:1 right?")));
    for (BanyanProcess process : List.of(broadcast, watch)) {
      assertEquals(1, process.logLines().stream().filter(l ->
          l.contains("WARNING") && l.contains("The index at http://127.0.0.1:1 did not answer")).count(),
          process.logLines()::toString);
      process.terminate();
      assertEquals(0, process.exitCode(LocalNetwork.SOON));
    }
  }

  @Test
  void aLinkThatLeadsNowhereIsToldInASentence() {
    ReadyLine root = network.broadcast("--max-children", "0").ready();
    String id = String.valueOf(root.channel());
    String other = ChannelId.of(Ed25519Key.generate().publicKey()).toString();
    String address = LocalNetwork.address(root);
    String httpAddress = URI.create(String.valueOf(root.http())).getAuthority();
    List<BanyanProcess> watches = List.of(
        network.watch("banyan://127.0.0.1:1/" + id),
        network.watch("banyan://" + address + "/" + other),
        network.watch("banyan://" + httpAddress + "/" + id),
        network.watch("banyan://" + address + "/" + id));
    List<String> says = List.of(
        "nobody answers at 127.0.0.1:1: is the broadcaster on air, and the link right?",
        "the peer at " + address + " is not on this channel: ask the broadcaster for a new link",
        "what listens at " + httpAddress + " does not speak Banyan's protocol: is that the port for peers?",
        "peers of it are reached, but none has room");
    for (int i = 0; i < says.size(); i++) {
      BanyanProcess watch = watches.get(i);
      String sentence = says.get(i);
      LocalNetwork.await(sentence).until(() -> watch.logLines().stream().anyMatch(l -> l.contains(sentence)));
      assertTrue(watch.isAlive());
    }
  }

  @Test
  void randomBytesAtAnyPortCloseThatConnectionAndNothingIsLost() throws Exception {
    Media media = new Media(processes.files());
    Path source = media.clip("source", FullRun.choose(30, 90));
    BanyanProcess index = network.index();
    String indexUrl = String.valueOf(index.ready().url());
    BanyanProcess broadcast = network.broadcast("--source", "http://127.0.0.1:0/", "--index", indexUrl);
    ReadyLine root = broadcast.ready();
    BanyanProcess relay = network.relay(String.valueOf(root.link()), "--upload", "100M");
    BanyanProcess watch =
        network.watch(String.valueOf(root.link()), "--parent", LocalNetwork.address(relay.ready()));
    ReadyLine viewer = watch.ready();
    try (Encoder encoder = Encoder.post(source, broadcast);
        LiveReader above = LiveReader.open("the broadcaster", root);
        LiveReader player = LiveReader.open("the viewer", viewer)) {
      List<Stranger> strangers = new ArrayList<>();
      for (BanyanProcess peer : List.of(broadcast, relay, watch)) {
        strangers.add(Stranger.atPeer(peer.name(), LocalNetwork.port(peer.ready())));
        strangers.add(Stranger.atHttp(peer.name(), String.valueOf(peer.ready().http())));
      }
      strangers.add(Stranger.atHttp("ingest", String.valueOf(root.source())));
      strangers.add(Stranger.atHttp("index", indexUrl));
      int connections = 0;
      for (int seed = 0; seed < FullRun.choose(3, 25); seed++) {
        for (Stranger stranger : strangers) {
          connections += stranger.annoy(seed);
        }
      }
      assertHugeFramesAreRefused(LocalNetwork.port(root), ChannelId.parse(String.valueOf(root.channel())));
      assertTrue(encoder.isSending(), "the stream went on all the time");
      player.assertSameAs(above);
      PeerStatus end = PeerStatus.of(viewer);
      assertAll(
          () -> assertEquals(0, end.counter("chunksLost"), "lost"),
          () -> assertEquals(0, end.playback("lost"), "lost to the player"),
          () -> assertEquals(0, end.playback("repeated"), "repeated"),
          () -> assertEquals(0, end.counter("parentChanges"), "changes of parents"));
      for (BanyanProcess process : List.of(index, broadcast, relay, watch)) {
        assertTrue(process.isAlive(), process.name());
        assertFalse(process.logLines().stream().anyMatch(l -> l.contains("ERROR") || l.startsWith("\tat ")),
            process.logLines()::toString);
      }
      FIGURES.count("connections-of-strangers", connections);
      FIGURES.count("chunks", end.playback("chunks"));
      FIGURES.count("lost", end.playback("lost"));
    }
  }

  /** By somebody who has proved who it is: then frames may be longer, and chunks longer still. */
  private static void assertHugeFramesAreRefused(int port, ChannelId channel) throws IOException {
    for (int length : new int[] {65_533, 1 << 24, Integer.MAX_VALUE, -1, Integer.MIN_VALUE, 0}) {
      for (int type : new int[] {1, 10, 11, 255}) {
        try (WireLink link = WireLink.dial(port, channel, Ed25519Key.generate(), PeerAddress.NONE)) {
          link.sendBytes(ByteBuffer.allocate(64).putInt(length).put((byte) type).array());
          assertEquals(CloseReason.MALFORMED, link.receiveGoodbye(), "type " + type + ", length " + length);
        }
      }
    }
  }
}
