package banyan.relay.output.hls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class SessionsTest {
  private final Sessions sessions = new Sessions();

  private static PlayerSession session() {
    return new PlayerSession("s", true, true);
  }

  @Test
  void aSessionEndsWhenNobodyHasAskedForAMinute() {
    assertTrue(sessions.open("a", session(), 0));
    assertTrue(sessions.open("b", session(), 0));
    PlayerSession a = sessions.asked("a", Sessions.IDLE_MICROS - 1).orElseThrow();
    assertNotSame(a, sessions.asked("b", Sessions.IDLE_MICROS - 2).orElseThrow());
    assertTrue(sessions.asked("c", 1).isEmpty());
    sessions.expire(2 * Sessions.IDLE_MICROS - 2);
    assertEquals(1, sessions.count());
    assertSame(a, sessions.asked("a", 2 * Sessions.IDLE_MICROS - 2).orElseThrow());
    assertTrue(sessions.asked("a", 4 * Sessions.IDLE_MICROS).isEmpty());
  }

  @Test
  void oneTooManyTakesThePlaceOfWhoAsksNoMoreAndOfNobodyElse() {
    for (int i = 0; i < Sessions.MAX_SESSIONS; i++) {
      assertTrue(sessions.open("s" + i, session(), 0));
    }
    assertFalse(sessions.open("late", session(), Sessions.GIVEN_UP_MICROS - 1));
    assertTrue(sessions.asked("s0", Sessions.GIVEN_UP_MICROS - 1).isPresent());
    assertTrue(sessions.open("late", session(), Sessions.GIVEN_UP_MICROS));
    assertEquals(Sessions.MAX_SESSIONS, sessions.count());
    assertTrue(sessions.asked("s1", Sessions.GIVEN_UP_MICROS).isEmpty(), "it had asked longest ago");
    assertTrue(sessions.asked("s0", Sessions.GIVEN_UP_MICROS).isPresent());
  }
}
