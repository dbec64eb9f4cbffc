package banyan.broadcast.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.broadcast.media.AacConfig;
import banyan.broadcast.media.AacSpecificConfig;
import banyan.broadcast.media.AccessUnit;
import banyan.broadcast.media.WallClock;
import banyan.broadcast.testing.Clips;
import banyan.broadcast.testing.Ffmpeg;
import banyan.broadcast.testing.PipelineSink;
import banyan.broadcast.testing.RecordingSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FileSourceTest {
  private static final FileWishes LOOP = new FileWishes(true, false, OptionalInt.empty());

  @TempDir
  Path folder = Path.of("");

  private static MediaFile open(Path file) throws IOException {
    return MediaFile.open(file, OptionalInt.empty());
  }

  /** As a person would make it of the clip, without encoding again. */
  private Path remuxed(Clips clip, String name, String... options) {
    Path out = folder.resolve(name);
    List<String> command = new ArrayList<>(List.of("-i", clip.file().toString(), "-c", "copy"));
    command.addAll(List.of(options));
    command.add(out.toString());
    Ffmpeg.ffmpeg(command.toArray(new String[0]));
    return out;
  }

  @ParameterizedTest
  @EnumSource(names = {"B_FRAMES", "NO_B_FRAMES", "OPEN_GROUPS", "BIG_PICTURES"})
  void anMp4ComesOutIdentical(Clips clip) throws IOException {
    Path file = remuxed(clip, "film.mp4");
    PipelineSink sink = new PipelineSink();
    open(file).play(sink, () -> false);
    sink.pipeline.flush();
    Path out = folder.resolve("out.ts");
    sink.writeTo(out);

    assertEquals("", Ffmpeg.complaints(out));
    for (String stream : List.of("v", "a")) {
      assertEquals(Ffmpeg.packetHashes(clip.file(), stream), Ffmpeg.packetHashes(out, stream));
    }
  }

  /** An MP4 keeps them in other units, and by an edit list. */
  @Test
  void anMp4KeepsPicturesAndSoundInStep() throws IOException {
    RecordingSink mp4 = new RecordingSink();
    open(remuxed(Clips.B_FRAMES, "film.mp4")).play(mp4, () -> false);
    RecordingSink ts = new RecordingSink();
    open(Clips.B_FRAMES.file()).play(ts, () -> false);

    assertEquals(ts.video().size(), mp4.video().size());
    assertEquals(ts.audio().size(), mp4.audio().size());
    long offset = ts.video().get(0).ptsTicks() - mp4.video().get(0).ptsTicks();
    for (int i = 0; i < ts.video().size(); i++) {
      assertNear(offset, ts.video().get(i).ptsTicks() - mp4.video().get(i).ptsTicks(), "picture " + i);
      assertNear(offset, ts.video().get(i).dtsTicks() - mp4.video().get(i).dtsTicks(), "picture " + i);
    }
    for (int i = 0; i < ts.audio().size(); i++) {
      assertNear(offset, ts.audio().get(i).ptsTicks() - mp4.audio().get(i).ptsTicks(), "frame " + i);
    }
  }

  /** Within a millisecond: an MP4 has units of its own for each track. */
  private static void assertNear(long expected, long actual, String what) {
    assertTrue(Math.abs(expected - actual) <= 90, what + ": " + actual + " instead of " + expected);
  }

  @Test
  void aFilePlaysAtItsOwnPaceAndEnds() throws IOException {
    RecordingSink sink = new EndingSink();
    long started = System.nanoTime();
    try (FileSource source = FileSource.open(Clips.VIDEO_ONLY.file(), FileWishes.NONE, sink, WallClock.SYSTEM)) {
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> sink.events.contains("ended"));
      assertTrue(source.description().endsWith(" (MPEG-TS)"), source.description());
    }
    assertTrue(System.nanoTime() - started >= 3_900_000_000L, "4 s of media");
    assertEquals(100, sink.video().size());
    assertEquals(List.of("connected", "gone", "ended"), sink.events);
  }

  @Test
  void aLoopGoesOnUntilItIsClosed() throws IOException {
    RecordingSink sink = new EndingSink();
    Path file = remuxed(Clips.VIDEO_ONLY, "second.mp4", "-t", "0.5");
    try (FileSource source = FileSource.open(file, LOOP, sink, WallClock.SYSTEM)) {
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> sink.video().size() > 40);
      assertTrue(source.description().endsWith("over and over"), source.description());
    }
    List<AccessUnit.Video> units = sink.video();
    for (int i = 1; i < units.size(); i++) {
      assertEquals(3_600, units.get(i).dtsTicks() - units.get(i - 1).dtsTicks(), "picture " + i);
    }
    assertEquals(List.of("connected", "gone"), sink.events);
  }

  @Test
  void aPlaylistGoesOnPastWhatCannotBePlayed() throws IOException {
    remuxed(Clips.VIDEO_ONLY, "small.mp4", "-t", "0.5");
    Path text = Files.writeString(folder.resolve("notes.ts"), "hello, world\n".repeat(9_000));
    Path list = Files.writeString(
        folder.resolve("list.m3u"), "small.mp4\nmissing.ts\n" + text.getFileName() + "\nsmall.mp4\n");
    RecordingSink sink = new EndingSink();
    try (FileSource source = FileSource.open(list, FileWishes.NONE, sink, WallClock.SYSTEM)) {
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> sink.events.contains("ended"));
      assertEquals(list + " (4 files)", source.description());
    }
    int each = sink.video().size() / 2;
    assertTrue(each >= 12, "pictures: " + each);
    for (int i = 1; i < 2 * each; i++) {
      assertEquals(3_600, sink.video().get(i).dtsTicks() - sink.video().get(i - 1).dtsTicks(), "picture " + i);
      assertFalse(sink.video().get(i).discontinuity());
    }
    assertEquals(5, sink.events.size(), sink.events.toString());
    assertTrue(sink.events.get(1).startsWith("warning Passed over: There is no file " + folder.resolve("missing.ts")),
        sink.events.toString());
    assertTrue(sink.events.get(2).startsWith("warning Passed over: " + text), sink.events.toString());
    assertEquals(List.of("gone", "ended"), sink.events.subList(3, 5));
  }

  @Test
  void aFolderLoopsWithWhatIsBrokenToldOnce() throws IOException {
    remuxed(Clips.VIDEO_ONLY, "1.mp4", "-t", "0.2");
    Files.write(folder.resolve("2.ts"), new byte[0]);
    remuxed(Clips.VIDEO_ONLY, "3.ts", "-t", "0.2");
    RecordingSink sink = new EndingSink();
    FileWishes all = new FileWishes(true, true, OptionalInt.empty());
    try (FileSource source = FileSource.open(folder, all, sink, WallClock.SYSTEM)) {
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> sink.video().size() > 60);
      assertEquals(folder + " (3 files), over and over, shuffled", source.description());
    }
    assertEquals(1, sink.events.stream().filter(event -> event.contains("2.ts is empty")).count());
    assertTrue(sink.events.stream().filter("connected"::equals).count() > 4, sink.events.toString());
  }

  @Test
  void aListOfNothingThatCanBePlayedIsRefused() throws IOException {
    Files.write(folder.resolve("1.ts"), new byte[0]);
    Files.write(folder.resolve("2.ts"), new byte[0]);
    IOException e = assertThrows(IOException.class,
        () -> FileSource.open(folder, LOOP, new RecordingSink(), WallClock.SYSTEM));
    assertEquals("Of " + folder + " nothing can be played: " + folder.resolve("1.ts") + " is empty.", e.getMessage());
    IOException one = assertThrows(IOException.class, () -> FileSource.open(Clips.VIDEO_ONLY.file(),
        new FileWishes(false, true, OptionalInt.empty()), new RecordingSink(), WallClock.SYSTEM));
    assertTrue(String.valueOf(one.getMessage()).contains("is one file: --shuffle is for a folder"), one.getMessage());
  }

  @Test
  void anMp4HasNoProgrammes() {
    Path file = remuxed(Clips.VIDEO_ONLY, "film.mp4");
    IOException e = assertThrows(IOException.class, () -> MediaFile.open(file, OptionalInt.of(1)));
    assertTrue(String.valueOf(e.getMessage()).contains("has no programmes: leave --program away"), e.getMessage());
  }

  @Test
  void aTruncatedTransportStreamPlaysAsFarAsItGoes() throws IOException {
    byte[] whole = Clips.B_FRAMES.bytes();
    Path file = Files.write(folder.resolve("cut.ts"), Arrays.copyOf(whole, whole.length / 2 + 77));
    RecordingSink sink = new RecordingSink();
    open(file).play(sink, () -> false);
    assertTrue(sink.video().size() > 60, "only " + sink.video().size());
  }

  @Test
  void aTruncatedMp4WithItsIndexPlaysAsFarAsItGoes() throws IOException {
    byte[] whole = Files.readAllBytes(remuxed(Clips.B_FRAMES, "film.mp4", "-movflags", "faststart"));
    Path file = Files.write(folder.resolve("cut.mp4"), Arrays.copyOf(whole, whole.length / 2));
    RecordingSink sink = new RecordingSink();
    open(file).play(sink, () -> false);
    assertTrue(sink.video().size() > 60 && sink.video().size() < 180, "pictures: " + sink.video().size());
    assertTrue(sink.events.stream().anyMatch(event -> event.contains("cut short")), sink.events.toString());
  }

  @Test
  void whatCannotBePlayedIsSaidWithWhatToDo() throws IOException {
    byte[] whole = Files.readAllBytes(remuxed(Clips.B_FRAMES, "film.mp4"));
    Path hevc = remuxed(Clips.HEVC, "hevc.mp4");
    Path mp3 = remuxed(Clips.MP3, "mp3.mp4", "-strict", "-1");
    assertRefused(folder.resolve("none.mp4"), "There is no file ");
    assertRefused(folder, " is a folder");
    assertRefused(Files.write(folder.resolve("empty.ts"), new byte[0]), " is empty");
    assertRefused(Files.writeString(folder.resolve("text.ts"), "hello, world\n".repeat(9_000)), "is no MPEG-TS");
    assertRefused(Files.write(folder.resolve("cut.mp4"), Arrays.copyOf(whole, whole.length / 2)), "without its index");
    assertRefused(remuxed(Clips.B_FRAMES, "frag.mp4", "-movflags", "frag_keyframe+empty_moov", "-bsf:a",
        "aac_adtstoasc"), "is a fragmented MP4");
    assertRefused(remuxed(Clips.B_FRAMES, "film.mkv"), "is Matroska or WebM; files must be MPEG-TS or MP4");
    assertRefused(remuxed(Clips.B_FRAMES, "film.flv"), "is FLV");
    assertRefused(hevc, "its video is HEVC (H.265), but channels carry H.264");
    assertRefused(Clips.HEVC.file(), "is HEVC (H.265), but channels carry H.264");
    assertRefused(mp3, "but channels carry AAC");
    assertRefused(Path.of("/dev/zero"), "is no file but a pipe or a device");
  }

  private static void assertRefused(Path file, String says) {
    IOException e = assertThrows(IOException.class, () -> open(file));
    assertTrue(String.valueOf(e.getMessage()).contains(says), e.getMessage());
    assertEquals(1, String.valueOf(e.getMessage()).lines().count());
  }

  @Test
  void anAacConfigurationIsReadWithAndWithoutItsExtension() {
    assertEquals(Optional.of(new AacConfig(2, 3, 2)), config(0x11, 0x90));
    // HE-AAC, 24 kHz doubled to 48: frames are of the core's rate.
    assertEquals(Optional.of(new AacConfig(2, 6, 2)), config(0x2b, 0x11, 0x88, 0x00));
    assertEquals(Optional.empty(), config());
    // An object type (xHE-AAC) that ADTS has no number for.
    assertEquals(Optional.empty(), config(0xf9, 0x46, 0x40));
  }

  private static Optional<AacConfig> config(int... bytes) {
    ByteBuffer buffer = ByteBuffer.allocate(bytes.length);
    for (int b : bytes) {
      buffer.put((byte) b);
    }
    return AacSpecificConfig.read(buffer.flip());
  }

  private static final class EndingSink extends RecordingSink {
    @Override
    public void ended() {
      events.add("ended");
    }
  }
}
