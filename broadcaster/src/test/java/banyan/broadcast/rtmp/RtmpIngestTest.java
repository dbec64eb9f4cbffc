package banyan.broadcast.rtmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.broadcast.media.WallClock;
import banyan.broadcast.rtmp.RtmpIngest.Access;
import banyan.broadcast.rtmp.RtmpIngest.Deadlines;
import banyan.broadcast.testing.PipelineSink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Over real sockets: who may publish, who may not, and how each end of it is told. */
class RtmpIngestTest {
  private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final String KEY = "abcd-efgh";
  private static final Access ACCESS = new Access("live", KEY, false);
  private static final Deadlines SOON = new Deadlines(400_000, 400_000, 400_000);

  private final PipelineSink sink = new PipelineSink();

  private RtmpIngest open(Access access, Deadlines deadlines) throws IOException {
    return RtmpIngest.open(ANY, access, sink, WallClock.SYSTEM, deadlines);
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(5)).until(condition);
  }

  private void assertTold(String says) {
    await(() -> sink.events.stream().anyMatch(event -> event.startsWith("warning ") && event.contains(says)));
  }

  @Test
  void anEncoderIsAnsweredAndItsStreamDelivered() throws IOException {
    try (RtmpIngest ingest = open(ACCESS, Deadlines.USUAL)) {
      assertEquals("rtmp://127.0.0.1:" + ingest.port() + "/live/" + KEY, ingest.encodersSendTo().orElseThrow());
      assertTrue(!ingest.description().contains(KEY), ingest.description());
      try (RtmpClient client = RtmpClient.publishing(ingest.port(), "live", KEY)) {
        List<Amf> connected = client.command("_result");
        assertEquals(1, connected.get(1).asNumber());
        assertEquals("NetConnection.Connect.Success", connected.get(3).get("code").asText());
        List<Amf> created = client.command("_result");
        assertEquals(4, created.get(1).asNumber());
        assertEquals(1, created.get(3).asNumber());
        assertEquals("NetStream.Publish.Start On air.", client.status());
        client.begin().pictures(0, 10);
        await(() -> sink.video().size() == 10);
        client.packer.command(0, new Amf.Text("FCUnpublish"), new Amf.Numeric(6), Amf.nothing(), new Amf.Text(KEY));
        client.packer.command(1, new Amf.Text("deleteStream"), new Amf.Numeric(7), Amf.nothing(), new Amf.Numeric(1));
        client.flush();
        assertEquals("NetStream.Unpublish.Success The stream has ended.", client.status());
        await(() -> sink.events.contains("gone"));
      }
      try (RtmpClient next = RtmpClient.publishing(ingest.port(), "/live/?x=y", KEY + "?x=y")) {
        assertEquals("NetStream.Publish.Start On air.", next.status());
        next.begin().pictures(0, 3);
        await(() -> sink.video().size() == 13);
      }
      await(() -> sink.events.size() == 4);
    }
    assertEquals(List.of("connected", "gone", "connected", "gone"), sink.events);
    assertEquals(2, sink.video().stream().filter(picture -> picture.discontinuity()).count());
  }

  @Test
  void theSameConnectionMayPublishAnew() throws IOException {
    try (RtmpIngest ingest = open(ACCESS, Deadlines.USUAL);
        RtmpClient client = RtmpClient.publishing(ingest.port(), "live", KEY)) {
      client.begin().pictures(0, 2);
      client.packer.command(1, new Amf.Text("closeStream"), new Amf.Numeric(0), Amf.nothing());
      client.packer.command(1, new Amf.Text("publish"), new Amf.Numeric(9), Amf.nothing(), new Amf.Text(KEY));
      client.begin().pictures(100, 2);
      await(() -> sink.video().size() == 4);
      assertEquals(List.of("connected", "gone", "connected"), sink.events);
    }
  }

  @Test
  void aWrongKeyIsRefusedAtBothEndsAndNotRepeatedInTheLog() throws IOException {
    try (RtmpIngest ingest = open(ACCESS, Deadlines.USUAL)) {
      for (String key : List.of("abcd-efgi", "abcd", KEY + "x")) {
        try (RtmpClient client = RtmpClient.publishing(ingest.port(), "live", key)) {
          String status = client.status();
          assertTrue(status.startsWith("NetStream.Publish.Denied The encoder's stream key is wrong: set"), status);
          client.awaitClosed();
        }
      }
      try (RtmpClient client = RtmpClient.publishing(ingest.port(), "live", "")) {
        assertTrue(client.status().startsWith("NetStream.Publish.Denied The encoder sends no stream key"));
      }
      assertTold("stream key is wrong");
      assertEquals(1, sink.events.size(), "the same is not said again and again: " + sink.events);
      assertTrue(!sink.events.get(0).contains("abcd"), sink.events.get(0));
    }
  }

  @Test
  void aWrongAppIsRefusedWithTheRightOne() throws IOException {
    try (RtmpIngest ingest = open(ACCESS, Deadlines.USUAL);
        RtmpClient client = RtmpClient.greeted(ingest.port())) {
      client.connect("stream");
      client.flush();
      List<Amf> error = client.command("_error");
      assertEquals("NetConnection.Connect.InvalidApp", error.get(3).get("code").asText());
      String status = client.status();
      assertTrue(status.contains("is 'stream', here it is 'live'"), status);
      client.awaitClosed();
      assertTold("the address ends with /live");
    }
  }

  @Test
  void aPlayerIsToldWhereToWatch() throws IOException {
    try (RtmpIngest ingest = open(ACCESS, Deadlines.USUAL);
        RtmpClient client = RtmpClient.greeted(ingest.port())) {
      client.connect("live");
      client.packer.command(1, new Amf.Text("play"), new Amf.Numeric(4), Amf.nothing(), new Amf.Text(KEY));
      client.flush();
      assertTrue(client.status().startsWith("NetStream.Play.Failed Nothing can be watched here"));
      client.awaitClosed();
    }
  }

  @Test
  void aSecondEncoderWithTheSameKeyIsRefused() throws IOException {
    try (RtmpIngest ingest = open(ACCESS, Deadlines.USUAL);
        RtmpClient first = RtmpClient.publishing(ingest.port(), "live", KEY)) {
      first.begin().pictures(0, 2);
      await(() -> sink.video().size() == 2);
      try (RtmpClient second = RtmpClient.publishing(ingest.port(), "live", KEY)) {
        String status = second.status();
        assertTrue(status.startsWith("NetStream.Publish.BadName Another encoder, 127.0.0.1:"), status);
        second.awaitClosed();
      }
      assertTold("is sending with this stream key already");
      first.pictures(2, 2);
      await(() -> sink.video().size() == 4);
      assertEquals(1, sink.events.stream().filter("connected"::equals).count());
    }
  }

  @Test
  void withTakeoverTheSecondEncoderTakesTheFirstOnesPlace() throws IOException {
    try (RtmpIngest ingest = open(new Access("live", KEY, true), Deadlines.USUAL);
        RtmpClient first = RtmpClient.publishing(ingest.port(), "live", KEY)) {
      first.begin().pictures(0, 2);
      await(() -> sink.video().size() == 2);
      assertEquals("NetStream.Publish.Start On air.", first.status());
      try (RtmpClient second = RtmpClient.publishing(ingest.port(), "live", KEY)) {
        assertTrue(first.status().startsWith("NetStream.Publish.Rejected Another encoder has taken over"));
        first.awaitClosed();
        assertEquals("NetStream.Publish.Start On air.", second.status());
        second.begin().pictures(0, 3);
        await(() -> sink.video().size() == 5);
      }
      await(() -> sink.events.size() == 4);
      assertEquals(List.of("connected", "gone", "connected", "gone"), sink.events);
    }
  }

  @Test
  void whatCannotBeCarriedIsToldToTheEncoderAndThePersonAndTheNextOneIsTaken() throws IOException {
    try (RtmpIngest ingest = open(ACCESS, Deadlines.USUAL)) {
      try (RtmpClient client = RtmpClient.publishing(ingest.port(), "live", KEY)) {
        assertEquals("NetStream.Publish.Start On air.", client.status());
        client.media(RtmpMessage.VIDEO, 0, Flv.enhancedVideo(0, "hvc1", new byte[20]));
        client.flush();
        String status = client.status();
        assertTrue(status.startsWith("NetStream.Publish.Rejected The stream's video is HEVC (H.265), but"), status);
        client.awaitClosed();
      }
      try (RtmpClient client = RtmpClient.publishing(ingest.port(), "live", KEY)) {
        client.begin().pictures(0, 2);
        await(() -> sink.video().size() == 2);
      }
      assertTrue(sink.events.get(1).startsWith("refused The stream's video is HEVC"), sink.events::toString);
      assertEquals("gone", sink.events.get(2));
    }
  }

  @Test
  void whatWasReceivedIsAcknowledgedAndPingsAreAnswered() throws IOException {
    try (RtmpIngest ingest = open(ACCESS, Deadlines.USUAL);
        RtmpClient client = RtmpClient.publishing(ingest.port(), "live", KEY)) {
      client.packer.control(RtmpMessage.WINDOW_ACKNOWLEDGEMENT_SIZE, 20_000);
      client.packer.message(2, RtmpMessage.USER_CONTROL, 0, 0,
          ByteBuffer.allocate(6).putShort((short) RtmpMessage.PING_REQUEST).putInt(4_711).array());
      client.begin();
      client.pictures(0, 100);
      // Stream begins, then the pong.
      ByteBuffer control = client.next(RtmpMessage.USER_CONTROL).payload().duplicate();
      assertEquals(RtmpMessage.STREAM_BEGIN, control.getShort());
      control = client.next(RtmpMessage.USER_CONTROL).payload().duplicate();
      assertEquals(RtmpMessage.PING_RESPONSE, control.getShort());
      assertEquals(4_711, control.getInt());
      int acknowledged = client.next(RtmpMessage.ACKNOWLEDGEMENT).payload().getInt(0);
      assertTrue(acknowledged >= 20_000 && acknowledged < 60_000, acknowledged + " bytes");
    }
  }

  @Test
  void aStreamThatComesTooFastIsHeldBack() throws IOException {
    try (RtmpIngest ingest = open(ACCESS, Deadlines.USUAL);
        RtmpClient client = RtmpClient.publishing(ingest.port(), "live", KEY)) {
      long started = System.nanoTime();
      client.begin();
      // Of which the last second may come ahead.
      for (int i = 0; i < 100; i += 25) {
        client.pictures(i, 25);
      }
      // More than one read takes, so that there is something to hold back.
      for (int i = 100; i < 125; i++) {
        client.media(RtmpMessage.VIDEO, i * 40, Flv.picture(true, 0, 40_000));
      }
      client.flush();
      await(() -> sink.video().size() == 125);
      assertTrue(System.nanoTime() - started > 2_000_000_000L, "as fast as it could be read");
      assertTold("sends faster than real time");
    }
  }

  @Test
  void whoSendsNothingOrDripsIsLetGo() throws IOException {
    try (RtmpIngest ingest = open(ACCESS, SOON);
        RtmpClient silent = new RtmpClient(ingest.port());
        RtmpClient half = new RtmpClient(ingest.port());
        RtmpClient stranger = RtmpClient.greeted(ingest.port());
        RtmpClient stalled = RtmpClient.publishing(ingest.port(), "live", KEY)) {
      half.send(new byte[] {3, 1, 2});
      stalled.begin();
      assertEquals("NetStream.Publish.Start On air.", stalled.status());
      Awaitility.await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(20)).until(() -> {
        // Alive, but no media.
        stalled.media(RtmpMessage.DATA, 0, Flv.metadata(true, true));
        stalled.flush();
        return sink.events.contains("gone");
      });
      assertTrue(stalled.status().startsWith("NetStream.Publish.Rejected Nothing came for too long"));
      silent.awaitClosed();
      half.awaitClosed();
      stranger.awaitClosed();
      assertEquals(List.of("connected", "gone"), sink.events);
    }
  }

  @Test
  void whoAsksAndNeverReadsTheAnswersIsDisconnected() throws IOException {
    // No deadline does it.
    try (RtmpIngest ingest = open(ACCESS, new Deadlines(600_000_000, 600_000_000, 600_000_000));
        RtmpClient client = RtmpClient.greeted(ingest.port())) {
      byte[] ping = ByteBuffer.allocate(6).putShort((short) RtmpMessage.PING_REQUEST).putInt(1).array();
      for (int i = 0; i < 10_000; i++) {
        client.packer.message(2, RtmpMessage.USER_CONTROL, 0, 0, ping);
      }
      byte[] pings = client.packer.take();
      // Some of what is sent and answered waits in the sockets' buffers; what they hold is far less than this.
      AtomicInteger sent = new AtomicInteger();
      await(() -> {
        try {
          client.send(sent.incrementAndGet() <= 150 ? pings : new byte[1]);
          return false;
        } catch (IOException closed) {
          return true;
        }
      });
    }
  }

  @Test
  void whatIsNoRtmpIsToldOnce() throws IOException {
    try (RtmpIngest ingest = open(ACCESS, Deadlines.USUAL)) {
      for (int i = 0; i < 3; i++) {
        try (RtmpClient client = new RtmpClient(ingest.port())) {
          client.send(new byte[] {'G', 'E', 'T', ' ', '/'});
          client.awaitClosed();
        }
      }
      assertTold("It sends something like HTTP, but this port takes RTMP");
      assertEquals(1, sink.events.size(), sink.events::toString);
    }
  }

  @Test
  void aStreamThatBreaksEndsThatConnectionAlone() throws IOException {
    try (RtmpIngest ingest = open(ACCESS, Deadlines.USUAL)) {
      try (RtmpClient client = RtmpClient.publishing(ingest.port(), "live", KEY)) {
        client.begin().pictures(0, 2);
        client.send(new byte[] {(byte) 0xff, 0});
        assertEquals("NetStream.Publish.Start On air.", client.status());
        assertTrue(client.status().startsWith("NetStream.Publish.Rejected What you sent is no RTMP: a chunk that"));
        client.awaitClosed();
      }
      assertTold("a chunk that refers to one before it");
      try (RtmpClient client = RtmpClient.publishing(ingest.port(), "live", KEY)) {
        client.begin().pictures(0, 2);
        await(() -> sink.video().size() == 4);
      }
    }
  }

  @Test
  void anEncoderThatReconnectsManyTimesIsTakenEachTime() throws IOException {
    try (RtmpIngest ingest = open(ACCESS, Deadlines.USUAL)) {
      for (int i = 0; i < 100; i++) {
        long before = i;
        await(() -> sink.events.stream().filter("gone"::equals).count() == before);
        try (RtmpClient client = RtmpClient.publishing(ingest.port(), "live", KEY)) {
          client.begin().pictures(0, 2);
          await(() -> sink.video().size() == 2 * (before + 1));
        }
      }
    }
    assertEquals(100, sink.events.stream().filter("connected"::equals).count());
  }
}
