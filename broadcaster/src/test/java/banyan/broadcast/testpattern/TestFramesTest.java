package banyan.broadcast.testpattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.broadcast.media.AccessUnit;
import banyan.broadcast.testing.Ffmpeg;
import banyan.broadcast.testing.PipelineSink;
import banyan.broadcast.testing.RecordingSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestFramesTest {
  private static final long START_UNIX_MICROS = 1_767_225_600_000_000L;

  @TempDir
  Path folder = Path.of("");

  @Test
  void everyFrameOfTheDecodedStreamTellsItsNumber() throws IOException {
    Path stream = make(320, 180, 30, 100);

    assertEquals("", Ffmpeg.complaints(stream));
    List<OptionalLong> numbers = numbers(stream, 320, 180);
    assertEquals(LongStream.range(0, 100).mapToObj(OptionalLong::of).toList(), numbers);
    assertEquals(0, Ffmpeg.decodedHashes(stream, "a").stream().distinct().count() - 1, "silence is all the same");
  }

  @Test
  void barcodeSurvivesScalingAndStrongCompression() throws IOException {
    Path stream = make(640, 360, 15, 30);
    Path small = folder.resolve("small.ts");
    Ffmpeg.ffmpeg("-i", stream.toString(), "-an", "-vf", "scale=256:144", "-c:v", "libx264", "-crf", "42", "-bf", "2",
        "-preset", "veryfast", small.toString());

    assertEquals(LongStream.range(0, 30).mapToObj(OptionalLong::of).toList(), numbers(small, 256, 144));
  }

  @Test
  void sizesThatAreNoMultipleOfAMacroblockAreCropped() throws IOException {
    Path stream = make(162, 98, 10, 10);

    assertEquals("", Ffmpeg.complaints(stream));
    assertEquals(LongStream.range(0, 10).mapToObj(OptionalLong::of).toList(), numbers(stream, 162, 98));
  }

  @Test
  void keyPicturesComeEachSecond() {
    RecordingSink sink = new RecordingSink();
    TestFrames frames = new TestFrames(160, 96, 30, false, 0);
    for (int i = 0; i < 95; i++) {
      frames.timeReached(frames.nextWakeMicros(), START_UNIX_MICROS, sink);
    }
    List<Long> keys = sink.video().stream().filter(AccessUnit.Video::joinPoint).map(AccessUnit::dtsTicks).toList();
    assertEquals(List.of(0L, 90_000L, 180_000L, 270_000L), keys);
    long video = sink.video().get(94).dtsTicks();
    long audio = sink.audio().get(sink.audio().size() - 1).dtsTicks();
    assertTrue(video - audio >= 0 && video - audio < 1_920, "audio at " + audio + ", video at " + video);
  }

  @Test
  void lateFramesAreLeftOutAndNeverSlowed() {
    RecordingSink sink = new RecordingSink();
    TestFrames frames = new TestFrames(160, 96, 25, false, 0);
    frames.timeReached(0, START_UNIX_MICROS, sink);
    frames.timeReached(39_999, START_UNIX_MICROS, sink);
    frames.timeReached(40_000, START_UNIX_MICROS, sink);
    frames.timeReached(1_130_000, START_UNIX_MICROS, sink);
    frames.timeReached(1_160_000, START_UNIX_MICROS, sink);

    assertEquals(List.of(0L, 3_600L, 28 * 3_600L, 29 * 3_600L),
        sink.video().stream().map(AccessUnit::dtsTicks).toList());
    assertEquals(26, frames.framesDropped());
    assertTrue(sink.video().get(2).joinPoint(), "the key picture that was due is made up for");
    List<AccessUnit.Audio> audio = sink.audio();
    for (int i = 1; i < audio.size(); i++) {
      assertEquals(1_920, audio.get(i).dtsTicks() - audio.get(i - 1).dtsTicks());
    }
  }

  private Path make(int width, int height, int framesPerSecond, int count) {
    PipelineSink sink = new PipelineSink();
    TestFrames frames = new TestFrames(width, height, framesPerSecond, false, 0);
    for (int i = 0; i < count; i++) {
      long now = frames.nextWakeMicros();
      frames.timeReached(now, START_UNIX_MICROS + now, sink);
    }
    sink.encoderGone();
    Path stream = folder.resolve("test.ts");
    sink.writeTo(stream);
    return stream;
  }

  private List<OptionalLong> numbers(Path stream, int width, int height) throws IOException {
    Path raw = folder.resolve("luma.raw");
    Ffmpeg.ffmpeg("-i", stream.toString(), "-map", "0:v", "-pix_fmt", "yuv420p", "-f", "rawvideo", raw.toString());
    byte[] frames = Files.readAllBytes(raw);
    int frameBytes = width * height * 3 / 2;
    assertEquals(0, frames.length % frameBytes);
    List<OptionalLong> numbers = new ArrayList<>();
    for (int at = 0; at < frames.length; at += frameBytes) {
      numbers.add(Barcode.read(Luma.of(frames, at, width, width, height)));
    }
    return numbers;
  }
}
