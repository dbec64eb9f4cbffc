package banyan.broadcast.rtmp;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.broadcast.media.WallClock;
import banyan.broadcast.rtmp.RtmpIngest.Access;
import banyan.broadcast.rtmp.RtmpIngest.Deadlines;
import banyan.broadcast.testing.PipelineSink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.awaitility.Awaitility;

/** Whatever is sent to the RTMP port, from the first byte to the last picture, the next encoder is served. */
class HostilePublisherTest {
  private static final String KEY = "abcd-efgh";
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Deadlines SOON = new Deadlines(400_000, 400_000, 100_000);

  /** Where a sound session is changed, and where it is cut off. */
  record Damage(long seed, int hits, int onlyBefore, int cutOff) {}

  @Property(tries = 40)
  void afterAnyMutatedSessionTheNextEncoderIsServed(@ForAll("damages") Damage damage, @ForAll boolean takeover)
      throws IOException {
    PipelineSink sink = new PipelineSink();
    try (RtmpIngest ingest = RtmpIngest.open(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), new Access("live", KEY, takeover), sink,
        WallClock.SYSTEM, SOON)) {
      try (RtmpClient hostile = new RtmpClient(ingest.port())) {
        hostile.send(mutated(damage));
        hostile.shutdownOutput();
        hostile.awaitClosed();
      } catch (IOException e) {
        // Refused already, and closed.
      }
      int before = sink.video().size();
      Awaitility.await().atMost(LONG).until(() -> {
        try (RtmpClient next = RtmpClient.publishing(ingest.port(), "live", KEY)) {
          boolean isTaken = next.status().startsWith("NetStream.Publish.Start");
          next.begin().pictures(0, 6);
          Awaitility.await().atMost(LONG).until(() -> !isTaken || sink.video().size() >= before + 6);
          return isTaken;
        } catch (IOException refused) {
          return false;
        }
      });
    }
    assertFalse(sink.events.toString().contains("fault of this program"), sink.events::toString);
    assertTrue(sink.events.size() < 20, sink.events::toString);
  }

  private static byte[] mutated(Damage damage) {
    byte[] session = session();
    byte[] bytes = Arrays.copyOf(session, Math.max(1, session.length - damage.cutOff() % session.length));
    Random random = new Random(damage.seed());
    for (int i = 0; i < damage.hits(); i++) {
      int at = random.nextInt(Math.min(bytes.length, damage.onlyBefore()));
      bytes[at] = (byte) random.nextInt();
    }
    return bytes;
  }

  /** All that an encoder sends, without waiting for answers. */
  private static byte[] session() {
    ChunkPacker packer = new ChunkPacker();
    packer.chunkBytes(4_096);
    packer.command(0, new Amf.Text("connect"), new Amf.Numeric(1),
        new Amf.Structure(Map.of("app", new Amf.Text("live"))));
    packer.command(0, new Amf.Text("createStream"), new Amf.Numeric(2), Amf.nothing());
    packer.command(1, new Amf.Text("publish"), new Amf.Numeric(3), Amf.nothing(), new Amf.Text(KEY));
    packer.message(4, RtmpMessage.DATA, 1, 0, Flv.metadata(true, true));
    packer.message(4, RtmpMessage.AUDIO, 1, 0, Flv.AAC_CONFIG);
    packer.message(6, RtmpMessage.VIDEO, 1, 0, Flv.avcConfig(1));
    for (int i = 0; i < 10; i++) {
      packer.message(6, RtmpMessage.VIDEO, 1, i * 40, Flv.picture(i == 0, 40, 400));
      packer.message(4, RtmpMessage.AUDIO, 1, i * 40, Flv.frame(90));
    }
    return Flv.concat(
        HandshakeTest.digestHello(HandshakeDigest.Place.FIRST_HALF, 3), new byte[Handshake.PACKET_BYTES],
        packer.take());
  }

  @Provide
  Arbitrary<Damage> damages() {
    return Combinators.combine(
        Arbitraries.longs(), Arbitraries.integers().between(0, 30),
        // Handshake alone, with what follows it, or all.
        Arbitraries.of(40, 1_537, 3_500, 100_000), Arbitraries.oneOf(
            Arbitraries.just(0), Arbitraries.integers().between(0, 20_000)))
        .as(Damage::new);
  }
}
