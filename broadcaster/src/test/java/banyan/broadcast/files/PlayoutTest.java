package banyan.broadcast.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.broadcast.media.AccessUnit;
import banyan.broadcast.media.Tracks;
import banyan.broadcast.testing.RecordingSink;
import banyan.broadcast.testing.Units;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlayoutTest {
  private static final long FRAME = 3_600;

  private final List<Long> sentAtMicros = new ArrayList<>();
  private final VirtualClock clock = new VirtualClock();
  private final RecordingSink sink = new RecordingSink() {
    @Override
    public void accessUnit(AccessUnit unit) {
      super.accessUnit(unit);
      sentAtMicros.add(clock.now);
    }
  };
  private final Playout playout = new Playout(sink, clock, () -> 7_000_000 + clock.now);

  private static final class VirtualClock implements Playout.Clock {
    long now = 1_000_000;

    @Override
    public long nowMicros() {
      return now;
    }

    @Override
    public void await(long micros) {
      now = Math.max(now, micros);
    }
  }

  /** So many pictures, 40 ms each; the first is a join point. */
  private void pass(long firstTicks, int pictures) {
    for (int i = 0; i < pictures; i++) {
      AccessUnit picture = Units.picture(firstTicks + i * FRAME, i == 0, 500);
      playout.accessUnit(picture.at(picture.ptsTicks(), picture.dtsTicks(), i == 0));
    }
  }

  @Test
  void eachPictureGoesOutWhenItsTimeHasCome() {
    playout.tracks(new Tracks(true, false));
    pass(900_000, 100);

    for (int i = 0; i < 100; i++) {
      assertEquals(1_000_000 + i * 40_000L, sentAtMicros.get(i), "picture " + i);
      assertEquals(7_000_000 + sentAtMicros.get(i), sink.units.get(i).captureUnixMicros());
    }
  }

  @Test
  void aPassFollowsTheOneBeforeItWithinAFrameAndUnmarked() {
    playout.tracks(new Tracks(true, false));
    for (int i = 0; i < 3; i++) {
      pass(900_000, 50);
      assertTrue(playout.endPass());
    }

    assertEquals(150, sink.units.size());
    for (int i = 1; i < 150; i++) {
      assertEquals(FRAME, sink.units.get(i).dtsTicks() - sink.units.get(i - 1).dtsTicks(), "picture " + i);
      assertEquals(40_000, sentAtMicros.get(i) - sentAtMicros.get(i - 1), "picture " + i);
      assertFalse(sink.units.get(i).discontinuity());
    }
    assertTrue(sink.units.get(0).discontinuity());
    assertEquals(1_000_000 + 150 * 40_000L, clock.now);
  }

  @Test
  void soundAheadOfItsPictureDoesNotHoldPicturesUp() {
    playout.tracks(new Tracks(true, true));
    for (int i = 0; i < 50; i++) {
      playout.accessUnit(Units.picture(i * FRAME, i == 0, 500));
      playout.accessUnit(Units.audio(i * FRAME + 40_000, 20));
      assertEquals(1_000_000 + i * 40_000L, clock.now);
    }
    playout.accessUnit(Units.audio(50 * FRAME + 90_000, 20));
    // A second ahead: it waits until it is half a second.
    assertEquals(1_000_000 + 2_000_000 + 500_000, clock.now);
  }

  @Test
  void soundAloneSetsThePace() {
    playout.tracks(new Tracks(false, true));
    for (int i = 0; i < 50; i++) {
      playout.accessUnit(Units.audio(i * 1_920L, 20));
      assertEquals(1_000_000 + i * 1_920L * 100 / 9, clock.now);
    }
  }

  @Test
  void aJumpInTheFileIsNotWaitedFor() {
    playout.tracks(new Tracks(true, false));
    pass(0, 10);
    long before = clock.now;
    playout.accessUnit(Units.picture(90_000 * 3_600L, true, 500));
    assertTrue(clock.now - before <= 40_000);
    playout.accessUnit(Units.picture(500, true, 500));
    assertTrue(clock.now - before <= 80_000);
  }

  @Test
  void whoSleptGoesOnWithoutCatchingUp() {
    playout.tracks(new Tracks(true, false));
    pass(0, 10);
    clock.now += 600_000_000;
    long woke = clock.now;
    for (int i = 10; i < 20; i++) {
      playout.accessUnit(Units.picture(i * FRAME, false, 500));
    }
    assertEquals(woke + 9 * 40_000, clock.now);
  }

  @Test
  void whatNoDecoderCouldBeginWithIsLeftOut() {
    playout.tracks(new Tracks(true, false));
    playout.accessUnit(Units.picture(0, false, 500));
    playout.accessUnit(Units.picture(FRAME, true, 500));

    assertEquals(List.of(FRAME), sink.units.stream().map(AccessUnit::dtsTicks).toList());
    assertEquals(1, sink.damaged.get());
  }

  /** Each file has a zero of its own, and sound that begins before or after its picture. */
  @Test
  void oneFileFollowsAnotherWithoutAGapAndBothKindsInStep() {
    playout.tracks(new Tracks(true, true));
    pair(900_000, 0, 50);
    playout.endPass();
    playout.beginPass(true);
    playout.tracks(new Tracks(true, true));
    pair(126_000, -20_000, 50);
    playout.endPass();
    playout.beginPass(true);
    playout.tracks(new Tracks(true, true));
    pair(5_000_000, 7_000, 50);
    playout.endPass();

    List<AccessUnit.Video> video = sink.video();
    List<AccessUnit.Audio> audio = sink.audio();
    assertEquals(150, video.size());
    assertEquals(150, audio.size());
    for (int i = 1; i < 150; i++) {
      long step = video.get(i).dtsTicks() - video.get(i - 1).dtsTicks();
      long soundStep = audio.get(i).dtsTicks() - audio.get(i - 1).dtsTicks();
      assertTrue(step == FRAME || i % 50 == 0 && step >= FRAME && step < FRAME + 28_000, i + ": " + step);
      assertTrue(soundStep == FRAME || i % 50 == 0 && soundStep >= FRAME && soundStep < FRAME + 28_000,
          i + ": " + soundStep);
      assertFalse(video.get(i).discontinuity() || audio.get(i).discontinuity());
    }
    assertEquals(-20_000, audio.get(50).dtsTicks() - video.get(50).dtsTicks());
    assertEquals(7_000, audio.get(100).dtsTicks() - video.get(100).dtsTicks());
  }

  /** Pictures, and sound so much later than each. */
  private void pair(long firstTicks, long soundTicks, int count) {
    for (int i = 0; i < count; i++) {
      long ticks = firstTicks + i * FRAME;
      boolean isFirst = i == 0;
      AccessUnit picture = Units.picture(ticks, isFirst, 500).at(ticks, ticks, isFirst);
      AccessUnit sound = Units.audio(ticks + soundTicks, 20).at(ticks + soundTicks, ticks + soundTicks, isFirst);
      for (AccessUnit unit : soundTicks < 0 ? List.of(sound, picture) : List.of(picture, sound)) {
        playout.accessUnit(unit);
      }
    }
  }

  @Test
  void soundThatWasAnnouncedAndNeverComesHoldsNothingUp() {
    playout.tracks(new Tracks(true, true));
    pass(0, 50);
    playout.endPass();
    pass(0, 50);
    playout.endPass();

    assertEquals(100, sink.units.size());
    assertEquals(50 * FRAME, sink.units.get(50).dtsTicks());
  }

  @Test
  void aFileThatFollowsASilentOneBeginsAtItsEnd() {
    playout.tracks(new Tracks(true, false));
    pass(0, 50);
    playout.endPass();
    playout.tracks(new Tracks(false, true));
    for (int i = 0; i < 10; i++) {
      playout.accessUnit(Units.audio(i * 1_920L, 20));
    }

    assertEquals(50 * FRAME, sink.audio().get(0).dtsTicks());
  }

  @Test
  void picturesThatReferToAnotherFileStayOut() {
    playout.tracks(new Tracks(true, false));
    pass(0, 10);
    playout.endPass();
    // An I picture with a recovery point, and one that is shown before it but refers to the group before.
    List<ByteBuffer> sets = Units.picture(0, true, 10).nals().subList(0, 2);
    List<ByteBuffer> intra = new ArrayList<>(sets);
    intra.add(ByteBuffer.wrap(new byte[] {0x41, (byte) 0x88, 1, 2}));
    playout.accessUnit(new AccessUnit.Video(2 * FRAME, 0, true, true, 0, intra));
    playout.accessUnit(Units.picture(FRAME, false, 100));
    playout.accessUnit(Units.picture(3 * FRAME, false, 100));

    assertEquals(12, sink.units.size());
    assertEquals(1, sink.damaged.get());
  }

  @Test
  void anEmptyFileHasNoPass() {
    assertFalse(playout.endPass());
  }
}
