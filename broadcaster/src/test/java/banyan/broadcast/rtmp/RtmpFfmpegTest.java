package banyan.broadcast.rtmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.broadcast.media.WallClock;
import banyan.broadcast.testing.Clips;
import banyan.broadcast.testing.Ffmpeg;
import banyan.broadcast.testing.PipelineSink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** With the real ffmpeg, whose handshake checks our digest. */
class RtmpFfmpegTest {
  /** A millisecond and rounding: RTMP has no finer times. */
  private static final long MAX_TICKS_SPREAD = 2 * 90;
  private static final String KEY = "abcd-efgh";

  @TempDir
  Path folder = Path.of("");

  private final PipelineSink sink = new PipelineSink();
  private final RtmpIngest ingest;

  RtmpFfmpegTest() throws IOException {
    ingest = RtmpIngest.open(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), new RtmpIngest.Access("live", KEY, false), sink,
        WallClock.SYSTEM);
  }

  @BeforeEach
  void listens() {
    assertTrue(ingest.port() > 0);
  }

  @AfterEach
  void close() {
    ingest.close();
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(5)).until(condition);
  }

  private String url() {
    return ingest.encodersSendTo().orElseThrow();
  }

  /** Each kind's packets as they went in, and all times as far from the source's as RTMP's milliseconds allow. */
  @ParameterizedTest
  @EnumSource(names = {"B_FRAMES", "BIG_PICTURES", "VIDEO_ONLY", "AUDIO_ONLY"})
  void whatFfmpegSendsComesOutIdentical(Clips clip) {
    String log = Ffmpeg.ffmpeg("-i", clip.file().toString(), "-c", "copy", "-f", "flv", url());
    await(() -> sink.events.contains("gone"));
    Path out = folder.resolve("out.ts");
    sink.writeTo(out);

    assertEquals("", log);
    assertEquals("", Ffmpeg.complaints(out));
    long least = Long.MAX_VALUE;
    long most = Long.MIN_VALUE;
    for (String stream : List.of("v", "a")) {
      if (clip == Clips.VIDEO_ONLY && stream.equals("a") || clip == Clips.AUDIO_ONLY && stream.equals("v")) {
        continue;
      }
      assertEquals(Ffmpeg.packetHashes(clip.file(), stream), Ffmpeg.packetHashes(out, stream), "packets of " + stream);
      assertEquals(Ffmpeg.decodedHashes(clip.file(), stream), Ffmpeg.decodedHashes(out, stream), "decoded " + stream);
      List<long[]> before = Ffmpeg.times(clip.file(), stream);
      List<long[]> after = Ffmpeg.times(out, stream);
      for (int i = 0; i < before.size(); i++) {
        for (int kind = 0; kind < 2; kind++) {
          least = Math.min(least, after.get(i)[kind] - before.get(i)[kind]);
          most = Math.max(most, after.get(i)[kind] - before.get(i)[kind]);
        }
      }
    }
    assertTrue(most - least <= MAX_TICKS_SPREAD, "offset from " + least + " to " + most);
    assertEquals(0, sink.damaged.get());
    assertEquals(0, sink.pipeline.figures().discontinuities());
    assertEquals(1, sink.tracks.size(), sink.tracks::toString);
  }

  @Test
  void anEncoderThatComesBackIsADiscontinuity() {
    for (int i = 0; i < 2; i++) {
      Ffmpeg.ffmpeg("-i", Clips.VIDEO_ONLY.file().toString(), "-t", "1", "-c", "copy", "-f", "flv", url());
      int times = i + 1;
      await(() -> sink.events.stream().filter("gone"::equals).count() == times);
    }
    Path out = folder.resolve("out.ts");
    sink.writeTo(out);
    assertEquals(1, sink.chunks.stream().filter(chunk -> chunk.isDiscontinuity()).count());
    assertEquals("", Ffmpeg.complaints(out));
    assertEquals(sink.video().size(), Ffmpeg.decodedHashes(out, "v").size());
  }

  @Test
  void ffmpegShowsWhyItWasRefused() {
    AssertionError wrongKey = failed(Clips.VIDEO_ONLY, url() + "x");
    assertTrue(String.valueOf(wrongKey.getMessage()).contains("The encoder's stream key is wrong: set the one"),
        wrongKey.getMessage());
    AssertionError wrongApp = failed(Clips.VIDEO_ONLY, url().replace("/live/", "/stream/"));
    assertTrue(String.valueOf(wrongApp.getMessage()).contains("is 'stream', here it is 'live'"),
        wrongApp.getMessage());
    AssertionError mp3 = failed(Clips.MP3, url());
    await(() -> sink.events.contains("gone"));
    assertTrue(sink.events.toString().contains("The stream's audio is MP3, but channels carry AAC"),
        () -> sink.events + "\n" + mp3.getMessage());
  }

  private static AssertionError failed(Clips clip, String url) {
    try {
      Ffmpeg.ffmpeg("-re", "-i", clip.file().toString(), "-c", "copy", "-f", "flv", url);
    } catch (AssertionError e) {
      return e;
    }
    throw new IllegalStateException("ffmpeg found nothing wrong with " + url);
  }
}
