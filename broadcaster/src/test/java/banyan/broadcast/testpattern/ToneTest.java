package banyan.broadcast.testpattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.broadcast.media.AacConfig;
import banyan.broadcast.media.AccessUnit;
import banyan.broadcast.media.MediaTimeline;
import banyan.broadcast.testing.Ffmpeg;
import banyan.broadcast.testing.PipelineSink;
import banyan.broadcast.testing.RecordingSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Beeps and flashes are where the whole seconds are, for as long as the source runs. */
class ToneTest {
  private static final int RATE_HZ = 48_000;
  private static final int FRAME_SAMPLES = AacConfig.SAMPLES_PER_FRAME;
  private static final int BEEP_SAMPLES = RATE_HZ / 10;
  private static final int LOOP_SECONDS = 8;
  private static final int WIDTH = 160;
  private static final int HEIGHT = 96;
  private static final long START_UNIX_MICROS = 1_767_225_600_000_000L;

  @TempDir
  Path folder = Path.of("");

  @Test
  void loopIsAWholeNumberOfSecondsAndOfFrames() {
    SoundLoop tone = SoundLoop.tone();
    assertEquals(new AacConfig(2, 3, 2), tone.config());
    assertEquals(LOOP_SECONDS * RATE_HZ, tone.frameCount() * FRAME_SAMPLES);
    assertEquals(tone.frame(1), tone.frame(1 + tone.frameCount()));
  }

  @Test
  void roundsFollowOneAnotherWithoutAClick() throws IOException {
    int rounds = 3;
    short[] sound = decode(rounds * SoundLoop.tone().frameCount());
    int loop = LOOP_SECONDS * RATE_HZ;
    assertEquals(rounds * loop, sound.length);
    assertTrue(Arrays.equals(sound, loop, 2 * loop, sound, 2 * loop, 3 * loop), "a round is as the one before it");
    List<Integer> beeps = SyncMarks.beeps(ShortBuffer.wrap(sound), RATE_HZ);
    assertEquals(rounds * LOOP_SECONDS, beeps.size());
    // A decoder fades the very first frame in.
    for (int second = 1; second < rounds * LOOP_SECONDS; second++) {
      int at = second * RATE_HZ;
      assertEquals(at, beeps.get(second), RATE_HZ / 1_000, "beep in samples");
      for (int i = at + BEEP_SAMPLES + FRAME_SAMPLES; i < at + RATE_HZ - FRAME_SAMPLES; i++) {
        assertEquals(0, sound[i], "sample " + i);
      }
    }
  }

  @Test
  void timesAreExactAfterAnHour() {
    Hour sink = new Hour();
    TestFrames frames = new TestFrames(160, 96, 1, true, 0);
    for (int second = 0; second < 3_600; second++) {
      frames.timeReached(frames.nextWakeMicros(), START_UNIX_MICROS, sink);
    }
    assertEquals(0, frames.framesDropped());
    assertEquals(3_600, sink.pictures);
    // The frame that the last picture's time lies in, and all before it.
    assertEquals(3_599L * RATE_HZ / FRAME_SAMPLES + 1, sink.soundFrames);
    assertEquals(0, sink.timeline.discontinuities());
  }

  /** Each unit must have the time that its number makes, as a channel sends it. */
  private static final class Hour extends RecordingSink {
    private final MediaTimeline timeline = new MediaTimeline();
    private final SoundLoop tone = SoundLoop.tone();
    private long pictures;
    private long soundFrames;

    @Override
    public void accessUnit(AccessUnit unit) {
      AccessUnit sent = timeline.map(unit, pictures * 1_000_000).orElseThrow();
      long ticks = sent.ptsTicks() - MediaTimeline.START_TICKS;
      if (unit instanceof AccessUnit.Audio audio) {
        // Compared without dividing: nothing may be rounded.
        assertEquals(soundFrames * FRAME_SAMPLES * AccessUnit.TICKS_PER_SECOND, ticks * RATE_HZ);
        assertEquals(tone.frame(soundFrames++), audio.frame());
      } else {
        assertEquals(pictures++ * AccessUnit.TICKS_PER_SECOND, ticks);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 15, 30})
  void picturesFlashForATenthOfASecondFromEachWholeSecondOn(int rate) throws IOException {
    List<Long> due = LongStream.rangeClosed(0, 2L * rate).map(frame -> frame * 1_000_000 / rate).boxed().toList();
    int each = (rate + 9) / 10;
    List<Integer> expected = IntStream.rangeClosed(0, 2 * rate).filter(i -> i % rate < each).boxed().toList();
    assertEquals(expected, flashes(rate, true, due));
  }

  @Test
  void aSecondWhoseFirstPictureWasLeftOutHasNoFlash() throws IOException {
    // The last picture of a second; then, late, the second of the next; the first and second of the one after it.
    List<Long> times = List.of(960_000L, 1_040_000L, 2_000_000L, 2_040_000L);
    assertEquals(List.of(2, 3), flashes(25, true, times));
  }

  @Test
  void withoutAToneNothingFlashes() throws IOException {
    assertEquals(List.of(), flashes(1, false, List.of(0L, 1_000_000L)));
  }

  /** Which of the pictures that are made at these times flash, as a decoder shows them. */
  private List<Integer> flashes(int rate, boolean tone, List<Long> times) throws IOException {
    PipelineSink sink = new PipelineSink();
    TestFrames frames = new TestFrames(WIDTH, HEIGHT, rate, tone, 0);
    times.forEach(now -> frames.timeReached(now, START_UNIX_MICROS + now, sink));
    sink.encoderGone();
    Path stream = folder.resolve("pictures.ts");
    sink.writeTo(stream);
    Path raw = folder.resolve("pictures.raw");
    Ffmpeg.ffmpeg("-i", stream.toString(), "-map", "0:v", "-fps_mode", "passthrough", "-pix_fmt", "yuv420p", "-f",
        "rawvideo", raw.toString());
    byte[] pictures = Files.readAllBytes(raw);
    int pictureBytes = WIDTH * HEIGHT * 3 / 2;
    assertEquals(times.size(), pictures.length / pictureBytes);
    return IntStream.range(0, times.size())
        .filter(i -> SyncMarks.isFlash(Luma.of(pictures, i * pictureBytes, WIDTH, WIDTH, HEIGHT))).boxed().toList();
  }

  /** The first so many frames of the loop, going round, as samples of one of the channels, which are alike. */
  private short[] decode(int frameCount) throws IOException {
    SoundLoop tone = SoundLoop.tone();
    ByteArrayOutputStream adts = new ByteArrayOutputStream();
    for (int i = 0; i < frameCount; i++) {
      ByteBuffer frame = tone.frame(i);
      int bytes = frame.remaining() + 7;
      adts.writeBytes(new byte[] {
        (byte) 0xff, (byte) 0xf1, 0x4c, (byte) (0x80 | bytes >> 11), (byte) (bytes >> 3), (byte) (bytes << 5 | 0x1f),
        (byte) 0xfc
      });
      byte[] payload = new byte[frame.remaining()];
      frame.get(payload);
      adts.writeBytes(payload);
    }
    Path coded = Files.write(folder.resolve("sound.aac"), adts.toByteArray());
    Path raw = folder.resolve("sound.raw");
    Ffmpeg.ffmpeg("-f", "aac", "-i", coded.toString(), "-af", "pan=mono|c0=c0", "-f", "s16le", raw.toString());
    ShortBuffer samples = ByteBuffer.wrap(Files.readAllBytes(raw)).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
    short[] sound = new short[samples.remaining()];
    samples.get(sound);
    return sound;
  }
}
