package banyan.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

class ReplayTest {
  private static final List<Integer> DRAWN = new ArrayList<>();

  /** Wrong on purpose; run from here only. */
  static class Fixture {
    @Property
    void holdsForSmallNumbersOnly(@ForAll @IntRange(min = 0, max = 1_000_000) int number) {
      DRAWN.add(number);
      assertTrue(number < 900, "too large");
    }

    @Property(tries = 5)
    void holds(@ForAll int number) {
      DRAWN.add(number);
    }
  }

  @AfterEach
  void forget() {
    System.clearProperty(Replay.SEED);
    System.clearProperty(Replay.TRIES);
    DRAWN.clear();
  }

  private static EngineExecutionResults run(String method) {
    DRAWN.clear();
    return EngineTestKit.engine("jqwik")
        .enableImplicitConfigurationParameters(true)
        .selectors(selectMethod(Fixture.class, method, "int"))
        .execute();
  }

  private static String failure(EngineExecutionResults results) {
    Event failed = results.testEvents().failed().stream().findFirst().orElseThrow();
    return failed.getRequiredPayload(TestExecutionResult.class)
        .getThrowable().map(Throwable::getMessage).orElse("");
  }

  @Test
  void aFailureSaysHowItIsReplayedAndThatReplaysIt() {
    String first = failure(run("holdsForSmallNumbersOnly"));
    List<Integer> drawn = List.copyOf(DRAWN);
    Matcher options = Pattern.compile(
        "replay: -Dtest=Fixture#holdsForSmallNumbersOnly -Dbanyan.seed=(-?\\d+)$").matcher(first);
    assertTrue(options.find(), first);
    assertTrue(first.contains("too large"), first);
    System.setProperty(Replay.SEED, options.group(1));
    assertEquals(first, failure(run("holdsForSmallNumbersOnly")));
    assertEquals(drawn, DRAWN);
  }

  @Test
  void theNumberOfTriesCanBeRaised() {
    run("holds").testEvents().assertStatistics(of -> of.succeeded(1));
    assertEquals(5, DRAWN.size());
    System.setProperty(Replay.TRIES, "700");
    run("holds");
    assertEquals(700, DRAWN.size());
  }

  @Test
  void nothingIsLeftInTheTree() {
    EngineTestKit.engine("jqwik")
        .enableImplicitConfigurationParameters(true)
        .selectors(selectClass(Fixture.class))
        .execute();
    assertFalse(Files.exists(Path.of(".jqwik-database")));
  }
}
