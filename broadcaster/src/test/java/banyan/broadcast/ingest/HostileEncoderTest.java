package banyan.broadcast.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.broadcast.media.WallClock;
import banyan.broadcast.testing.PipelineSink;
import banyan.broadcast.testing.TsBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What is sent to the ingest port, over real sockets, is a stream or is refused, and keeps no encoder out. */
class HostileEncoderTest {
  private static final int SOCKET_MILLIS = 20_000;
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final HttpIngest.Deadlines SOON = new HttpIngest.Deadlines(400_000, 400_000, 400_000);
  private static final String HEAD = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";

  private final PipelineSink sink = new PipelineSink();

  private HttpIngest open(HttpIngest.Deadlines deadlines) throws IOException {
    return HttpIngest.open(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), OptionalInt.empty(), sink, WallClock.SYSTEM,
        deadlines);
  }

  private static Socket connect(HttpIngest ingest) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), ingest.port());
    socket.setSoTimeout(SOCKET_MILLIS);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  private static String answer(Socket socket) {
    try {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException reset) {
      return "";
    }
  }

  @Property(tries = 60)
  void whateverIsSentTheNextEncoderIsServed(@ForAll("pieces") List<String> pieces) throws IOException {
    try (HttpIngest ingest = open(SOON)) {
      try (Socket socket = connect(ingest)) {
        for (String piece : pieces) {
          send(socket, piece);
        }
        socket.shutdownOutput();
        answer(socket);
      } catch (IOException e) {
        // Refused already, and closed.
      }
      assertFalse(sink.events.toString().contains("fault of this program"), sink.events::toString);
      Awaitility.await().atMost(LONG).until(() -> {
        try (Socket next = connect(ingest)) {
          send(next, HEAD + chunk(stream()) + "0\r\n\r\n");
          return answer(next).startsWith("HTTP/1.1 200 ");
        }
      });
    }
    assertTrue(sink.video().size() >= 5, sink.events::toString);
  }

  /** Each byte alone is in time; all of them are no stream. */
  @Test
  void anEncoderThatDripsIsLetGo() throws IOException {
    try (HttpIngest ingest = open(SOON); Socket dripping = connect(ingest)) {
      send(dripping, HEAD);
      Awaitility.await().pollInterval(Duration.ofMillis(20)).atMost(LONG).until(() -> {
        send(dripping, "1\r\nG\r\n");
        return sink.events.contains("gone");
      });
      assertTrue(answer(dripping).startsWith("HTTP/1.1 408 "));
      assertEquals(List.of("connected", "gone"), sink.events);
    }
  }

  @Test
  void aHeadThatDripsIsLetGo() throws IOException {
    try (HttpIngest ingest = open(SOON); Socket dripping = connect(ingest)) {
      send(dripping, "POST / HTTP/1.1\r\n");
      Awaitility.await().pollInterval(Duration.ofMillis(50)).atMost(LONG).until(() -> {
        try {
          send(dripping, "x: y\r\n");
          return false;
        } catch (IOException closed) {
          return true;
        }
      });
      assertEquals(List.of(), sink.events);
    }
  }

  private static String stream() {
    TsBuilder ts = new TsBuilder().tables(0, TsBuilder.H264_TYPE, TsBuilder.VIDEO);
    for (int i = 0; i < 6; i++) {
      ts.pes(TsBuilder.VIDEO, false, 9_000 + i * 3_600L, TsBuilder.NO_TIME, TsBuilder.picture(i == 0, true, 900));
    }
    return new String(ts.bytes(), StandardCharsets.ISO_8859_1);
  }

  private static String chunk(String body) {
    return Integer.toHexString(body.length()) + "\r\n" + body + "\r\n";
  }

  @Provide
  Arbitrary<List<String>> pieces() {
    Arbitrary<String> known = Arbitraries.of(
        HEAD, HEAD, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 400000000\r\n\r\n", "Expect: 100-continue\r\n",
        "GET / HTTP/1.1\r\n\r\n", "\r\n", "0\r\n\r\n", "-1\r\n", "zz\r\n", "ffffffffff\r\n", "7fffffff\r\n",
        "G".repeat(2_000),
        chunk("G".repeat(600)), chunk(stream()), chunk(stream()), "5\r\nGGG", "1;" + "a".repeat(9_000) + "\r\nG\r\n",
        "X: " + "a".repeat(9_000) + "\r\n");
    Arbitrary<String> any = Arbitraries.bytes().array(byte[].class).ofMaxSize(300)
        .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1));
    return Arbitraries.frequencyOf(Tuple.of(5, known), Tuple.of(1, any)).list().ofMaxSize(8);
  }
}
