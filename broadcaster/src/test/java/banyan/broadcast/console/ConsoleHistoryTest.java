package banyan.broadcast.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.broadcast.console.ConsoleHistory.Point;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsoleHistoryTest {
  private static Point at(long unixMillis) {
    return new Point(unixMillis, 2_000_000, 3, 4, 5_000_000, 2_000_000, 0);
  }

  @Test
  void itHasTheLastTenMinutesAndNoMore() {
    ConsoleHistory history = new ConsoleHistory();
    assertEquals(List.of(), history.points());
    for (int i = 0; i < 5_000; i++) {
      history.add(at(i));
    }
    assertEquals(600, history.points().size());
    assertEquals(at(4_400), history.points().get(0));
    assertEquals(at(4_999), history.points().get(599));
    int bytes = ConsoleJson.history(history.points()).length;
    assertTrue(bytes < 64_000, bytes + " bytes");
  }

  @Test
  void aPointIsWhatTheFiguresSay() {
    Point well = Point.of(TestFigures.well());
    assertEquals(new Point(1_700_000_000_000L, 2_150_000, 42, 17, 6_400_000, 2_000_000, 20_000), well);
    Point gone = Point.of(TestFigures.with(TestFigures.source("", TestFigures.media(2_000_000, 9_000)), 9_000));
    assertEquals(ConsoleHistory.NONE, gone.joinIntervalMicros());
    assertEquals(ConsoleHistory.NONE, gone.behindMicros());
  }

  @Test
  void pointsAreRowsWithoutNumbersWhereThereAreNone() {
    String json = new String(ConsoleJson.history(List.of(
        new Point(7, 2_000_000, 3, 4, 5_000_000, ConsoleHistory.NONE, 0))), StandardCharsets.UTF_8);
    assertEquals("{\"everyMillis\":1000,\"points\":600,\"fields\":[\"unixMillis\",\"bitsPerSecond\",\"viewers\","
        + "\"peers\",\"uploadBitsPerSecond\",\"joinIntervalMicros\",\"behindMicros\"],"
        + "\"history\":[[7,2000000,3,4,5000000,null,0]]}", json);
  }

  @Test
  void aRateFallsToNothingWhenNothingComes() {
    MovingRate rate = new MovingRate();
    assertEquals(0, rate.bitsPerSecond());
    long bytes = 0;
    for (int second = 0; second <= 20; second++) {
      rate.look(second * 1_000_000_000L, bytes += 250_000);
    }
    assertEquals(2_000_000, rate.bitsPerSecond());
    assertEquals(0, rate.quietMillis());
    for (int second = 21; second <= 25; second++) {
      rate.look(second * 1_000_000_000L, bytes);
    }
    assertEquals(0, rate.bitsPerSecond());
    assertEquals(5_000, rate.quietMillis());
    // A clock that was held up makes up for it.
    for (int i = 0; i < 1_000; i++) {
      rate.look(26_000_000_000L + i, bytes += 1);
    }
    assertTrue(rate.bitsPerSecond() >= 0, () -> "a rate of " + rate.bitsPerSecond());
  }
}
