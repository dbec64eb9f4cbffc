package banyan.broadcast.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.broadcast.media.WallClock;
import banyan.broadcast.testing.Clips;
import banyan.broadcast.testing.RecordingSink;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class StreamIngestTest {
  private final RecordingSink sink = new RecordingSink() {
    @Override
    public void ended() {
      events.add("ended");
    }
  };

  private StreamIngest open(InputStream in) {
    return StreamIngest.open(in, OptionalInt.empty(), sink, WallClock.SYSTEM);
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(5)).until(condition);
  }

  @Test
  void whoeverWritesTooFastIsHeldBackAndTheEndIsTheEnd() {
    long started = System.nanoTime();
    try (StreamIngest ingest = open(new ByteArrayInputStream(Clips.VIDEO_ONLY.bytes()))) {
      await(() -> sink.events.contains("ended"));
      assertEquals("MPEG-TS from standard input", ingest.description());
    }
    // 4 s of media, of which the last second may come ahead, and what is read at once.
    assertTrue(System.nanoTime() - started > 2_000_000_000L, "as fast as it could be read");
    assertEquals(100, sink.video().size());
    assertEquals(4, sink.events.size(), sink.events.toString());
    assertTrue(sink.events.get(1).startsWith("warning The encoder sends faster"), sink.events.toString());
    assertEquals(List.of("gone", "ended"), sink.events.subList(2, 4));
  }

  @Test
  void nothingAndWhatIsNoMpegTsAreFailures() {
    StreamIngest empty = open(InputStream.nullInputStream());
    await(() -> sink.events.size() == 1);
    empty.close();
    assertTrue(sink.events.get(0).startsWith("failed Nothing came on standard input"), sink.events.toString());
    sink.events.clear();
    StreamIngest zeros = open(new ByteArrayInputStream(new byte[200_000]));
    await(() -> sink.events.size() == 4);
    zeros.close();
    assertTrue(sink.events.get(3).startsWith("failed What the encoder sends is no MPEG-TS"), sink.events.toString());
  }

  @Test
  void afterClosingNothingComesThoughThePipeStaysOpen() throws IOException {
    try (PipedOutputStream writer = new PipedOutputStream();
        PipedInputStream reader = new PipedInputStream(writer, 1 << 20)) {
      StreamIngest ingest = open(reader);
      byte[] clip = Clips.VIDEO_ONLY.bytes();
      writer.write(clip, 0, 30_000);
      writer.flush();
      await(() -> sink.video().size() > 2);
      ingest.close();
      int units = sink.units.size();
      writer.write(clip, 30_000, 20_000);
      writer.flush();
      await(() -> reader.available() == 0);
      assertEquals(units, sink.units.size());
      assertEquals(List.of("connected", "gone"), sink.events);
    }
  }
}
