package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.program.ReadyLine;
import banyan.protocol.ChannelId;
import banyan.protocol.ChannelLink;
import banyan.protocol.Chunk;
import banyan.protocol.CloseReason;
import banyan.protocol.Descriptor;
import banyan.protocol.Endpoint;
import banyan.protocol.Head;
import banyan.protocol.PeerId;
import banyan.protocol.Position;
import banyan.protocol.RootPath;
import banyan.protocol.Signer;
import banyan.relay.crypto.ChannelKey;
import banyan.relay.crypto.Ed25519Key;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Somebody recorded a channel an hour ago, down to the last signature, and offers it as live. */
@Tag("tamper")
class ReplayAcceptanceTest {
  private static final Duration AGE = Duration.ofHours(1);
  private static final int CHUNKS = 100;
  private static final int CHUNK_MICROS = 100_000;
  private static final int CHUNKS_PER_JOIN_POINT = 10;
  private static final int TS_PACKET_BYTES = 188;

  @RegisterExtension
  final Processes processes = new Processes();

  private final LocalNetwork network = new LocalNetwork(processes);
  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void aJoinerWhoKnowsOnlyTheReplayerTakesNothingAndSaysWhy() throws Exception {
    long recordedUnixMillis = System.currentTimeMillis() - AGE.toMillis();
    assertNothingIsTaken(recordedUnixMillis, recordedUnixMillis, 0);
  }

  /** The channel is on air, and its newest head is public: old chunks of the same epoch do not pass under it. */
  @Test
  void oldChunksUnderALiveHeadAreNotTakenEither() throws Exception {
    long now = System.currentTimeMillis();
    assertNothingIsTaken(now - AGE.toMillis(), now, 1);
  }

  /** @param refused chunks that come as far as being looked at */
  private void assertNothingIsTaken(long chunksUnixMillis, long headUnixMillis, int refused) throws Exception {
    try (ChannelKey held = ChannelKey.hold(Optional.of(network.channelKey()));
        WireParent replayer = new WireParent(held.channel())) {
      Signer key = held.signer();
      ChannelId channel = held.channel();
      replayer.ready(describe(key, chunksUnixMillis), RootPath.NONE.then(PeerId.of(Ed25519Key.generate().publicKey())),
          new Position(chunksUnixMillis, 0));
      replayer.head(Head.sign(
          channel, key, chunksUnixMillis, 4L * AGE.toSeconds(), CHUNKS - 1, headUnixMillis, chunksUnixMillis, 1, 0));
      for (int i = 0; i < CHUNKS; i++) {
        replayer.chunk(frame(chunk(channel, key, chunksUnixMillis, i)));
      }
      ChannelLink link = new ChannelLink(
          List.of(Endpoint.tcp("127.0.0.1", replayer.port())), channel, Optional.empty());
      BanyanProcess watch = network.watch(link.toString());
      ReadyLine viewer = watch.ready();
      CompletableFuture<HttpResponse<Void>> player = http.sendAsync(
          HttpRequest.newBuilder(URI.create(viewer.http() + "/live/" + channel + ".ts")).build(),
          HttpResponse.BodyHandlers.discarding());
      LocalNetwork.await("it is dropped").until(() -> replayer.goodbyes().contains(CloseReason.STALE_STREAM));
      if (FullRun.isOn()) {
        assertEquals(503, player.join().statusCode(), "all the time that a player waits");
      }
      PeerStatus status = PeerStatus.of(viewer);
      assertAll(
          () -> assertEquals(refused, status.counter("chunksRefused"), "refused"),
          () -> assertEquals(0, status.counter("chunksReceived"), "taken"),
          () -> assertEquals(0, status.counter("chunksDelivered"), "shown"),
          () -> assertEquals(0, status.playback("chunks"), "played"),
          () -> assertEquals("", status.parent()),
          () -> assertFalse(player.isDone() && player.join().statusCode() == 200, "a player got something"),
          () -> assertTrue(watch.logLines().stream().anyMatch(l -> l.contains("WARNING")
              && l.contains("is not live") && l.contains("check the clock")), watch.logLines()::toString));
    }
  }

  private static Descriptor describe(Signer key, long unixMillis) {
    return Descriptor.sign(key, new Descriptor.Fields(
        unixMillis, key.publicKey(), "An hour ago", "h264", "aac", 1_000_000, 100, 1, new TreeMap<>()));
  }

  private static Chunk chunk(ChannelId channel, Signer key, long epoch, int sequence) {
    ByteBuffer payload = ByteBuffer.allocate(20 * TS_PACKET_BYTES);
    for (int at = 0; at < payload.capacity(); at += TS_PACKET_BYTES) {
      payload.put(at, (byte) 0x47);
    }
    long timeMicros = (long) sequence * CHUNK_MICROS;
    int flags = sequence % CHUNKS_PER_JOIN_POINT == 0 ? Chunk.JOIN_POINT : 0;
    return Chunk.sign(channel, key, new Position(epoch, sequence), flags, timeMicros, CHUNK_MICROS,
        epoch * 1_000 + timeMicros, payload);
  }

  private static byte[] frame(Chunk chunk) {
    byte[] bytes = new byte[chunk.frameBytes()];
    chunk.frame().get(bytes);
    return bytes;
  }
}
