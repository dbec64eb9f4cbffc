package banyan.relay.output.hls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class AudienceTest {
  private final Audience audience = new Audience();

  @Test
  void whoAsksAgainAndAgainIsOneViewer() {
    audience.seen("a", 0);
    audience.seen("b", 1_000_000);
    audience.seen("a", 2_000_000);
    assertEquals(2, audience.count(2_000_000));
    assertEquals(1, audience.count(1_000_000 + Audience.ABSENT_MICROS));
    assertEquals(0, audience.count(2_000_000 + Audience.ABSENT_MICROS));
  }

  @Test
  void aCrowdOfNamesFillsNoMemory() {
    for (int i = 0; i < 10 * Audience.MAX_COUNTED; i++) {
      audience.seen("viewer " + i, 0);
    }
    assertEquals(Audience.MAX_COUNTED, audience.count(0));
  }
}
