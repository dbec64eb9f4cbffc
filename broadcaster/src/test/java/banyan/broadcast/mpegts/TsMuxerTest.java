package banyan.broadcast.mpegts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.broadcast.media.AccessUnit;
import banyan.broadcast.media.H264;
import banyan.broadcast.media.Tracks;
import banyan.broadcast.testing.RecordingSink;
import banyan.broadcast.testing.TsInspector;
import banyan.broadcast.testing.Units;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TsMuxerTest {
  private static final long START = AccessUnit.TICKS_PER_SECOND;

  private final TsMuxer muxer = new TsMuxer();
  private final TsPackets out = new TsPackets();

  @ParameterizedTest
  @ValueSource(ints = {5, 10, 15, 24, 25, 30, 50, 60})
  void clockIsNeverMoreThan40MillisecondsApartAndAlways200Ahead(int framesPerSecond) {
    muxer.tracks(new Tracks(true, false));
    for (int i = 0; i < 3 * framesPerSecond; i++) {
      long ticks = START + i * AccessUnit.TICKS_PER_SECOND / framesPerSecond;
      // From pictures of one packet, which have no room for the clock, to large ones.
      muxer.video(Units.picture(ticks, i == 0, 20 + 900 * (i % 3)), out);
    }
    TsInspector ts = inspect();

    for (int i = 1; i < ts.pcrs.size(); i++) {
      long step = ts.pcrs.get(i) - ts.pcrs.get(i - 1);
      assertTrue(step > 0 && step <= TsMuxer.MAX_PCR_STEP_TICKS, "step of " + step);
    }
    assertTrue(ts.pcrPids.stream().allMatch(pid -> pid == TsInspector.VIDEO));
    assertEquals(START, ts.pcrs.get(0));
    assertEquals(START + TsMuxer.PCR_LEAD_TICKS, ts.clockAndDts.get(0)[1]);
    for (long[] pes : ts.clockAndDts) {
      assertTrue(pes[1] - pes[0] >= TsMuxer.PCR_LEAD_TICKS, pes[0] + " " + pes[1]);
    }
  }

  @Test
  void withoutVideoTheClockIsOnTheAudio() {
    muxer.tracks(new Tracks(false, true));
    for (int i = 0; i < 100; i++) {
      muxer.queueAudio(Units.audio(START + i * 1_920L, 300));
      if (i % 5 == 4) {
        muxer.flushAudio(out);
      }
    }
    TsInspector ts = inspect();

    assertEquals(20, ts.pesPackets.get(TsInspector.AUDIO));
    assertTrue(ts.pcrPids.stream().allMatch(pid -> pid == TsInspector.AUDIO));
    for (int i = 1; i < ts.pcrs.size(); i++) {
      assertTrue(ts.pcrs.get(i) - ts.pcrs.get(i - 1) <= TsMuxer.MAX_PCR_STEP_TICKS);
    }
  }

  @Test
  void parameterSetsThatCameOnceStandAtEachJoinPointOnce() {
    muxer.tracks(new Tracks(true, false));
    muxer.video(Units.picture(START, true, 500), out);
    AccessUnit.Video idr = Units.picture(START + 3_000, true, 500);
    muxer.video(new AccessUnit.Video(
        idr.ptsTicks(), idr.dtsTicks(), true, false, 0, List.of(idr.nals().get(2))), out);
    muxer.video(Units.picture(START + 6_000, false, 500), out);
    RecordingSink read = read();

    assertEquals(types(H264.SPS, H264.PPS, H264.SLICE_IDR), types(read.video().get(0)));
    assertEquals(types(H264.SPS, H264.PPS, H264.SLICE_IDR), types(read.video().get(1)));
    assertEquals(types(H264.SLICE), types(read.video().get(2)));
  }

  @Test
  void tablesStandBeforeEachJoinPoint() {
    muxer.tracks(new Tracks(true, true));
    for (int i = 0; i < 10; i++) {
      int before = out.length() / 188;
      muxer.video(Units.picture(START + i * 3_000L, i % 5 == 0, 500), out);
      assertEquals(i % 5 == 0 ? TsInspector.PAT : TsInspector.VIDEO, inspect().pids.get(before));
    }
  }

  @Test
  void whatIsWrittenIsReadBack() {
    muxer.tracks(new Tracks(true, true));
    for (int i = 0; i < 30; i++) {
      muxer.video(Units.picture(START + i * 3_000L, i == 0, 10 + 37 * i * i), out);
      muxer.queueAudio(Units.audio(START + i * 1_920L, 5 + 13 * i));
      if (i % 7 == 3) {
        muxer.flushAudio(out);
      }
    }
    muxer.flushAudio(out);
    RecordingSink read = read();

    assertEquals(30, read.video().size());
    assertEquals(30, read.audio().size());
    assertEquals(0, read.damaged.get());
    for (int i = 0; i < 30; i++) {
      AccessUnit.Video expected = Units.picture(START + i * 3_000L, i == 0, 10 + 37 * i * i);
      assertEquals(expected.nals(), read.video().get(i).nals());
      assertEquals(expected.dtsTicks() + TsMuxer.PCR_LEAD_TICKS, read.video().get(i).dtsTicks());
      assertEquals(5 + 13 * i, read.audio().get(i).frame().remaining());
      assertEquals(START + i * 1_920L + TsMuxer.PCR_LEAD_TICKS, read.audio().get(i).dtsTicks());
    }
  }

  @Test
  void audioFramesWithAGapBetweenThemGetTimesOfTheirOwn() {
    muxer.tracks(new Tracks(true, true));
    muxer.queueAudio(Units.audio(START, 100));
    muxer.queueAudio(Units.audio(START + 1_920, 100));
    muxer.queueAudio(Units.audio(START + 3_840 + 500, 100));
    muxer.flushAudio(out);

    assertEquals(2, inspect().pesPackets.get(TsInspector.AUDIO));
    assertEquals(List.of(0L, 1_920L, 4_340L), read().audio().stream()
        .map(unit -> unit.dtsTicks() - START - TsMuxer.PCR_LEAD_TICKS).toList());
  }

  @Test
  void discontinuityIsMarkedOnceOnTheClocksPackets() {
    muxer.tracks(new Tracks(true, true));
    muxer.video(Units.picture(START, true, 500), out);
    muxer.queueAudio(Units.audio(START + 90_000, 50).at(0, START + 90_000, true));
    muxer.flushAudio(out);
    int before = out.length() / 188;
    muxer.video(Units.picture(START + 91_000, true, 500), out);
    muxer.video(Units.picture(START + 94_000, false, 500), out);

    // After PAT and PMT.
    assertEquals(List.of(before + 2), inspect().discontinuities);
  }

  private TsInspector inspect() {
    return new TsInspector(bytes());
  }

  private RecordingSink read() {
    RecordingSink sink = new RecordingSink();
    TsReader reader = new TsReader(sink);
    reader.read(ByteBuffer.wrap(bytes()), 1);
    reader.end();
    return sink;
  }

  private byte[] bytes() {
    return Arrays.copyOf(out.array(), out.length());
  }

  private static List<Integer> types(AccessUnit.Video unit) {
    return unit.nals().stream().map(H264::nalType).toList();
  }

  private static List<Integer> types(Integer... types) {
    return List.of(types);
  }
}
