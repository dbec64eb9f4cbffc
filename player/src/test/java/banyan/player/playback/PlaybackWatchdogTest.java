package banyan.player.playback;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.player.playback.PlaybackWatchdog.Cause;
import banyan.player.playback.PlaybackWatchdog.Look;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A player whose every move the test decides, looked at five times a second. */
class PlaybackWatchdogTest {
  private static final long SECOND = 1_000_000;
  private static final long LOOK = SECOND / 5;

  private final PlaybackWatchdog watchdog = new PlaybackWatchdog();
  private final List<Cause> causes = new ArrayList<>();
  private long now = 100 * SECOND;
  private long unixAheadMillis = 1_700_000_000_000L;
  private long position = -1;
  private boolean plays;
  private boolean flows = true;
  private boolean ended;
  private boolean failed;
  private long streamAt = -1;
  private long newStart = -1;
  /** What a new player does. */
  private boolean playsAgain = true;

  PlaybackWatchdogTest() {
    watchdog.reset(now);
  }

  private void run(double seconds) {
    for (long until = now + (long) (seconds * SECOND); now < until; now += LOOK) {
      look();
    }
  }

  private void look() {
    if (plays) {
      position = Math.max(0, position) + LOOK;
    }
    if (flows) {
      streamAt = now;
    }
    Optional<Cause> cause = watchdog.look(
        new Look(now, unixAheadMillis + now / 1_000, position, ended, failed, streamAt, newStart));
    if (cause.isPresent()) {
      causes.add(cause.get());
      watchdog.begun(now);
      position = -1;
      ended = false;
      failed = false;
      plays = playsAgain;
    }
  }

  private void play(double seconds) {
    plays = true;
    run(seconds);
    assertEquals(List.of(), causes);
    assertTrue(watchdog.isMoving());
  }

  @Test
  void aPictureThatMovesIsLeftAlone() {
    play(3_600);
    assertEquals(0, watchdog.behindMicros());
  }

  @Test
  void aFirstPlayerThatBeganLateIsBegunAnewOnceWhereThatIsWorthIt() {
    newStart = 10 * SECOND;
    run(2);
    assertEquals(List.of(), causes, "before it plays nobody knows how late it will be");
    newStart = SECOND / 2;
    play(1);
    newStart = position + 700_000;
    look();
    assertEquals(List.of(), causes, "the new one would need half of that to begin");
    newStart = position + SECOND;
    look();
    assertEquals(List.of(Cause.BEGAN_LATE), causes);
    newStart = 10 * SECOND;
    run(30);
    assertEquals(List.of(Cause.BEGAN_LATE), causes);
  }

  @Test
  void aPictureThatHasMovedForAWhileIsNotMadeToJump() {
    newStart = 0;
    play(3.6);
    assertFalse(watchdog.wantsNewStart());
    newStart = position + 2 * SECOND;
    play(30);
  }

  @Test
  void aPictureThatStandsBeginsAnewOnceTheStreamIsThere() {
    play(20);
    plays = false;
    run(1.4);
    assertEquals(List.of(), causes);
    run(0.6);
    assertEquals(List.of(Cause.FROZEN), causes);
    run(60);
    assertEquals(List.of(Cause.FROZEN), causes, "it plays again");
  }

  @Test
  void withoutAStreamNothingIsDoneUntilItIsBack() {
    play(20);
    plays = false;
    flows = false;
    run(300);
    assertEquals(List.of(), causes);
    assertFalse(watchdog.isMoving());
    flows = true;
    run(0.9);
    assertEquals(List.of(), causes, "a player needs a second of stream to begin with");
    run(0.6);
    assertEquals(List.of(Cause.FROZEN), causes);
  }

  @Test
  void theEndOfAMediaThatIsLiveIsNone() {
    play(20);
    ended = true;
    plays = false;
    look();
    assertEquals(List.of(Cause.ENDED), causes);
  }

  @Test
  void aPlayerThatFailsAgainAndAgainIsBegunEverMoreRarely() {
    playsAgain = false;
    for (int i = 0; i < 600; i++) {
      failed = true;
      look();
      now += LOOK;
    }
    // 1 s to settle, then pauses of 1, 2, 4 and from then on 8 s in 120 s.
    assertTrue(causes.size() >= 15 && causes.size() <= 20, causes::toString);
    playsAgain = true;
    run(30);
    causes.clear();
    failed = true;
    look();
    assertEquals(List.of(Cause.FAILED), causes, "after a while of good playback at once");
  }

  @Test
  void aPlayerThatNeverBeginsIsReplaced() {
    playsAgain = false;
    run(24.8);
    assertEquals(List.of(), causes);
    run(1);
    assertEquals(List.of(Cause.NEVER_BEGAN), causes);
  }

  @Test
  void whatFallsBehindCatchesUpAndJitterDoesNotCount() {
    play(10);
    for (int i = 0; i < 50; i++) {
      // Half a second late, and caught up.
      plays = false;
      run(0.6);
      position += 3 * LOOK;
      plays = true;
      run(1);
    }
    assertEquals(List.of(), causes);
    position -= 2 * SECOND;
    run(0.8);
    assertEquals(List.of(), causes, "one look proves nothing");
    assertTrue(watchdog.behindMicros() >= 2 * SECOND);
    run(0.6);
    assertEquals(List.of(Cause.LATE), causes);
    assertEquals(0, watchdog.behindMicros());
  }

  @Test
  void aComputerThatSleptIsSeenByEitherClock() {
    play(20);
    now += 30 * SECOND;
    run(1.6);
    assertEquals(List.of(Cause.WOKE), causes);
    run(20);
    // The monotonic clock stands still while a laptop sleeps.
    unixAheadMillis += 30_000;
    run(0.6);
    assertEquals(List.of(Cause.WOKE, Cause.WOKE), causes);
    run(20);
    assertEquals(2, causes.size());
  }

  @Test
  void anotherChannelBeginsWithAClearRecord() {
    playsAgain = false;
    for (int i = 0; i < 60; i++) {
      failed = true;
      look();
      now += LOOK;
    }
    causes.clear();
    watchdog.reset(now);
    position = -1;
    run(1);
    failed = true;
    look();
    now += LOOK;
    look();
    assertEquals(1, causes.size());
  }
}
