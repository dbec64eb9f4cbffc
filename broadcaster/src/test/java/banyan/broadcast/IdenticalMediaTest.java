package banyan.broadcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.broadcast.chunks.ChunkDraft;
import banyan.broadcast.chunks.MediaFigures;
import banyan.broadcast.media.AccessUnit;
import banyan.broadcast.mpegts.TsReader;
import banyan.broadcast.testing.Clips;
import banyan.broadcast.testing.Ffmpeg;
import banyan.broadcast.testing.PipelineSink;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a viewer gets is what the encoder made, packet by packet, as the real ffmpeg sees it. */
class IdenticalMediaTest {
  private static final double MAX_TICKS_SPREAD = 9;

  @TempDir
  Path folder = Path.of("");

  @ParameterizedTest
  @EnumSource(
      names = {"B_FRAMES", "NO_B_FRAMES", "OPEN_GROUPS", "BIG_PICTURES", "INTRA_REFRESH", "VIDEO_ONLY", "AUDIO_ONLY"})
  void everyPacketComesOutAsItWentIn(Clips clip) {
    PipelineSink sink = new PipelineSink();
    TsReader reader = new TsReader(sink);
    ByteBuffer bytes = ByteBuffer.wrap(clip.bytes());
    Random random = new Random(1);
    while (bytes.hasRemaining()) {
      int slice = Math.min(bytes.remaining(), 1 + random.nextInt(3_000));
      reader.read(bytes.slice(bytes.position(), slice), 1);
      bytes.position(bytes.position() + slice);
    }
    reader.end();
    sink.encoderGone();
    Path out = folder.resolve("out.ts");
    sink.writeTo(out);

    assertEquals("", Ffmpeg.complaints(out));
    assertEquals(0, sink.damaged.get());
    MediaFigures figures = sink.pipeline.figures();
    assertEquals(0, figures.unitsDropped());
    assertEquals(0, figures.discontinuities());
    double[] offsets = {Double.NaN, Double.NaN};
    if (clip != Clips.AUDIO_ONLY) {
      compare(clip.file(), out, "v", offsets);
    }
    if (clip != Clips.VIDEO_ONLY) {
      compare(clip.file(), out, "a", offsets);
    }
    assertTrue(offsets[1] - offsets[0] <= MAX_TICKS_SPREAD, "offset from " + offsets[0] + " to " + offsets[1]);
    checkChunks(sink.chunks);
    long elementary = sink.units.stream().mapToLong(IdenticalMediaTest::bytesOf).sum();
    double overhead = 100.0 * figures.payloadBytes() / elementary - 100;
    assertTrue(overhead < (clip == Clips.AUDIO_ONLY ? 30 : 8), "MPEG-TS costs " + overhead + " %");
  }

  /** What a packing without any waste would take. */
  private static long bytesOf(AccessUnit unit) {
    if (unit instanceof AccessUnit.Video video) {
      return video.nals().stream().mapToLong(nal -> nal.remaining() + 3).sum();
    }
    return unit instanceof AccessUnit.Audio audio ? audio.frame().remaining() : 0;
  }

  private static void compare(Path in, Path out, String stream, double[] offsets) {
    List<String> packets = Ffmpeg.packetHashes(in, stream);
    assertFalse(packets.isEmpty());
    assertEquals(packets, Ffmpeg.packetHashes(out, stream), "packets of " + stream);
    assertEquals(Ffmpeg.decodedHashes(in, stream), Ffmpeg.decodedHashes(out, stream), "decoded frames of " + stream);
    List<long[]> before = Ffmpeg.times(in, stream);
    List<long[]> after = Ffmpeg.times(out, stream);
    assertEquals(before.size(), after.size());
    for (int i = 0; i < before.size(); i++) {
      for (int kind = 0; kind < 2; kind++) {
        double offset = after.get(i)[kind] - before.get(i)[kind];
        offsets[0] = Double.isNaN(offsets[0]) ? offset : Math.min(offsets[0], offset);
        offsets[1] = Double.isNaN(offsets[1]) ? offset : Math.max(offsets[1], offset);
      }
    }
  }

  private static void checkChunks(List<ChunkDraft> chunks) {
    assertTrue(chunks.get(0).isJoinPoint());
    long last = 0;
    for (ChunkDraft chunk : chunks) {
      assertTrue(chunk.mediaTimeMicros() >= last, "media time goes back: " + last + ", " + chunk);
      last = chunk.mediaTimeMicros();
      assertTrue(chunk.durationMicros() <= 101_000, chunk.toString());
      assertFalse(chunk.isDiscontinuity());
    }
  }
}
