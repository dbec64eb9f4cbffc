package banyan.broadcast.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.broadcast.chunks.ChunkDraft;
import banyan.broadcast.media.WallClock;
import banyan.broadcast.testing.Clips;
import banyan.broadcast.testing.Ffmpeg;
import banyan.broadcast.testing.PipelineSink;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Over real sockets, and with the real ffmpeg. */
class HttpIngestTest {
  /** Of several programmes. */
  private static final OptionalInt FIRST = OptionalInt.empty();
  private static final int SOCKET_MILLIS = 20_000;

  @TempDir
  Path folder = Path.of("");

  private final PipelineSink sink = new PipelineSink();
  private final HttpIngest ingest;

  HttpIngestTest() throws IOException {
    ingest = HttpIngest.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), FIRST, sink, WallClock.SYSTEM);
  }

  @BeforeEach
  void listens() {
    assertTrue(ingest.port() > 0);
  }

  @AfterEach
  void close() {
    ingest.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT"})
  void whatFfmpegSendsComesOutIdentical(String method) {
    Path clip = Clips.B_FRAMES.file();
    String log = Ffmpeg.ffmpeg("-re", "-i", clip.toString(), "-c", "copy", "-f", "mpegts", "-method", method, url());
    await(() -> sink.events.contains("gone"));
    Path out = folder.resolve("out.ts");
    sink.writeTo(out);

    assertEquals("", log);
    assertEquals("", Ffmpeg.complaints(out));
    for (String stream : List.of("v", "a")) {
      assertEquals(Ffmpeg.packetHashes(clip, stream), Ffmpeg.packetHashes(out, stream));
      assertEquals(Ffmpeg.decodedHashes(clip, stream), Ffmpeg.decodedHashes(out, stream));
    }
    assertEquals(List.of("connected", "gone"), sink.events);
  }

  @Test
  void aFileIsHeldBackToRealTime() {
    long started = System.nanoTime();
    Ffmpeg.ffmpeg("-i", Clips.VIDEO_ONLY.file().toString(), "-c", "copy", "-f", "mpegts", "-method", "POST", url());
    await(() -> sink.events.contains("gone"));

    // 4 s of media, of which the last second may come ahead, and what is read at once.
    assertTrue(System.nanoTime() - started > 2_000_000_000L, "as fast as it could be read");
    assertEquals(100, sink.video().size());
    assertTrue(sink.events.get(1).startsWith("warning The encoder sends faster than real time"),
        sink.events.toString());
  }

  @Test
  void anEncoderThatComesBackIsADiscontinuity() {
    for (int i = 0; i < 2; i++) {
      Ffmpeg.ffmpeg("-i", Clips.VIDEO_ONLY.file().toString(), "-t", "1", "-c", "copy", "-f", "mpegts", "-method",
          "POST", url());
      int times = i + 1;
      await(() -> sink.events.stream().filter("gone"::equals).count() == times);
    }
    Path out = folder.resolve("out.ts");
    sink.writeTo(out);

    List<ChunkDraft> marked = sink.chunks.stream().filter(ChunkDraft::isDiscontinuity).toList();
    assertEquals(1, marked.size());
    assertTrue(marked.get(0).isJoinPoint());
    assertEquals("", Ffmpeg.complaints(out));
    assertEquals(sink.video().size(), Ffmpeg.decodedHashes(out, "v").size());
  }

  @Test
  void aSecondEncoderIsTurnedAwayUntilTheFirstHasGone() throws IOException {
    byte[] clip = Clips.VIDEO_ONLY.bytes();
    try (Socket first = connect()) {
      send(first, head("POST", "Content-Length: " + clip.length));
      send(first, Arrays.copyOf(clip, 100_000));
      await(() -> !sink.units.isEmpty());
      String second = exchange(head("POST", "Content-Length: 10"), new byte[10]);
      assertTrue(second.startsWith("HTTP/1.1 409 "), second);
      assertTrue(second.contains("Another encoder is sending already"), second);
    }
    await(() -> sink.events.contains("gone"));
    String third = exchange(head("POST", "Content-Length: " + clip.length), clip);
    assertTrue(third.startsWith("HTTP/1.1 200 "), third);
    assertEquals(List.of("connected", "gone", "connected", "gone"),
        sink.events.stream().filter(event -> !event.startsWith("warning")).toList());
  }

  @ParameterizedTest
  @EnumSource(names = {"HEVC", "MPEG2_VIDEO"})
  void streamsThatCannotBeCarriedAreAnsweredWithTheReason(Clips clip) throws IOException {
    byte[] stream = clip.bytes();
    String answer = exchange(head("POST", "Content-Length: " + 2L * stream.length), stream);

    assertTrue(answer.startsWith("HTTP/1.1 415 "), answer);
    assertTrue(answer.toLowerCase(Locale.ROOT).contains("\r\nconnection: close\r\n"), answer);
    assertTrue(answer.contains("set the encoder to H.264"), answer);
    assertTrue(sink.events.get(1).startsWith("refused The stream's video is"), sink.events.toString());
    assertEquals("gone", sink.events.get(2));
    assertEquals(List.of(), sink.chunks);
  }

  @Test
  void whatIsNoMpegTsIsAnsweredWithTheReason() throws IOException {
    String answer = exchange(head("PUT", "Content-Length: 500000"), new byte[200_000]);

    assertTrue(answer.startsWith("HTTP/1.1 415 "), answer);
    assertTrue(answer.contains("is no MPEG-TS"), answer);
  }

  @Test
  void anEncoderThatAsksFirstIsToldToGoOn() throws IOException {
    try (Socket socket = connect()) {
      send(socket, head("PUT", "Content-Length: 376", "Expect: 100-continue"));
      byte[] answer = new byte[12];
      assertEquals(12, socket.getInputStream().readNBytes(answer, 0, 12));
      assertEquals("HTTP/1.1 100", new String(answer, StandardCharsets.ISO_8859_1));
    }
  }

  @Test
  void aBrowserIsToldHowToSend() throws IOException {
    String answer = exchange(head("GET"), new byte[0]);

    assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
    assertTrue(answer.contains("-f mpegts -method POST http://example.test:1/"), answer);
    assertTrue(exchange(head("POST", "Origin: http://evil.test", "Content-Length: 0"), new byte[0])
        .startsWith("HTTP/1.1 403 "));
    assertTrue(exchange(head("DELETE"), new byte[0]).startsWith("HTTP/1.1 405 "));
  }

  @Test
  void randomBytesEndTheirOwnConnectionOnly() throws IOException {
    byte[] clip = Clips.VIDEO_ONLY.bytes();
    try (Socket encoder = connect()) {
      send(encoder, head("POST", "Transfer-Encoding: chunked"));
      send(encoder, (Integer.toHexString(50_000) + "\r\n").getBytes(StandardCharsets.US_ASCII));
      send(encoder, Arrays.copyOf(clip, 50_000));
      await(() -> !sink.units.isEmpty());
      String answer = exchange("\u0001\u0002\u0003\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1), new byte[0]);
      assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
      int units = sink.units.size();
      send(encoder, ("\r\n" + Integer.toHexString(50_000) + "\r\n").getBytes(StandardCharsets.US_ASCII));
      send(encoder, Arrays.copyOfRange(clip, 50_000, 100_000));
      await(() -> sink.units.size() > units);
      assertFalse(sink.events.contains("gone"));
    }
  }

  @Test
  void whoSaysNothingIsNotWaitedFor() throws IOException {
    HttpIngest.Deadlines soon = new HttpIngest.Deadlines(300_000, 300_000, 300_000);
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (HttpIngest hasty = HttpIngest.open(any, FIRST, sink, WallClock.SYSTEM, soon);
        Socket silent = new Socket(InetAddress.getLoopbackAddress(), hasty.port());
        Socket encoder = new Socket(InetAddress.getLoopbackAddress(), hasty.port())) {
      send(encoder, head("POST", "Content-Length: 1000000"));
      send(encoder, Arrays.copyOf(Clips.VIDEO_ONLY.bytes(), 20_000));
      String answer = new String(encoder.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
      assertEquals(List.of("connected", "gone"), sink.events);
      assertEquals(-1, silent.getInputStream().read());
    }
  }

  @Test
  void closingEndsTheEncodersConnection() throws IOException {
    try (Socket socket = connect()) {
      send(socket, head("POST", "Content-Length: 1000000"));
      send(socket, Arrays.copyOf(Clips.VIDEO_ONLY.bytes(), 50_000));
      await(() -> !sink.units.isEmpty());
      ingest.close();
      assertEquals("gone", sink.events.get(sink.events.size() - 1));
      int units = sink.units.size();
      assertEquals(-1, readToEnd(socket));
      assertEquals(units, sink.units.size());
    }
  }

  private static int readToEnd(Socket socket) {
    try {
      return socket.getInputStream().read();
    } catch (IOException reset) {
      return -1;
    }
  }

  private String url() {
    return "http://127.0.0.1:" + ingest.port() + "/live";
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), ingest.port());
    socket.setSoTimeout(SOCKET_MILLIS);
    return socket;
  }

  private String exchange(byte[] head, byte[] body) throws IOException {
    try (Socket socket = connect()) {
      send(socket, head);
      send(socket, body);
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static byte[] head(String method, String... headers) {
    StringBuilder head = new StringBuilder(method + " / HTTP/1.1\r\nHost: example.test:1\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static void send(Socket socket, byte[] bytes) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(bytes);
    out.flush();
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(condition);
  }
}
