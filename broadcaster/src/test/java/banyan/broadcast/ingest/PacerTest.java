package banyan.broadcast.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.broadcast.testing.Units;
import org.junit.jupiter.api.Test;

class PacerTest {
  private final Pacer pacer = new Pacer();

  @Test
  void aStreamOnTimeIsNeverHeldBack() {
    for (int i = 0; i < 100_000; i++) {
      // An encoder whose clock is 0.05 % fast.
      long now = (long) (i * 40_000L / 1.0005);
      assertEquals(0, pacer.pauseMicros(Units.audio(i * 3_600L, 10), now), "after " + i / 25 + " s");
    }
  }

  @Test
  void aFileIsHeldBackToRealTime() {
    long now = 0;
    for (int i = 0; i < 2_500; i++) {
      now += pacer.pauseMicros(Units.audio(i * 3_600L, 10), now);
    }
    assertTrue(now >= 98_000_000 && now <= 100_000_000, "took " + now);
  }

  @Test
  void whatCatchesUpAfterAStallIsNotHeldBack() {
    pacer.pauseMicros(Units.audio(0, 10), 0);
    for (int i = 0; i < 125; i++) {
      assertEquals(0, pacer.pauseMicros(Units.audio(i * 3_600L, 10), 5_000_000));
    }
  }

  @Test
  void aJumpOfTheEncodersClockIsNoLead() {
    pacer.pauseMicros(Units.audio(0, 10), 0);
    assertEquals(0, pacer.pauseMicros(Units.audio(90_000 * 3_600L, 10), 40_000));
  }
}
