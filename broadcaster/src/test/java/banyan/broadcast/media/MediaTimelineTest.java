package banyan.broadcast.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MediaTimelineTest {
  private static final long SECOND = AccessUnit.TICKS_PER_SECOND;
  private static final long FRAME = SECOND / 25;
  private static final AacConfig AAC = new AacConfig(2, 3, 2);

  private final MediaTimeline timeline = new MediaTimeline();

  @Test
  void startsNearZeroAndKeepsAudioAndVideoTogether() {
    long source = 40_000 * SECOND;
    AccessUnit video = map(video(source, true), 0);
    AccessUnit audio = map(audio(source - 3_000, true), 0);

    assertEquals(MediaTimeline.START_TICKS, video.dtsTicks());
    assertEquals(MediaTimeline.START_TICKS - 3_000, audio.dtsTicks());
    assertFalse(video.discontinuity() || audio.discontinuity(), "there is nothing that it could discontinue");
  }

  @Test
  void keepsTheDistancesOfTheSource() {
    map(video(0, true), 0);
    for (int i = 1; i < 1_000; i++) {
      AccessUnit placed = map(new AccessUnit.Video(i * FRAME + 2 * FRAME, i * FRAME, false, false, 0, List.of()), 0);
      assertEquals(MediaTimeline.START_TICKS + i * FRAME, placed.dtsTicks());
      assertEquals(2 * FRAME, placed.ptsTicks() - placed.dtsTicks());
    }
    assertEquals(0, timeline.discontinuities());
  }

  @Test
  void goesOnWhereWallTimeSaysAfterAnEncoderCameBack() {
    map(video(500 * SECOND, true), 0);
    map(audio(500 * SECOND, true), 0);
    map(video(500 * SECOND + FRAME, false), 40_000);
    AccessUnit video = map(video(0, true), 3_040_000);
    AccessUnit audio = map(audio(-2_000, true), 3_040_000);

    assertEquals(MediaTimeline.START_TICKS + FRAME + 3 * SECOND, video.dtsTicks());
    assertTrue(video.discontinuity());
    assertEquals(video.dtsTicks() - 2_000, audio.dtsTicks());
    assertFalse(audio.discontinuity(), "one new offset is one discontinuity");
    assertEquals(1, timeline.discontinuities());
  }

  @Test
  void anEncoderThatComesBackAtOnceDoesNotOverlap() {
    map(new AccessUnit.Video(6 * FRAME, 0, true, true, 0, List.of()), 0);
    AccessUnit next = map(video(0, true), 10);

    assertTrue(next.dtsTicks() > MediaTimeline.START_TICKS + 6 * FRAME, "what was announced last is shown first");
  }

  @Test
  void audioThatOverlapsItsOwnPastIsLeftOut() {
    map(video(0, true), 0);
    for (int i = 0; i < 50; i++) {
      timeline.map(audio(i * AAC.ticks(1), i == 0), 0);
    }
    map(video(90_000, true), 0);
    assertTrue(timeline.map(audio(90_000 - 4_000, true), 0).isEmpty());
    assertTrue(timeline.map(audio(90_000 + 1_920, false), 0).isPresent());
  }

  @Test
  void aJumpMovesEachKindWhenItsOwnTimesJump() {
    map(video(0, true), 0);
    map(audio(0, true), 0);
    AccessUnit jumped = map(video(7_000 * SECOND, false), 40_000);
    AccessUnit old = map(audio(FRAME, false), 40_000);
    AccessUnit followed = map(audio(7_000 * SECOND + 1_920, false), 80_000);

    assertTrue(jumped.discontinuity());
    assertEquals(MediaTimeline.START_TICKS + FRAME, jumped.dtsTicks());
    assertEquals(MediaTimeline.START_TICKS + FRAME, old.dtsTicks());
    assertEquals(jumped.dtsTicks() + 1_920, followed.dtsTicks());
    assertEquals(1, timeline.discontinuities());
  }

  @Test
  void aJumpBackNeverTakesTheTimelineBack() {
    map(video(100 * SECOND, true), 0);
    AccessUnit placed = map(video(100 * SECOND - 2 * SECOND, false), 40_000);

    assertTrue(placed.discontinuity());
    assertEquals(MediaTimeline.START_TICKS + FRAME, placed.dtsTicks());
  }

  @Test
  void aSlidePerFewSecondsIsNoJump() {
    map(video(0, true), 0);
    for (long i = 1; i < 10; i++) {
      AccessUnit placed = map(video(3 * i * SECOND, false), i * 3_000_000L + 20_000);
      assertFalse(placed.discontinuity());
      assertEquals(MediaTimeline.START_TICKS + 3 * i * SECOND, placed.dtsTicks());
    }
  }

  @Test
  void dtsRisesStrictlyAndPtsIsNeverBelowIt() {
    map(video(0, true), 0);
    AccessUnit again = map(new AccessUnit.Video(-500, -500, false, false, 0, List.of()), 0);

    assertEquals(MediaTimeline.START_TICKS + 1, again.dtsTicks());
    assertEquals(again.dtsTicks(), again.ptsTicks());
  }

  private AccessUnit map(AccessUnit unit, long nowMicros) {
    Optional<AccessUnit> placed = timeline.map(unit, nowMicros);
    return placed.orElseThrow();
  }

  private static AccessUnit video(long ticks, boolean first) {
    return new AccessUnit.Video(ticks, ticks, first, first, 0, List.of());
  }

  private static AccessUnit audio(long ticks, boolean first) {
    return new AccessUnit.Audio(ticks, false, first, 0, AAC, ByteBuffer.allocate(4));
  }
}
