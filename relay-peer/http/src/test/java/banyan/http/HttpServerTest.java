package banyan.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("FutureReturnValueIgnored") // what was written is looked at from the client's end
class HttpServerTest {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofSeconds(30);

  private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final CompletableFuture<BodyStream> opened = new CompletableFuture<>();
  private final AtomicBoolean streamClosed = new AtomicBoolean();
  private final CompletableFuture<Answer> later = new CompletableFuture<>();
  private HttpServer server = start(HttpLimits.DEFAULT);

  private HttpServer start(HttpLimits limits) {
    Routes routes = new Routes()
        .get("/hello/{name}", request -> Answer.text(200, "text/plain", "hello " + request.parameter("name")
            + request.queryValue("q").map(q -> " q=" + q).orElse("")))
        .on("POST", "/echo", Handler.of(request -> Answer.of(200, "application/octet-stream", request.body())))
        .get("/broken", request -> {
          throw new IllegalStateException("secret detail");
        })
        .get("/refused", request -> {
          throw new HttpRefusal(409, "Not \"now\".");
        })
        .on("GET", "/later", request -> later)
        .get("/pieces/{count}", request -> Answer.pieces(200, "video/mp2t", pieces(request.parameter("count"))))
        .get("/stream", request -> Answer.stream("video/mp2t", out -> {
          out.onClosed(() -> streamClosed.set(true));
          opened.complete(out);
        }).readableByAnyPage());
    try {
      return HttpServer.start(HttpConfig.on("127.0.0.1", 0).withLimits(limits), routes);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Direct, and of one byte more each time: 0, 1 1, 2 2 2 and so on. */
  private static List<ByteBuffer> pieces(String count) {
    List<ByteBuffer> pieces = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(count); i++) {
      ByteBuffer piece = ByteBuffer.allocateDirect(i + 2);
      for (int j = 0; j <= i; j++) {
        piece.put((byte) i);
      }
      pieces.add(piece.flip().asReadOnlyBuffer());
    }
    return pieces;
  }

  private void restart(HttpLimits limits) {
    server.close();
    server = start(limits);
  }

  @BeforeEach
  void serverListens() {
    assertTrue(server.port() > 0);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path)).timeout(LONG);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(to(path).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aRequestIsAnsweredWithItsPathAndQuery() throws Exception {
    HttpResponse<String> answer = get("/hello/w%C3%B6rld?q=a%20b");
    assertEquals(200, answer.statusCode());
    assertEquals("hello wörld q=a b", answer.body());
    assertEquals("nosniff", answer.headers().firstValue("x-content-type-options").orElse(""));
  }

  @Test
  void errorsAreJsonWithASentence() throws Exception {
    assertEquals("{\"error\":\"There is nothing at /nowhere.\"}", get("/nowhere").body());
    HttpResponse<String> wrongMethod =
        client.send(to("/echo").build(), HttpResponse.BodyHandlers.ofString());
    assertEquals(405, wrongMethod.statusCode());
    assertEquals("POST", wrongMethod.headers().firstValue("allow").orElse(""));
    assertEquals("{\"error\":\"Not \\\"now\\\".\"}", get("/refused").body());
    assertEquals(400, raw("GET /%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").status());
  }

  @Test
  void aFailingHandlerTellsTheClientNothingOfItsInside() throws Exception {
    HttpResponse<String> answer = get("/broken");
    assertEquals(500, answer.statusCode());
    assertFalse(answer.body().contains("secret"));
    assertFalse(answer.body().contains("Exception"));
  }

  @Test
  void aHeadRequestGetsTheHeadOnly() throws Exception {
    HttpResponse<String> answer = client.send(
        to("/hello/x").method("HEAD", HttpRequest.BodyPublishers.noBody()).build(),
        HttpResponse.BodyHandlers.ofString());
    assertEquals("7", answer.headers().firstValue("content-length").orElse(""));
    assertEquals("", answer.body());
    HttpResponse<String> streamed = client.send(
        to("/stream").method("HEAD", HttpRequest.BodyPublishers.noBody()).build(),
        HttpResponse.BodyHandlers.ofString());
    assertEquals(200, streamed.statusCode());
    assertFalse(opened.isDone());
  }

  @Test
  void piecesAreOneBodyOfKnownLength() throws Exception {
    for (int count : List.of(0, 1, 200)) {
      HttpResponse<byte[]> answer =
          client.send(to("/pieces/" + count).build(), HttpResponse.BodyHandlers.ofByteArray());
      byte[] expected = new byte[count * (count + 1) / 2];
      int at = 0;
      for (int i = 0; i < count; i++) {
        Arrays.fill(expected, at, at + i + 1, (byte) i);
        at += i + 1;
      }
      assertTrue(Arrays.equals(expected, answer.body()), count + " pieces");
      assertEquals(Integer.toString(expected.length), answer.headers().firstValue("content-length").orElse(""));
    }
    HttpResponse<String> head = client.send(
        to("/pieces/3").method("HEAD", HttpRequest.BodyPublishers.noBody()).build(),
        HttpResponse.BodyHandlers.ofString());
    assertEquals("6", head.headers().firstValue("content-length").orElse(""));
    assertEquals("", head.body());
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrderOnOneConnection() throws Exception {
    try (RawClient raw = new RawClient(server.port())) {
      StringBuilder requests = new StringBuilder();
      for (int i = 0; i < 50; i++) {
        requests.append("GET /hello/").append(i).append(" HTTP/1.1\r\nHost: localhost\r\n\r\n");
      }
      requests.append("GET /hello/last HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      String answers = raw.send(requests.toString()).readUntilClosed();
      int at = -1;
      for (int i = 0; i < 50; i++) {
        int next = answers.indexOf("hello " + i, at + 1);
        assertTrue(next > at, "answer " + i + " is missing or out of order");
        at = next;
      }
      assertTrue(answers.endsWith("hello last"));
    }
  }

  @Test
  void anAnswerMayComeLaterFromAnotherThread() throws Exception {
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(to("/later").build(), HttpResponse.BodyHandlers.ofString());
    assertEquals(200, get("/hello/meanwhile").statusCode());
    assertTrue(later.complete(Answer.text(200, "text/plain", "now")));
    assertEquals("now", answer.get(10, TimeUnit.SECONDS).body());
  }

  @Test
  void anAnswerThatNeverComesIsGivenUp() throws Exception {
    restart(HttpLimits.DEFAULT.withDeadlines(LONG, LONG, SHORT, LONG));
    assertEquals(503, get("/later").statusCode());
    assertTrue(later.complete(Answer.empty(204)), "too late, and without effect");
    assertEquals(200, get("/hello/x").statusCode());
  }

  @Test
  void aBodyUpToTheLimitIsTakenAndALongerOneRefused() throws Exception {
    restart(HttpLimits.DEFAULT.withMaxBodyBytes(1_000));
    HttpResponse<byte[]> fits = client.send(
        to("/echo").POST(HttpRequest.BodyPublishers.ofByteArray(new byte[1_000])).build(),
        HttpResponse.BodyHandlers.ofByteArray());
    assertEquals(1_000, fits.body().length);
    assertEquals(413, raw("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1001\r\n\r\n").status());
    assertEquals(413, raw("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999\r\n\r\n").status());
    String chunks = ("1f4\r\n" + "x".repeat(500) + "\r\n").repeat(3);
    assertEquals(413, raw(
        "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks).status());
  }

  @Test
  void tooLongHeadsAreRefused() throws Exception {
    assertEquals(414, raw("GET /" + "a".repeat(5_000) + " HTTP/1.1\r\n\r\n").status());
    assertEquals(431, raw("GET / HTTP/1.1\r\nX: " + "a".repeat(9_000) + "\r\n\r\n").status());
  }

  @Test
  void aWrongHostIsRefused() throws Exception {
    assertEquals(403, raw("GET /hello/x HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n").status());
    assertEquals(400, raw("GET /hello/x HTTP/1.1\r\nConnection: close\r\n\r\n").status());
    assertEquals(403, raw("GET /hello/x HTTP/1.0\r\n\r\n").status());
    assertEquals(403, raw(
        "GET http://evil.example/hello/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").status());
    assertEquals(200, raw(
        "GET http://localhost:1/hello/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").status());
  }

  @Test
  void aClientThatTricklesItsHeadOrBodyIsCutOff() throws Exception {
    restart(HttpLimits.DEFAULT.withDeadlines(SHORT, LONG, LONG, LONG));
    try (RawClient silent = new RawClient(server.port()); RawClient slowBody = new RawClient(server.port())) {
      silent.send("GET /hello/x HTTP/1.1\r\nHost: loc");
      slowBody.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc");
      assertEquals("", silent.readUntilClosed());
      assertTrue(slowBody.readUntilClosed().startsWith("HTTP/1.1 408 "));
    }
  }

  @Test
  void anIdleConnectionIsClosed() throws Exception {
    restart(HttpLimits.DEFAULT.withDeadlines(LONG, SHORT, LONG, LONG));
    try (RawClient raw = new RawClient(server.port())) {
      assertTrue(raw.send("GET /hello/x HTTP/1.1\r\nHost: localhost\r\n\r\n").readUntilClosed().endsWith("hello x"));
    }
  }

  @Test
  void randomBytesCloseTheirConnectionAndDisturbNothing() throws Exception {
    restart(HttpLimits.DEFAULT.withDeadlines(SHORT, LONG, LONG, LONG));
    Random random = new Random(20240607);
    for (int i = 0; i < 50; i++) {
      byte[] bytes = new byte[1 + random.nextInt(20_000)];
      random.nextBytes(bytes);
      try (RawClient raw = new RawClient(server.port())) {
        try {
          raw.send(bytes);
        } catch (IOException e) {
          // The server may have closed already.
        }
        String answer = raw.readUntilClosed();
        assertTrue(answer.isEmpty() || answer.startsWith("HTTP/1.1 4"), answer);
      }
    }
    assertEquals(200, get("/hello/x").statusCode());
  }

  @Test
  void connectionsAreBoundedAndFreedAgain() throws Exception {
    restart(HttpLimits.DEFAULT.withMaxConnections(4, 3));
    List<RawClient> held = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      RawClient raw = new RawClient(server.port());
      raw.send("GET /hello/x HTTP/1.1\r\nHost: localhost\r\n\r\n").readThrough("hello x");
      held.add(raw);
    }
    try (RawClient tooMany = new RawClient(server.port())) {
      assertEquals("", tooMany.readUntilClosed());
    }
    held.get(0).close();
    await().atMost(LONG).until(() -> {
      try (RawClient again = new RawClient(server.port())) {
        return again.send("GET /hello/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            .readUntilClosed().endsWith("hello x");
      } catch (IOException e) {
        return false;
      }
    });
    for (RawClient raw : held) {
      raw.close();
    }
  }

  @Test
  void aStreamedBodyHonoursWritabilityAndSeesTheClientGo() throws Exception {
    AtomicLong written = new AtomicLong();
    CountDownLatch writableAgain = new CountDownLatch(1);
    byte[] piece = new byte[16_384];
    Arrays.fill(piece, (byte) 'x');
    HttpResponse<InputStream> answer = client.send(to("/stream").build(), HttpResponse.BodyHandlers.ofInputStream());
    assertEquals("*", answer.headers().firstValue("access-control-allow-origin").orElse(""));
    assertEquals("video/mp2t", answer.headers().firstValue("content-type").orElse(""));
    BodyStream out = opened.get(10, TimeUnit.SECONDS);
    out.eventLoop().submit(() -> {
      out.onWritable(writableAgain::countDown);
      while (out.isWritable()) {
        out.write(Unpooled.wrappedBuffer(piece));
        out.flush();
        written.addAndGet(piece.length);
      }
    }).sync();
    // The client reads nothing yet: what is unsent stays bounded by the sockets' buffers and the water mark.
    assertTrue(written.get() < 64L << 20);
    try (InputStream in = answer.body()) {
      assertEquals(written.get(), in.readNBytes((int) written.get()).length);
      assertTrue(writableAgain.await(10, TimeUnit.SECONDS));
      assertFalse(streamClosed.get());
    }
    await().atMost(LONG).untilTrue(streamClosed);
    ByteBuf late = Unpooled.buffer().writeByte(1);
    out.eventLoop().submit(() -> out.write(late)).sync();
    assertEquals(0, late.refCnt());
  }

  @Test
  void aStreamThatEndsClosesTheConnectionInGoodOrder() throws Exception {
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(to("/stream").build(), HttpResponse.BodyHandlers.ofString());
    BodyStream out = opened.get(10, TimeUnit.SECONDS);
    out.eventLoop().execute(() -> {
      out.write(Unpooled.copiedBuffer("abc", StandardCharsets.US_ASCII));
      out.write(Unpooled.EMPTY_BUFFER);
      out.write(Unpooled.copiedBuffer("def", StandardCharsets.US_ASCII));
      out.end();
    });
    assertEquals("abcdef", answer.get(10, TimeUnit.SECONDS).body());
  }

  @Test
  void anOldClientGetsTheStreamWithoutChunks() throws Exception {
    try (RawClient raw = new RawClient(server.port())) {
      raw.send("GET /stream HTTP/1.0\r\nHost: localhost\r\n\r\n");
      BodyStream out = opened.get(10, TimeUnit.SECONDS);
      out.eventLoop().execute(() -> {
        out.write(Unpooled.copiedBuffer("abc", StandardCharsets.US_ASCII));
        out.end();
      });
      String answer = raw.readUntilClosed();
      assertTrue(answer.endsWith("\r\n\r\nabc"), answer);
      assertFalse(answer.contains("chunked"));
    }
  }

  @Test
  void aStreamWhoseClientReadsNothingIsCutOff() throws Exception {
    restart(HttpLimits.DEFAULT.withDeadlines(LONG, LONG, LONG, SHORT));
    try (RawClient raw = new RawClient(server.port())) {
      raw.send("GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
      BodyStream out = opened.get(10, TimeUnit.SECONDS);
      byte[] piece = new byte[65_536];
      out.eventLoop().submit(() -> {
        while (out.isWritable()) {
          out.write(Unpooled.wrappedBuffer(piece));
          out.flush();
        }
      }).sync();
      await().atMost(LONG).untilTrue(streamClosed);
    }
  }

  @Test
  void aTakenPortIsSaidInOneSentence() {
    IOException taken = assertThrows(
        IOException.class,
        () -> HttpServer.start(HttpConfig.on("127.0.0.1", server.port()), new Routes()).close());
    assertTrue(String.valueOf(taken.getMessage()).startsWith(
        "Cannot listen on 127.0.0.1:" + server.port() + ": the port is taken"), taken.getMessage());
  }

  private record RawAnswer(String text) {
    int status() {
      return Integer.parseInt(text.substring(9, 12));
    }
  }

  private RawAnswer raw(String request) throws IOException {
    try (RawClient raw = new RawClient(server.port())) {
      return new RawAnswer(raw.send(request).readUntilClosed());
    }
  }
}
