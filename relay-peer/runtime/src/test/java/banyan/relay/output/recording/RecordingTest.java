package banyan.relay.output.recording;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.protocol.Chunk;
import banyan.relay.output.StrictDemuxer;
import banyan.relay.output.hls.TestChunks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A recording with its thread, on real files. */
@Timeout(60) // what fails here is a wait that never ends
final class RecordingTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @TempDir
  private Path folder;
  private final TestChunks chunks = new TestChunks();
  private final TroubledDisk disk = new TroubledDisk();
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

  private RecordingWishes wishes(Path where) {
    return new RecordingWishes(where, Duration.ofHours(1), OptionalLong.empty(), OptionalLong.empty());
  }

  private Recording start() {
    return Recording.start(chunks.channel(), wishes(folder), () -> "Test", new BacklogRoom(), disk);
  }

  private void add(Recording to, Chunk chunk) {
    ByteBuffer payload = chunk.payload();
    byte[] bytes = new byte[payload.remaining()];
    payload.get(bytes);
    sent.writeBytes(bytes);
    to.add(chunk);
  }

  private byte[] written() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.toList();
    }
    assertEquals(1, files.size(), files::toString);
    return Files.readAllBytes(files.get(0));
  }

  @Test
  void whatHasBeenTakenIsOnDiskWhenItEnds() throws Exception {
    Recording recording = start();
    add(recording, chunks.join());
    for (int i = 0; i < 100; i++) {
      add(recording, chunks.next());
    }
    recording.close();
    recording.ended().get(20, TimeUnit.SECONDS);
    assertArrayEquals(sent.toByteArray(), written());
    assertEquals(RecordingFigures.State.ENDED, recording.figures().state());
    assertFalse(recording.figures().isRunning());
  }

  @Test
  void aChunkIsInTheFileSoon() throws Exception {
    Recording recording = start();
    add(recording, chunks.join());
    await().atMost(SOON).until(() -> recording.figures().chunks() == 1);
    assertArrayEquals(sent.toByteArray(), written());
    recording.close();
    recording.ended().get(20, TimeUnit.SECONDS);
  }

  /** Whoever waited for this disk would wait for ever. */
  @Test
  void aStuckDiskHoldsUpNobodyAndWhatItMissesIsCounted() throws Exception {
    disk.stick();
    Recording recording = start();
    int all = 2 * Backlog.MAX_CHUNKS;
    for (int i = 0; i < all; i++) {
      recording.add(i % 10 == 0 ? chunks.join() : chunks.next());
    }
    long dropped = recording.figures().chunksDropped();
    assertTrue(dropped >= Backlog.MAX_CHUNKS - 1, "" + dropped);
    disk.unstick();
    await().atMost(SOON).until(() -> recording.figures().chunks() == all - dropped);
    recording.add(chunks.next());
    recording.add(chunks.join());
    recording.close();
    recording.ended().get(20, TimeUnit.SECONDS);
    assertEquals(dropped + 1, recording.figures().chunksDropped(), "what no decoder could use is left out too");
    assertEquals(all - dropped + 1, recording.figures().chunks());
    assertEquals(List.of(), StrictDemuxer.faults(ByteBuffer.wrap(written())));
  }

  @Test
  void whereNothingCanBeRecordedIsSaid() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertEquals("it is no folder",
        assertThrows(IOException.class, () -> Recording.prepare(wishes(file))).getMessage());
    assertThrows(IOException.class, () -> Recording.prepare(wishes(file.resolve("below"))));
    Recording.prepare(wishes(folder.resolve("a").resolve("b")));
    assertTrue(Files.isDirectory(folder.resolve("a").resolve("b")));
  }
}
