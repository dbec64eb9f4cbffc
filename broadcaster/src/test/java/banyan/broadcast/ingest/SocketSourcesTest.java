package banyan.broadcast.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.broadcast.media.WallClock;
import banyan.broadcast.testing.Clips;
import banyan.broadcast.testing.RecordingSink;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** TCP and UDP as sources, over real sockets. */
class SocketSourcesTest {
  private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  /** Of several programmes. */
  private static final OptionalInt FIRST = OptionalInt.empty();
  private static final long SILENCE_MICROS = 300_000;
  private static final int DATAGRAM = 1_316;

  private final RecordingSink sink = new RecordingSink();

  private static void await(Callable<Boolean> condition) {
    Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(5)).until(condition);
  }

  private static Socket connect(TcpIngest ingest) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), ingest.port());
  }

  @Test
  void overTcpOneEncoderFollowsTheOther() throws IOException {
    byte[] clip = Arrays.copyOf(Clips.VIDEO_ONLY.bytes(), 60_000);
    try (TcpIngest ingest = TcpIngest.open(ANY, FIRST, sink, WallClock.SYSTEM)) {
      for (int encoder = 1; encoder <= 2; encoder++) {
        try (Socket socket = connect(ingest)) {
          socket.getOutputStream().write(clip);
        }
        long expected = encoder;
        await(() -> sink.events.stream().filter("gone"::equals).count() == expected);
      }
    }
    assertEquals(List.of("connected", "gone", "connected", "gone"), sink.events);
    assertEquals(2, sink.video().stream().filter(unit -> unit.discontinuity()).count());
  }

  @Test
  void overTcpASecondEncoderIsTurnedAwayAndWhoSaysNothingIsNoEncoder() throws IOException {
    byte[] clip = Arrays.copyOf(Clips.VIDEO_ONLY.bytes(), 30_000);
    try (TcpIngest ingest = TcpIngest.open(ANY, FIRST, sink, WallClock.SYSTEM);
        Socket silent = connect(ingest);
        Socket first = connect(ingest);
        Socket second = connect(ingest)) {
      assertTrue(silent.isConnected());
      first.getOutputStream().write(clip);
      await(() -> sink.video().size() > 2);
      second.getOutputStream().write(clip, 0, 188);
      assertEquals(-1, second.getInputStream().read());
      assertEquals("connected", sink.events.get(0));
      assertTrue(sink.events.get(1).startsWith("warning Another encoder, 127.0.0.1:"), sink.events.toString());
      assertEquals(2, sink.events.size());
    }
  }

  @Test
  void overTcpWhoFallsSilentIsNotWaitedFor() throws IOException {
    try (TcpIngest ingest = TcpIngest.open(ANY, FIRST, sink, WallClock.SYSTEM, SILENCE_MICROS);
        Socket socket = connect(ingest)) {
      socket.getOutputStream().write(Clips.VIDEO_ONLY.bytes(), 0, 10_000);
      assertEquals(-1, socket.getInputStream().read());
      await(() -> sink.events.contains("gone"));
    }
  }

  @Test
  void overTcpWhatIsNoMpegTsIsDisconnectedAndTold() throws IOException {
    try (TcpIngest ingest = TcpIngest.open(ANY, FIRST, sink, WallClock.SYSTEM); Socket socket = connect(ingest)) {
      socket.getOutputStream().write(new byte[65_536]);
      await(() -> sink.events.contains("gone"));
      assertTrue(sink.events.get(1).startsWith("refused What the encoder sends is no MPEG-TS"),
          sink.events.toString());
    }
  }

  @Test
  void aTakenTcpPortIsToldInOneSentence() throws IOException {
    try (TcpIngest ingest = TcpIngest.open(ANY, FIRST, sink, WallClock.SYSTEM)) {
      InetSocketAddress taken = new InetSocketAddress(InetAddress.getLoopbackAddress(), ingest.port());
      IOException e = assertThrows(IOException.class, () -> TcpIngest.open(taken, FIRST, sink, WallClock.SYSTEM));
      assertTrue(String.valueOf(e.getMessage()).contains("such as tcp://:8081, or tcp://:0 for any"), e.getMessage());
    }
  }

  private static void send(DatagramSocket from, UdpIngest to, byte[] bytes, int step) throws IOException {
    for (int at = 0; at < bytes.length; at += step) {
      int count = Math.min(step, bytes.length - at);
      from.send(new DatagramPacket(bytes, at, count, InetAddress.getLoopbackAddress(), to.port()));
    }
  }

  @Test
  void overUdpDatagramsOfAnySizeMakeAStreamAndSilenceIsItsEnd() throws IOException {
    byte[] clip = Arrays.copyOf(Clips.VIDEO_ONLY.bytes(), 188 * 300);
    for (int size : new int[] {188, DATAGRAM, 1_000}) {
      RecordingSink each = new RecordingSink();
      try (UdpIngest ingest = UdpIngest.open(ANY, FIRST, each, WallClock.SYSTEM, SILENCE_MICROS);
          DatagramSocket socket = new DatagramSocket()) {
        send(socket, ingest, clip, size);
        await(() -> each.events.contains("gone"));
        assertTrue(each.video().size() > 5, each.video().size() + " pictures in datagrams of " + size);
        send(socket, ingest, clip, size);
        await(() -> each.events.stream().filter("connected"::equals).count() == 2);
      }
    }
  }

  @Test
  void overUdpALostDatagramIsCounted() throws IOException {
    byte[] clip = Arrays.copyOf(Clips.VIDEO_ONLY.bytes(), DATAGRAM * 60);
    try (UdpIngest ingest = UdpIngest.open(ANY, FIRST, sink, WallClock.SYSTEM, SILENCE_MICROS);
        DatagramSocket socket = new DatagramSocket()) {
      send(socket, ingest, Arrays.copyOf(clip, DATAGRAM * 20), DATAGRAM);
      send(socket, ingest, Arrays.copyOfRange(clip, DATAGRAM * 21, clip.length), DATAGRAM);
      await(() -> sink.events.contains("gone"));
      assertTrue(sink.damaged.get() >= 1, "damaged: " + sink.damaged);
    }
  }

  @Test
  void overUdpOnlyTheFirstEncoderIsListenedTo() throws IOException {
    byte[] clip = Arrays.copyOf(Clips.VIDEO_ONLY.bytes(), DATAGRAM * 20);
    try (UdpIngest ingest = UdpIngest.open(ANY, FIRST, sink, WallClock.SYSTEM, 10_000_000);
        DatagramSocket first = new DatagramSocket();
        DatagramSocket second = new DatagramSocket()) {
      send(first, ingest, clip, DATAGRAM);
      await(() -> sink.events.contains("connected"));
      send(second, ingest, clip, DATAGRAM);
      await(() -> sink.events.size() == 2);
      assertTrue(sink.events.get(1).startsWith("warning Another encoder, 127.0.0.1:"), sink.events.toString());
      assertEquals(1, sink.video().stream().filter(unit -> unit.discontinuity()).count());
    }
  }

  @Test
  void aTakenUdpPortIsToldInOneSentence() throws IOException {
    try (UdpIngest ingest = UdpIngest.open(ANY, FIRST, sink, WallClock.SYSTEM)) {
      InetSocketAddress taken = new InetSocketAddress(InetAddress.getLoopbackAddress(), ingest.port());
      IOException e = assertThrows(IOException.class, () -> UdpIngest.open(taken, FIRST, sink, WallClock.SYSTEM));
      assertTrue(String.valueOf(e.getMessage()).startsWith("Port " + ingest.port() + " is taken"), e.getMessage());
    }
  }
}
