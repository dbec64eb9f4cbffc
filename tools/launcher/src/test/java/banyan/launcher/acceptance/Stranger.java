package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.protocol.CloseReason;
import banyan.protocol.FrameReader;
import banyan.protocol.Message;
import banyan.protocol.MessageCodec;
import banyan.protocol.ProtocolException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Somebody who sends to a port what does not belong there. */
final class Stranger {
  /** The slowest to close is an HTTP server that waits whether more of a request comes. */
  private static final int CLOSED_WITHIN_MILLIS = 15_000;

  private final String name;
  private final int port;
  private final boolean isHttp;

  private Stranger(String name, int port, boolean isHttp) {
    this.name = name;
    this.port = port;
    this.isHttp = isHttp;
  }

  static Stranger atPeer(String name, int port) {
    return new Stranger(name + "'s port for peers", port, false);
  }

  static Stranger atHttp(String name, String url) {
    return new Stranger(name + "'s port for HTTP", URI.create(url).getPort(), true);
  }

  /** Each way of being a nuisance on a connection of its own, which must be closed with an answer that says why. */
  int annoy(int seed) {
    List<byte[]> ways = new ArrayList<>();
    ways.add(random(seed, 64 * 1024));
    if (isHttp) {
      ways.add(text("\r\n".repeat(10) + "\0\1\2\3 / HTTP/1.1\r\n\r\n"));
      ways.add(text("GET /" + "a".repeat(100_000) + " HTTP/1.1\r\n\r\n"));
      ways.add(text("GET / HTTP/1.1\r\n" + "x: y\r\n".repeat(50_000) + "\r\n"));
      ways.add(text("POST /v1/channels HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 99999999999999999999\r\n\r\n"));
    } else {
      for (int length : new int[] {-1, 1 << 30, 4_093, 0}) {
        ways.add(ByteBuffer.allocate(2_000).putInt(length).put(random(seed, 1_000)).array());
      }
      ways.add(text("GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n"));
      // As TLS begins, and nothing of it behind.
      ways.add(ByteBuffer.allocate(2_000).put(new byte[] {0x16, 3, 1, 2, 0}).put(random(seed, 1_000)).array());
    }
    for (int i = 0; i < ways.size(); i++) {
      assertClosesWithAReason(ways.get(i), name + ", way " + i + ", seed " + seed);
    }
    return ways.size();
  }

  private static byte[] random(int seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private void assertClosesWithAReason(byte[] sent, String what) {
    byte[] answer = answerTo(sent, what);
    String text = new String(answer, StandardCharsets.ISO_8859_1);
    assertTrue(isHttp ? text.startsWith("HTTP/1.1 4") : isRefusal(answer),
        () -> what + " was answered with '" + text + "'");
  }

  private byte[] answerTo(byte[] sent, String what) {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(CLOSED_WITHIN_MILLIS);
      socket.getOutputStream().write(sent);
      socket.getInputStream().transferTo(answer);
    } catch (SocketTimeoutException e) {
      throw new AssertionError(what + " was not closed", e);
    } catch (IOException e) {
      // Closed by a reset, behind the answer or before it.
    }
    return answer.toByteArray();
  }

  /** In the other end's own words, or, where TLS has begun, in those of TLS: a record that is an alert. */
  private static boolean isRefusal(byte[] answer) {
    boolean isAlert = answer.length > 0 && answer[0] == 0x15;
    return isAlert || Set.of(CloseReason.MALFORMED, CloseReason.WRONG_TRANSPORT).contains(goodbyeIn(answer));
  }

  private static CloseReason goodbyeIn(byte[] answer) {
    FrameReader reader = new FrameReader(new FrameReader.Slabs());
    try {
      ByteBuffer frame = reader.next(ByteBuffer.wrap(answer));
      Message message = frame == null ? null : MessageCodec.decode(frame).orElse(null);
      return message instanceof Message.Goodbye goodbye ? goodbye.reason() : CloseReason.OTHER;
    } catch (ProtocolException e) {
      return CloseReason.OTHER;
    }
  }
}
