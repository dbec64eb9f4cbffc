package banyan.churn.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpreadTest {
  @Test
  void percentilesAreSamplesByNearestRank() {
    List<Double> hundred = new ArrayList<>();
    for (int i = 100; i >= 1; i--) {
      hundred.add((double) i);
    }
    Spread spread = Spread.of(hundred);
    assertEquals(50, spread.percentile(50));
    assertEquals(99, spread.percentile(99));
    assertEquals(100, spread.percentile(100));
    assertEquals(3, Spread.of(List.of(3.0)).percentile(1));
    assertEquals(2, Spread.of(List.of(1.0, 2.0, 3.0)).percentile(50));
  }

  @Test
  void withoutASampleOnlyTheirNumberIsTold() {
    Map<String, Double> told = new LinkedHashMap<>();
    Spread.of(List.of()).tell("lag", told::put);
    assertEquals(Map.of("lag.n", 0.0), told);
    assertThrows(IllegalStateException.class, () -> Spread.of(List.of()).percentile(50));
  }

  @ParameterizedTest
  @CsvSource({"0, 0 s", "0.00823, 8.23 ms", "0.9996, 1000 ms", "1.237, 1.24 s", "119.6, 120 s", "130, 2 min 10 s",
      "240, 4 min"})
  void secondsAreToldInAUnitThatFits(double seconds, String words) {
    assertEquals(words, Words.seconds(seconds));
  }

  @ParameterizedTest
  @CsvSource({"1, 100 %", "0, 0 %", "0.5, 50.0 %", "0.99963, 99.96 %", "0.99999, 99.999 %", "0.0002, 0.02 %"})
  void aShareIsNeverRoundedToAllOrNone(double share, String words) {
    assertEquals(words, Words.share(share));
  }
}
