package banyan.broadcast.chunks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.broadcast.media.AacConfig;
import banyan.broadcast.media.AccessUnit;
import banyan.broadcast.media.H264;
import banyan.broadcast.media.Tracks;
import banyan.broadcast.mpegts.TsReader;
import banyan.broadcast.testing.PipelineSink;
import banyan.broadcast.testing.RecordingSink;
import banyan.broadcast.testing.TsInspector;
import banyan.broadcast.testing.Units;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Streams that become others on their way: their times go on, and decoders are told. */
class SwitchTest {
  private static final long FRAME = 3_000;
  private static final int SMALL = 30;
  private static final int LARGE = 31;

  private final List<ChunkDraft> chunks = new ArrayList<>();
  private final MediaPipeline pipeline = new MediaPipeline(chunks::add);
  private int pictures;

  private void play(AccessUnit unit) {
    pipeline.accessUnit(unit, unit.dtsTicks() * 100 / 9);
  }

  /** With a join point at the beginning. */
  private void pictures(int level, int count) {
    for (int i = 0; i < count; i++, pictures++) {
      long ticks = pictures * FRAME;
      AccessUnit unit = i == 0 ? Units.sequence(ticks, level, 500) : Units.picture(ticks, false, 500);
      play(unit.at(ticks, ticks, pictures == 0));
    }
  }

  private List<Integer> breaks() {
    List<Integer> breaks = new ArrayList<>();
    for (int i = 0; i < chunks.size(); i++) {
      if (chunks.get(i).isDiscontinuity()) {
        breaks.add(i);
      }
    }
    return breaks;
  }

  private static RecordingSink read(List<ChunkDraft> chunks) {
    RecordingSink sink = new RecordingSink();
    TsReader reader = new TsReader(sink);
    reader.read(ByteBuffer.wrap(PipelineSink.bytes(chunks)), 1);
    reader.end();
    return sink;
  }

  @Test
  void anotherSizeIsADiscontinuityAtItsFirstPictureAndTimesGoOn() {
    pipeline.tracks(new Tracks(true, false));
    pictures(SMALL, 30);
    pictures(LARGE, 30);
    pipeline.flush();

    assertEquals(1, breaks().size(), chunks.toString());
    ChunkDraft first = chunks.get(breaks().get(0));
    assertTrue(first.isJoinPoint());
    assertEquals(chunks.get(0).mediaTimeMicros() + 1_000_000, first.mediaTimeMicros());
    assertEquals(1, pipeline.figures().discontinuities());
    assertEquals(0, pipeline.figures().unitsDropped());
    assertEquals(1, new TsInspector(PipelineSink.bytes(chunks)).discontinuities.size());
  }

  @Test
  void whoJoinsAfterwardsGetsTheNewParameterSetsAlone() {
    pipeline.tracks(new Tracks(true, false));
    pictures(SMALL, 30);
    pictures(LARGE, 10);
    for (int i = 0; i < 30; i++, pictures++) {
      AccessUnit.Video unit = Units.picture(pictures * FRAME, i == 0, 500);
      // A key picture without sets of its own.
      play(new AccessUnit.Video(unit.ptsTicks(), unit.dtsTicks(), i == 0, false, 0,
          unit.nals().subList(unit.nals().size() - 1, unit.nals().size())));
    }
    pipeline.flush();

    int last = chunks.size() - 1;
    while (!chunks.get(last).isJoinPoint()) {
      last--;
    }
    List<ByteBuffer> nals = read(chunks.subList(last, chunks.size())).video().get(0).nals();
    assertEquals(List.of(H264.SPS, H264.PPS, H264.SLICE_IDR), nals.stream().map(H264::nalType).toList());
    assertEquals(LARGE, nals.get(0).get(3));
  }

  @Test
  void aSwitchInTheMiddleOfAGroupWaitsForTheNextKeyPicture() {
    pipeline.tracks(new Tracks(true, false));
    pictures(SMALL, 30);
    AccessUnit.Video torn = Units.sequence(pictures * FRAME, LARGE, 500);
    List<ByteBuffer> nals = new ArrayList<>(torn.nals().subList(0, 2));
    nals.addAll(Units.picture(0, false, 500).nals());
    play(new AccessUnit.Video(torn.ptsTicks(), torn.dtsTicks(), false, false, 0, nals));
    pictures += 10;
    pictures(LARGE, 10);
    pipeline.flush();

    assertEquals(1, breaks().size());
    assertTrue(chunks.get(breaks().get(0)).isJoinPoint());
    assertEquals(1, pipeline.figures().unitsDropped());
  }

  @Test
  void soundStaysInStepWithThePictureAcrossASwitch() {
    pipeline.tracks(new Tracks(true, true));
    long offset = Long.MIN_VALUE;
    for (int i = 0; i < 90; i++) {
      long ticks = i * FRAME;
      AccessUnit picture = i % 30 == 0 ? Units.sequence(ticks, SMALL + i / 30, 500) : Units.picture(ticks, false, 500);
      // The encoder's clock is not this computer's.
      long now = ticks * 100 / 9 + i * 1_000L;
      pipeline.accessUnit(picture.at(ticks, ticks, i == 0), now);
      pipeline.accessUnit(Units.audio(ticks, 50).at(ticks, ticks, i == 0), now);
    }
    pipeline.flush();
    RecordingSink out = read(chunks);
    for (int i = 0; i < 90; i++) {
      long here = out.video().get(i).ptsTicks() - i * FRAME;
      offset = i == 0 ? here : offset;
      assertEquals(offset, here, "picture " + i);
      assertEquals(offset, out.audio().get(i).ptsTicks() - i * FRAME, "sound " + i);
    }
    assertEquals(2, breaks().size());
  }

  @Test
  void otherSoundIsToldOfAtTheNextKeyPictureOnce() {
    AacConfig other = new AacConfig(2, 4, 1);
    pipeline.tracks(new Tracks(true, true));
    for (int i = 0; i < 90; i++) {
      long ticks = i * FRAME;
      AccessUnit picture = i % 30 == 0 ? Units.sequence(ticks, SMALL, 500) : Units.picture(ticks, false, 500);
      play(picture.at(ticks, ticks, i == 0));
      play(Units.audio(ticks, i < 40 ? Units.AAC : other, 50).at(ticks, ticks, i == 0));
    }
    pipeline.flush();

    assertEquals(1, breaks().size());
    ChunkDraft broken = chunks.get(breaks().get(0));
    assertTrue(broken.isJoinPoint());
    assertEquals(chunks.get(0).mediaTimeMicros() + 2_000_000, broken.mediaTimeMicros());
  }

  @Test
  void pictureAndSoundThatChangeTogetherAreOneDiscontinuity() {
    pipeline.tracks(new Tracks(true, true));
    for (int i = 0; i < 120; i++) {
      long ticks = i * FRAME;
      AccessUnit picture = i % 30 == 0 ? Units.sequence(ticks, i < 60 ? SMALL : LARGE, 500)
          : Units.picture(ticks, false, 500);
      play(picture.at(ticks, ticks, i == 0));
      play(Units.audio(ticks, i < 62 ? Units.AAC : new AacConfig(2, 4, 1), 50).at(ticks, ticks, i == 0));
    }
    pipeline.flush();

    assertEquals(1, breaks().size());
  }

  @Test
  void otherSoundAloneIsToldOfAtOnce() {
    pipeline.tracks(new Tracks(false, true));
    for (int i = 0; i < 60; i++) {
      long ticks = i * 1_920L;
      play(Units.audio(ticks, i < 30 ? Units.AAC : new AacConfig(2, 3, 1), 50).at(ticks, ticks, i == 0));
    }
    pipeline.flush();

    assertEquals(1, breaks().size());
    assertEquals(
        chunks.get(0).mediaTimeMicros() + 30 * 1_920 * 100 / 9, chunks.get(breaks().get(0)).mediaTimeMicros());
  }

  @Test
  void soundThatBeginsLaterIsToldOf() {
    pipeline.tracks(new Tracks(true, false));
    pictures(SMALL, 45);
    pipeline.tracks(new Tracks(true, true));
    pictures(SMALL, 30);
    pipeline.flush();

    assertEquals(1, breaks().size());
  }
}
