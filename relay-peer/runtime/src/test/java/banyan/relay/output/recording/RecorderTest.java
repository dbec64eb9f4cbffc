package banyan.relay.output.recording;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recorder on real files, in virtual time, on a disk that can fail. */
final class RecorderTest {
  private static final Instant START = Instant.parse("2026-11-22T01:00:00Z");
  private static final int GROUP = 10;

  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @TempDir
  private Path temp;
  private Path folder;
  private final Logger logger = Logger.getLogger(Recorder.class.getName());
  private final List<String> warnings = new ArrayList<>();
  private final Handler ear = new Handler() {
    @Override
    public void publish(LogRecord record) {
      if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
        warnings.add(record.getMessage());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  };

  private final TestChunks chunks = new TestChunks();
  private final TroubledDisk disk = new TroubledDisk();
  private final List<byte[]> payloads = new ArrayList<>();
  private String title = "Test";
  private long nowMicros;
  private Recorder recorder;

  @BeforeEach
  void begin() throws IOException {
    logger.addHandler(ear);
    logger.setUseParentHandlers(false);
    folder = Files.createDirectory(temp.resolve("recordings"));
    recorder = recorder(Duration.ofSeconds(3), OptionalLong.empty());
  }

  @AfterEach
  void stopListening() {
    logger.removeHandler(ear);
    logger.setUseParentHandlers(true);
  }

  private Recorder recorder(Duration every, OptionalLong kept) {
    RecordingWishes wishes = new RecordingWishes(folder, every, OptionalLong.empty(), kept);
    FileNames names = new FileNames(chunks.channel().shortName());
    return new Recorder("test", wishes, new RecordingFolder(folder, names, disk), () -> title,
        () -> START.plusMillis(nowMicros / 1_000));
  }

  private void write(Chunk chunk) {
    ByteBuffer payload = chunk.payload();
    byte[] bytes = new byte[payload.remaining()];
    payload.get(bytes);
    payloads.add(bytes);
    recorder.write(chunk, nowMicros);
    nowMicros += chunk.durationMicros();
    recorder.pulse(nowMicros);
  }

  /** Seconds of the stream, a join point in each. */
  private void write(int seconds) {
    for (int i = 0; i < seconds * GROUP; i++) {
      write(i % GROUP == 0 ? chunks.join() : chunks.next());
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.sorted().toList();
    }
  }

  private byte[] written() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Path file : files()) {
      all.write(Files.readAllBytes(file));
    }
    return all.toByteArray();
  }

  private byte[] sent(int from, int to) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    payloads.subList(from, to).forEach(all::writeBytes);
    return all.toByteArray();
  }

  private void assertContinuous() throws IOException {
    assertEquals(List.of(), StrictDemuxer.faults(ByteBuffer.wrap(written())));
  }

  private void assertWarned(String... parts) {
    assertEquals(parts.length, warnings.size(), warnings::toString);
    for (int i = 0; i < parts.length; i++) {
      assertTrue(warnings.get(i).contains(parts[i]), warnings::toString);
    }
  }

  @Test
  void filesOneBehindAnotherAreTheStream() throws IOException {
    write(9);
    recorder.close();
    assertEquals(3, files().size());
    assertArrayEquals(sent(0, 90), written());
    for (int i = 0; i < 3; i++) {
      assertArrayEquals(sent(30 * i, 30 * i + 30), Files.readAllBytes(files().get(i)), "file " + i);
    }
    assertContinuous();
    RecordingFigures figures = recorder.figures();
    assertEquals(3, figures.files());
    assertEquals(90, figures.chunks());
    assertEquals(written().length, figures.bytes());
    assertEquals(0, figures.chunksMissed());
    assertWarned();
  }

  @Test
  void aFileCanBePlayedWhileItGrows() throws IOException {
    write(1);
    assertArrayEquals(sent(0, 10), written());
    write(chunks.next());
    assertArrayEquals(sent(0, 11), written());
    assertEquals(files().get(0).toString(), recorder.figures().file());
  }

  @Test
  void filesAreNamedByTheTitleOfTheirTime() throws IOException {
    write(3);
    title = "Another";
    write(3);
    String channel = chunks.channel().shortName();
    assertEquals(
        List.of("Another_20261122T010003Z_" + channel + ".ts", "Test_20261122T010000Z_" + channel + ".ts"),
        files().stream().map(file -> file.getFileName().toString()).toList());
  }

  @Test
  void whatIsThereAlreadyIsNeverTouched() throws IOException {
    String name = "Test_20261122T010000Z_" + chunks.channel().shortName();
    Files.writeString(folder.resolve(name + ".ts"), "mine");
    write(2);
    recorder.close();
    assertEquals("mine", Files.readString(folder.resolve(name + ".ts")));
    assertArrayEquals(sent(0, 20), Files.readAllBytes(folder.resolve(name + "_2.ts")));
  }

  @Test
  void aLossIsToldToPlayersAsInAStream() throws IOException {
    write(1);
    chunks.lose(3);
    write(chunks.next());
    write(1);
    recorder.close();
    assertEquals(1, files().size());
    assertContinuous();
    assertEquals(sent(0, payloads.size()).length + 3 * 188L, written().length, "a packet for each of three PIDs");
  }

  @Test
  void aNewRunOfTheBroadcasterIsAnotherFile() throws IOException {
    write(1);
    chunks.beginEpoch();
    write(1);
    recorder.close();
    assertEquals(2, files().size());
    assertContinuous();
  }

  @Test
  void aFullDiskStopsTheRecordingAtAWholeChunkAndItGoesOnWhenThereIsRoom() throws IOException {
    recorder = recorder(Duration.ofHours(1), OptionalLong.empty());
    write(1);
    disk.leave(3 * 188 + 100);
    write(1);
    write(3);
    RecordingFigures stopped = recorder.figures();
    assertEquals(RecordingFigures.State.STOPPED, stopped.state());
    assertEquals(TroubledDisk.FULL, stopped.problem());
    assertEquals("", stopped.file());
    assertArrayEquals(sent(0, 11), written(), "nothing torn, no empty files");
    assertEquals(1, files().size());
    assertWarned("recording to " + folder + " has stopped (No space left on device); the stream goes on");

    disk.leave(Long.MAX_VALUE);
    int before = payloads.size();
    write(5);
    recorder.close();
    RecordingFigures again = recorder.figures();
    assertEquals("", again.problem());
    assertEquals(1, again.stops());
    assertEquals(2, files().size());
    byte[] second = Files.readAllBytes(files().get(1));
    byte[] whole = sent(before, payloads.size());
    int splices = 3 * 188;
    int missed = whole.length + splices - second.length;
    assertTrue(missed >= 0 && missed <= 4 * (12 * 188), "begins at a join point within four seconds: " + missed);
    assertContinuous();
    assertEquals(payloads.size(), again.chunks() + again.chunksMissed());
    assertWarned("has stopped");
  }

  @Test
  void itIsTriedAgainLessAndLessOftenButOnceAMinute() {
    disk.leave(0);
    write(60);
    int inTheFirstMinute = disk.created();
    assertTrue(inTheFirstMinute >= 5 && inTheFirstMinute <= 7, "" + inTheFirstMinute);
    write(600);
    int inTenMinutes = disk.created() - inTheFirstMinute;
    assertTrue(inTenMinutes >= 9 && inTenMinutes <= 11, "" + inTenMinutes);
    assertWarned("has stopped");
    assertEquals(0, recorder.figures().stops(), "it had not begun");
    assertEquals(6_600, recorder.figures().chunksMissed());
  }

  @Test
  void aFolderThatVanishesIsToldOfAndWaitedFor() throws IOException {
    recorder = recorder(Duration.ofHours(1), OptionalLong.empty());
    write(1);
    Files.delete(files().get(0));
    Files.delete(folder);
    write(10);
    assertEquals(RecordingFigures.State.STOPPED, recorder.figures().state());
    assertWarned("was moved or deleted", "has stopped (the folder is not there)");
    Files.createDirectory(folder);
    write(20);
    recorder.close();
    assertEquals(RecordingFigures.State.ENDED, recorder.figures().state());
    assertEquals(1, files().size(), "it goes on in the new folder");
    assertContinuous();
  }

  @Test
  void aFileThatSomebodyMovesAwayIsFollowedByAnother() throws IOException {
    write(2);
    Path moved = temp.resolve("moved.ts");
    recorder.close();
    recorder = recorder(Duration.ofHours(1), OptionalLong.empty());
    int from = payloads.size();
    write(2);
    Files.move(files().get(1), moved);
    write(8);
    recorder.close();
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(Files.readAllBytes(moved));
    both.write(Files.readAllBytes(files().get(1)));
    assertArrayEquals(sent(from, payloads.size()), both.toByteArray(), "not a packet between them is missing");
    assertWarned("was moved or deleted; a new file begins");
  }

  @Test
  void whatIsWrittenIsSyncedEachFewSecondsAndAtTheEndOfAFile() throws IOException {
    recorder = recorder(Duration.ofSeconds(18), OptionalLong.empty());
    write(4);
    assertEquals(0, disk.syncs());
    write(14);
    assertEquals(3, disk.syncs());
    write(1);
    assertEquals(4, disk.syncs());
    recorder.close();
    assertEquals(5, disk.syncs());
  }

  @Test
  void aDiskThatCannotKeepWhatItTookStopsTheRecording() throws IOException {
    disk.breakSyncs(true);
    write(6);
    assertWarned("has stopped (Input/output error)");
    assertTrue(recorder.figures().stops() > 0);
    disk.breakSyncs(false);
    write(10);
    assertEquals(RecordingFigures.State.RECORDING, recorder.figures().state());
    recorder.close();
    assertContinuous();
  }

  @Test
  void onlyTheNewestFilesAreKept() throws IOException {
    int second = (3 + 9) * 188;
    Path other = Files.writeString(folder.resolve("holiday.ts"), "x".repeat(100_000));
    Path others = Files.writeString(folder.resolve("Test_20200101T000000Z_zzzzzzzz.ts"), "x".repeat(100_000));
    recorder = recorder(Duration.ofSeconds(3), OptionalLong.of(3L * 3 * second));
    write(30);
    recorder.close();
    assertTrue(Files.exists(other) && Files.exists(others), "what is not the channel's is left alone");
    List<Path> left = files().stream().filter(f -> !f.equals(other) && !f.equals(others)).toList();
    assertTrue(left.size() == 3, left::toString);
    assertArrayEquals(sent(payloads.size() - 90, payloads.size()), concat(left));
    assertWarned();
  }

  private static byte[] concat(List<Path> files) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Path file : files) {
      all.write(Files.readAllBytes(file));
    }
    return all.toByteArray();
  }

  @Test
  void beforeTheFirstJoinPointNothingIsWritten() throws IOException {
    write(chunks.next());
    assertEquals(List.of(), files());
    assertEquals(RecordingFigures.State.WAITING, recorder.figures().state());
    write(1);
    assertArrayEquals(sent(1, 11), written());
    assertEquals(1, recorder.figures().chunksMissed());
  }
}
