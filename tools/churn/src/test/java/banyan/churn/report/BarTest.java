package banyan.churn.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.churn.analysis.FigureNames;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BarTest {
  private static final Map<String, Double> SUMMARY =
      Map.of("recovery.kill.p99", 0.25, "recovery.kill.n", 412.0, "chunks.lost", 0.0);

  @ParameterizedTest
  @CsvSource({
      "recovery.kill.p99>0.1, true", "recovery.kill.p99>0.25, false", "recovery.kill.p99 >= 0.25, true",
      "recovery.kill.p99<0.3, true", "recovery.kill.p99<=0.2, false", "chunks.lost==0, true", "chunks.lost>0, false",
      "recovery.kill.p99>1e-1, true"})
  void aBarIsMissedWhenItsConditionHolds(String text, boolean isMissed) {
    assertEquals(isMissed, Bar.parse(text).missedBy(SUMMARY).isPresent());
  }

  @Test
  void whatWasMissedIsToldWithTheSampleCount() {
    assertEquals(
        Optional.of("recovery.kill.p99 is 0.25 (n = 412), and --fail-on says 'recovery.kill.p99>0.1'."),
        Bar.parse("recovery.kill.p99>0.1").missedBy(SUMMARY));
  }

  @Test
  void whatWasNotMeasuredWasNotKept() {
    String sentence = Bar.parse("recovery.freeze.p99>1").missedBy(SUMMARY).orElse("");
    assertTrue(sentence.startsWith("recovery.freeze.p99 was not measured (n = 0)"), sentence);
  }

  @Test
  void anUnknownNameIsAnsweredWithThoseNearIt() {
    String sentence = String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> Bar.parse("recovery.kil.p99>0.1")).getMessage());
    assertTrue(sentence.contains("did you mean recovery.kill.p99 or "), sentence);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "", "recovery.kill.p99", "recovery.kill.p99=0.1", "recovery.kill.p99>", "recovery.kill.p99>fast", ">1",
      "recovery.kill.p99>1.2.3", "recovery.kill.p99>0.1 s", "recovery.kill.p99>0.1>0"})
  void whatIsNoConditionIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Bar.parse(text));
  }

  @Test
  void namesThatDoNotExistAreNotKnown() {
    assertEquals(List.of(), FigureNames.FAMILIES.stream().filter(FigureNames::isKnown)
        .filter(name -> name.contains("HIT")).toList());
    assertTrue(FigureNames.isKnown("gap.encoder-restart.zeroShare"));
    assertTrue(FigureNames.isKnown("reparents.below.index-down"));
  }
}
