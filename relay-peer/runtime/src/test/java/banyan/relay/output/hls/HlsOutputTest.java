package banyan.relay.output.hls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.http.Answer;
import banyan.http.Request;
import banyan.protocol.Chunk;
import banyan.relay.output.LiveTail;
import io.netty.channel.DefaultEventLoop;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is forgotten when, by a clock of the test's. */
final class HlsOutputTest {
  private final DefaultEventLoop loop = new DefaultEventLoop();
  private final LiveTail tail = new LiveTail();
  private final AtomicLong nowMicros = new AtomicLong(1);
  private final AtomicInteger viewers = new AtomicInteger();
  private final HlsOutput output = new HlsOutput(loop, tail, nowMicros::get, () -> 1_000_000, viewers::set);
  private final TestChunks root = new TestChunks();

  @AfterEach
  void stop() {
    loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private void add(int chunks) throws Exception {
    loop.submit(() -> {
      for (int i = 0; i < chunks; i++) {
        Chunk chunk = i % 10 == 0 ? root.join() : root.next();
        tail.add(chunk);
        nowMicros.addAndGet(chunk.durationMicros());
        output.added(chunk);
      }
      output.flush();
    }).get();
  }

  /** As from an encoder that has kept back some of its stream, and sends it faster than it plays. */
  private void addAtOnce(int chunks) throws Exception {
    loop.submit(() -> {
      for (int i = 0; i < chunks; i++) {
        Chunk chunk = i % 10 == 0 ? root.join() : root.next();
        tail.add(chunk);
        nowMicros.addAndGet(chunk.durationMicros() / 2);
        output.added(chunk);
        output.flush();
      }
    }).get();
  }

  private void pulseAfter(long micros) throws Exception {
    nowMicros.addAndGet(micros);
    loop.submit(output::pulse).get();
  }

  private static Request request(Map<String, String> parameters) {
    return new Request(
        "GET", "/", parameters, Map.of(), new DefaultHttpHeaders(), new byte[0],
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
  }

  private static Request request() {
    return request(Map.of());
  }

  private static String text(CompletionStage<Answer> stage) throws Exception {
    Answer answer = stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    assertEquals(200, answer.status());
    assertTrue(answer instanceof Answer.Whole, answer.toString());
    return new String(((Answer.Whole) answer).body(), StandardCharsets.UTF_8);
  }

  private String beginSession() throws Exception {
    List<String> lines = text(output.newSession(request())).lines().toList();
    return lines.get(2).substring("session/".length()).replace(".m3u8", "");
  }

  @Test
  void aPlaylistThatNobodyAsksForIsForgottenAndOneForTheNextHasHigherNumbers() throws Exception {
    add(50);
    long next = Judged.of(text(output.index(request()))).first() + 4;
    pulseAfter(HlsOutput.IDLE_MICROS - 1);
    add(10);
    Judged before = Judged.of(text(output.index(request())));
    assertEquals(0, before.first());
    assertEquals(5, before.names().size());
    pulseAfter(HlsOutput.IDLE_MICROS);
    add(30);
    Judged after = Judged.of(text(output.index(request())));
    assertTrue(after.first() > next, "from " + after.first());
    assertEquals("1-70.ts", after.names().get(after.names().size() - 1));
  }

  @Test
  void aSessionBeginsBehindAHeapOfChunksAndNotInIt() throws Exception {
    String name = beginSession();
    CompletionStage<Answer> first = output.session(request(Map.of("session", name)));
    addAtOnce(55);
    assertFalse(first.toCompletableFuture().isDone(), "more may come yet");
    nowMicros.addAndGet(100_000);
    assertTrue(text(first).contains("2026-01-01T00:00:04.000Z"), text(first));
  }

  @Test
  void aStreamThatNeverComesAtItsPaceIsPlayedAllTheSame() throws Exception {
    CompletionStage<Answer> first = output.session(request(Map.of("session", beginSession())));
    int half = (int) (HlsOutput.HEAPS_MOST_MICROS / 100_000);
    addAtOnce(half);
    assertFalse(first.toCompletableFuture().isDone());
    addAtOnce(half + 10);
    assertTrue(first.toCompletableFuture().isDone());
  }

  @Test
  void whoeverDoesNotAskAnyMoreIsNoViewer() throws Exception {
    add(55);
    text(output.index(request()));
    String session = beginSession();
    text(output.session(request(Map.of("session", session))));
    assertEquals(2, viewers.get());
    pulseAfter(Audience.ABSENT_MICROS - 1);
    assertEquals(2, viewers.get());
    text(output.index(request()));
    pulseAfter(1);
    assertEquals(1, viewers.get());
    pulseAfter(Audience.ABSENT_MICROS);
    assertEquals(0, viewers.get());
  }

  @Test
  void aSessionTooManyIsRefusedInASentence() throws Exception {
    for (int i = 0; i < Sessions.MAX_SESSIONS; i++) {
      beginSession();
    }
    Answer refusal = output.newSession(request()).toCompletableFuture().get(20, TimeUnit.SECONDS);
    assertEquals(503, refusal.status());
    assertEquals("*", refusal.headers().get("access-control-allow-origin"));
    nowMicros.addAndGet(Sessions.GIVEN_UP_MICROS);
    beginSession();
  }
}
