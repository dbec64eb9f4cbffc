package banyan.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that hold a connection by doing next to nothing, over real sockets: each phase has its own end. */
@SuppressWarnings("FutureReturnValueIgnored") // what was written is looked at from the client's end
class SlowClientTest {
  private static final Duration SHORT = Duration.ofMillis(400);
  private static final Duration LONG = Duration.ofSeconds(60);
  /** More than the kernel holds for a client that reads nothing: 4 MB of send buffer, 6 MB of receive buffer. */
  private static final int MORE_THAN_BUFFERS = 32 << 20;

  private final CountDownLatch streamClosed = new CountDownLatch(1);
  private final AtomicLong unsentBytes = new AtomicLong();
  private HttpServer server = start(HttpLimits.DEFAULT);

  private HttpServer start(HttpLimits limits) {
    Routes routes = new Routes()
        .get("/hello", request -> Answer.text(200, "text/plain", "hello"))
        .on("POST", "/echo", Handler.of(request -> Answer.of(200, "application/octet-stream", request.body())))
        .get("/large", request -> Answer.of(200, "application/octet-stream", new byte[MORE_THAN_BUFFERS]))
        .get("/quiet", request -> Answer.stream("text/plain", out -> out.onClosed(streamClosed::countDown)))
        .get("/stream", request -> Answer.stream("video/mp2t", out -> {
          out.onClosed(streamClosed::countDown);
          out.onWritable(() -> pour(out));
          pour(out);
        }));
    try {
      return HttpServer.start(HttpConfig.on("127.0.0.1", 0).withLimits(limits), routes);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As much as the client takes, as a live stream that has much to send. */
  private void pour(BodyStream out) {
    while (out.isOpen() && out.isWritable()) {
      out.write(Unpooled.wrappedBuffer(new byte[16_384]));
      out.flush();
      unsentBytes.accumulateAndGet(out.channel().bytesBeforeWritable(), Math::max);
    }
  }

  private void restart(Duration request, Duration idle, Duration answer, Duration stall) {
    server.close();
    server = start(HttpLimits.DEFAULT.withDeadlines(request, idle, answer, stall));
  }

  @AfterEach
  void close() {
    server.close();
  }

  /** Sends a byte every now and then; the deadline is for the whole, so that does not help. */
  private static void assertDripsInVain(RawClient client, String drop) {
    await().pollInterval(Duration.ofMillis(50)).atMost(LONG).until(() -> {
      try {
        client.send(drop);
        return false;
      } catch (IOException closed) {
        return true;
      }
    });
  }

  @Test
  void aHeadThatDripsEndsWithItsDeadline() throws Exception {
    restart(SHORT, LONG, LONG, LONG);
    try (RawClient client = new RawClient(server.port())) {
      client.send("GET /hello HTTP/1.1\r\n");
      assertDripsInVain(client, "x: y\r\n");
      assertEquals("", client.readUntilClosed());
    }
  }

  @Test
  void aBodyThatDripsEndsWithItsDeadline() throws Exception {
    restart(SHORT, LONG, LONG, LONG);
    try (RawClient client = new RawClient(server.port())) {
      client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
      assertDripsInVain(client, "1\r\nx\r\n");
    }
  }

  @Test
  void theSecondRequestOfAConnectionMayNotDripEither() throws Exception {
    restart(LONG, SHORT, LONG, LONG);
    try (RawClient client = new RawClient(server.port())) {
      client.send("GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n").readThrough("hello");
      client.send("GET /hello HTTP/1.1\r\n");
      assertDripsInVain(client, "x: y\r\n");
    }
  }

  @Test
  void anAnswerThatIsNotReadEndsWithItsDeadline() throws Exception {
    restart(LONG, LONG, SHORT, LONG);
    try (RawClient client = new RawClient(server.port())) {
      client.send("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n");
      await().atMost(LONG).until(() -> server.connectionCount() == 1);
      await().atMost(LONG).until(() -> server.connectionCount() == 0);
    }
  }

  @Test
  void requestsAheadOfUnreadAnswersAreNotTaken() throws Exception {
    restart(LONG, LONG, SHORT, LONG);
    String many = "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(2_000);
    try (RawClient client = new RawClient(server.port())) {
      assertDripsInVain(client, many);
    }
    await().atMost(LONG).until(() -> server.connectionCount() == 0);
  }

  @Test
  void aViewerThatReadsNothingIsLetGoAndCostsLittleUntilThen() throws Exception {
    restart(LONG, LONG, LONG, SHORT);
    try (RawClient client = new RawClient(server.port())) {
      client.send("GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertTrue(streamClosed.await(LONG.toSeconds(), TimeUnit.SECONDS));
      assertTrue(unsentBytes.get() <= 256 * 1024, unsentBytes + " bytes were held for it");
    }
    await().atMost(LONG).until(() -> server.connectionCount() == 0);
  }

  @Test
  void aListenerToWhomNothingIsSaidStays() throws Exception {
    restart(SHORT, SHORT, SHORT, SHORT);
    try (RawClient client = new RawClient(server.port())) {
      client.send("GET /quiet HTTP/1.1\r\nHost: localhost\r\n\r\n").readThrough("\r\n\r\n");
      assertFalse(streamClosed.await(3 * SHORT.toMillis(), TimeUnit.MILLISECONDS), "it was let go");
    }
    assertTrue(streamClosed.await(LONG.toSeconds(), TimeUnit.SECONDS), "its end was not seen");
  }
}
