package banyan.broadcast.chunks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.broadcast.media.AccessUnit;
import banyan.broadcast.media.Tracks;
import banyan.broadcast.mpegts.TsReader;
import banyan.broadcast.testing.PipelineSink;
import banyan.broadcast.testing.RecordingSink;
import banyan.broadcast.testing.TsInspector;
import banyan.broadcast.testing.Units;
import banyan.protocol.Limits;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaPipelineTest {
  private static final long SECOND = AccessUnit.TICKS_PER_SECOND;

  private final List<ChunkDraft> chunks = new ArrayList<>();
  private final MediaPipeline pipeline = new MediaPipeline(chunks::add);

  @ParameterizedTest
  @CsvSource({
    "90000, 3000, 10", "90000, 3600, 13", "90000, 1500, 10", "30000, 1001, 10", "24000, 1001, 12", "90000, 6000, 15"
  })
  void chunksHoldAsManyPicturesAsFitInto100Milliseconds(long rate, long step, int perSecond) {
    pipeline.tracks(new Tracks(true, false));
    for (long i = 0; i * step < 4 * rate; i++) {
      long ticks = i * step * SECOND / rate;
      pipeline.accessUnit(first(Units.picture(ticks, i == 0, 600), i == 0), ticks * 100 / 9);
    }
    pipeline.flush();

    assertEquals(perSecond, chunks.size() / 4.0, 0.5);
    checkTimes();
  }

  @Test
  void aChunkIsSentAsSoonAsNoOtherPictureFits() {
    pipeline.tracks(new Tracks(true, false));
    feed(0, 3);
    // Nothing is known yet of the distance between pictures when the first chunk begins.
    feed(3, 6);
    assertEquals(2, chunks.size());
    feed(6, 8);
    assertEquals(2, chunks.size());
    feed(8, 9);
    assertEquals(3, chunks.size());
  }

  @Test
  void aJoinPointAlwaysBeginsAChunk() {
    pipeline.tracks(new Tracks(true, true));
    for (int i = 0; i < 60; i++) {
      long now = i * 100_000L / 3;
      pipeline.accessUnit(first(Units.picture(i * 3_000L, i % 7 == 0, 600), i == 0), now);
      pipeline.accessUnit(first(Units.audio(i * 3_000L, 80), i == 0), now);
    }
    pipeline.flush();

    assertEquals(9, chunks.stream().filter(ChunkDraft::isJoinPoint).count());
    for (ChunkDraft chunk : chunks) {
      byte[] payload = PipelineSink.bytes(List.of(chunk));
      RecordingSink read = read(tablesAnd(chunk, payload));
      for (int i = 0; i < read.video().size(); i++) {
        assertEquals(i == 0 && chunk.isJoinPoint(), read.video().get(i).joinPoint());
      }
    }
    checkTimes();
  }

  @Test
  void aBigPictureIsSeveralChunksOfWhichOnlyTheFirstIsAJoinPoint() {
    pipeline.tracks(new Tracks(true, false));
    feed(0, 6);
    int before = chunks.size();
    pipeline.accessUnit(Units.picture(6 * 3_000, true, 200_000), 200_000);
    List<ChunkDraft> parts = chunks.subList(before, chunks.size());

    assertEquals(4, parts.size(), "sent at once");
    assertEquals(List.of(true, false, false, false), parts.stream().map(ChunkDraft::isJoinPoint).toList());
    assertEquals(List.of(0, 0, 0, 33_333), parts.stream().map(ChunkDraft::durationMicros).toList());
    assertEquals(1, parts.stream().map(ChunkDraft::mediaTimeMicros).distinct().count());
    assertEquals(Limits.MAX_CHUNK_PAYLOAD_BYTES, parts.get(0).payload().remaining());
    assertTrue(parts.get(0).payload().get(1) == 0x40 && parts.get(0).payload().get(2) == 0, "begins with PAT");
    feed(7, 13);
    checkTimes();
  }

  @Test
  void aPictureThatDoesNotFitBeginsAChunk() {
    pipeline.tracks(new Tracks(true, false));
    feed(0, 4);
    int before = chunks.size();
    pipeline.accessUnit(Units.picture(4 * 3_000, false, 64_000), 133_000);
    assertEquals(before + 1, chunks.size());
    pipeline.flush();
    assertEquals(before + 2, chunks.size());
    assertTrue(chunks.get(before + 1).payload().remaining() > 64_000);
    checkTimes();
  }

  @Test
  void afterASecondOfATenthOfWallTimeAChunkIsSentAsItIs() {
    pipeline.tracks(new Tracks(true, false));
    feed(0, 4);
    int before = chunks.size();
    assertEquals(200_000, pipeline.nextWakeMicros());
    pipeline.timeReached(199_999);
    assertEquals(before, chunks.size());
    pipeline.timeReached(200_000);
    assertEquals(before + 1, chunks.size());
    assertEquals(Long.MAX_VALUE, pipeline.nextWakeMicros());
  }

  @Test
  void audioDoesNotMoveVideosTimesAndGoesWithItsChunks() {
    pipeline.tracks(new Tracks(true, true));
    long now = 0;
    for (int i = 0; i < 90; i++) {
      now = i * 100_000L / 3;
      pipeline.accessUnit(first(Units.picture(i * 3_000L, i % 30 == 0, 900), i == 0), now);
      // Audio comes 150 ms late, in bursts, as encoders pack it.
      if (i % 5 == 4) {
        for (int k = 0; k < 8; k++) {
          long ticks = i * 3_000L - 13_500 + k * 1_920L;
          pipeline.accessUnit(first(Units.audio(ticks, 200), i == 4 && k == 0), now);
        }
      }
    }
    pipeline.flush();

    assertEquals(30, chunks.size(), 1);
    checkTimes();
    for (ChunkDraft chunk : chunks) {
      assertNear(0, (chunk.mediaTimeMicros() - chunks.get(0).mediaTimeMicros()) % 33_333, 40);
    }
  }

  @Test
  void audioAloneGoesOnWhenVideoStops() {
    pipeline.tracks(new Tracks(true, true));
    pipeline.accessUnit(first(Units.picture(0, true, 900), true), 0);
    for (int i = 0; i < 200; i++) {
      pipeline.accessUnit(first(Units.audio(i * 1_920L, 200), i == 0), i * 21_333L);
      pipeline.timeReached(i * 21_333L);
    }
    pipeline.flush();

    long end = chunks.get(chunks.size() - 1).mediaTimeMicros();
    assertTrue(end > 5_000_000 && chunks.size() > 35, chunks.size() + " chunks until " + end);
    checkTimes();
  }

  @Test
  void audioOnlyHasAJoinPointEachHalfSecond() {
    pipeline.tracks(new Tracks(false, true));
    for (int i = 0; i < 470; i++) {
      pipeline.accessUnit(first(Units.audio(i * 1_920L, 300), i == 0), i * 21_333L);
    }
    pipeline.flush();

    assertTrue(chunks.get(0).isJoinPoint());
    long last = chunks.get(0).mediaTimeMicros();
    for (ChunkDraft chunk : chunks) {
      if (chunk.isJoinPoint()) {
        assertTrue(chunk.mediaTimeMicros() - last <= 500_000);
        last = chunk.mediaTimeMicros();
        assertTrue(read(PipelineSink.bytes(List.of(chunk))).audio().size() >= 4, "whole frames after tables");
      }
    }
    assertTrue(pipeline.figures().joinPoints() >= 20 && chunks.size() <= 120, pipeline.figures().toString());
    checkTimes();
  }

  @Test
  void anEncoderThatComesBackGoesOnWithADiscontinuityAtItsFirstJoinPoint() {
    pipeline.tracks(new Tracks(true, true));
    feed(0, 30);
    pipeline.flush();
    int before = chunks.size();
    long now = 5_000_000;
    pipeline.tracks(new Tracks(true, true));
    pipeline.accessUnit(Units.picture(0, false, 500).at(0, 0, true), now);
    pipeline.accessUnit(Units.picture(3_000, false, 500), now + 33_000);
    assertEquals(before, chunks.size());
    pipeline.accessUnit(Units.picture(6_000, true, 500), now + 66_000);
    pipeline.accessUnit(Units.picture(9_000, false, 500), now + 99_000);
    pipeline.flush();

    ChunkDraft first = chunks.get(before);
    assertTrue(first.isDiscontinuity() && first.isJoinPoint());
    assertFalse(chunks.subList(before + 1, chunks.size()).stream().anyMatch(ChunkDraft::isDiscontinuity));
    assertEquals(2, pipeline.figures().unitsDropped());
    assertEquals(1, pipeline.figures().discontinuities());
    assertNear(1_000_000 + 5_066_000, first.mediaTimeMicros(), 100_000);
    assertEquals(1, new TsInspector(PipelineSink.bytes(chunks)).discontinuities.size());
  }

  @Test
  void rareKeyPicturesAreAdvisedAgainst() {
    pipeline.tracks(new Tracks(true, false));
    feed(0, 60);
    assertEquals(List.of(), Advice.on(pipeline.figures(), 0));
    feed(60, 360);
    assertAdvice(Advice.Topic.RARE_JOIN_POINTS, "Key pictures come only every 6 s");
  }

  @Test
  void aStreamWithoutKeyPicturesIsAdvisedAgainst() {
    pipeline.tracks(new Tracks(true, false));
    for (int i = 0; i < 320; i++) {
      pipeline.accessUnit(first(Units.picture(i * 3_000L, false, 600), i == 0), i * 33_333L);
    }
    assertEquals(0, chunks.size());
    assertAdvice(Advice.Topic.NO_JOIN_POINT, "No key picture has come for 11 s");
  }

  @Test
  void peakIsTheMostInTwoSeconds() {
    pipeline.tracks(new Tracks(true, false));
    for (int i = 0; i < 300; i++) {
      int size = i >= 120 && i < 180 ? 9_000 : 3_000;
      pipeline.accessUnit(first(Units.picture(i * 3_000L, i % 30 == 0, size), i == 0), i * 100_000L / 3);
    }
    MediaFigures figures = pipeline.figures();

    assertNear(9_000 * 8 * 30, figures.peakBitsPerSecond(), 150_000);
    assertNear(3_000 * 8 * 30, figures.bitsPerSecond(), 60_000);
    assertEquals(1_000_000, figures.joinIntervalMicros());
    assertEquals("h264", figures.videoCodec());
    assertEquals("", figures.audioCodec());
  }

  private void feed(int from, int to) {
    for (int i = from; i < to; i++) {
      pipeline.accessUnit(first(Units.picture(i * 3_000L, i % 180 == 0, 600), i == 0), i * 100_000L / 3);
    }
  }

  private static AccessUnit first(AccessUnit unit, boolean first) {
    return unit.at(unit.ptsTicks(), unit.dtsTicks(), first);
  }

  private void assertAdvice(Advice.Topic topic, String says) {
    List<Advice> advice = Advice.on(pipeline.figures(), 0);
    assertEquals(List.of(topic), advice.stream().map(Advice::topic).toList());
    assertTrue(advice.get(0).sentence().startsWith(says), advice.get(0).sentence());
  }

  private static void assertNear(long expected, long actual, long tolerance) {
    assertTrue(Math.abs(actual - expected) <= tolerance, "expected about " + expected + ", but was " + actual);
  }

  /** Media times never go back, and each chunk's duration reaches to the next one. */
  private void checkTimes() {
    for (int i = 1; i < chunks.size(); i++) {
      ChunkDraft before = chunks.get(i - 1);
      long step = chunks.get(i).mediaTimeMicros() - before.mediaTimeMicros();
      assertTrue(step >= 0, "media time goes back at chunk " + i);
      // The first picture's length is not known before the second has come.
      if (i > 1 && before.durationMicros() > 0) {
        assertNear(step, before.durationMicros(), 34_000);
      }
    }
  }

  /** A chunk that is no join point has no tables: they stand at the front of the stream. */
  private byte[] tablesAnd(ChunkDraft chunk, byte[] payload) {
    if (chunk.isJoinPoint()) {
      return payload;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(PipelineSink.bytes(chunks), 0, 2 * Limits.TS_PACKET_BYTES);
    out.writeBytes(payload);
    return out.toByteArray();
  }

  private static RecordingSink read(byte[] stream) {
    RecordingSink sink = new RecordingSink();
    TsReader reader = new TsReader(sink);
    reader.read(ByteBuffer.wrap(stream), 1);
    reader.end();
    return sink;
  }
}
