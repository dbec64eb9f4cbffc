package banyan.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Shows on code that breaks every rule that every rule bites. */
class FixtureTest {
  private static final String BASE = "banyan.rules.fixture";
  private static final JavaClasses BAD = new ClassFileImporter().importPackages(BASE);
  private static final Map<String, ArchRule> RULES = new Rules(BASE).all();

  /** What the report of each rule has to name. Rules for arrows are looked at below. */
  private static final Map<String, List<String>> NAMED = Map.ofEntries(
      Map.entry("protocolAndNodeUseTheJdkAndJSpecifyAlone", List.of("io.netty.util.NetUtil", "org.bouncycastle")),
      Map.entry("protocolAndNodeTouchNeitherSocketsNorFilesNorThreads", List.of(
          "java.net.InetAddress", "java.io.File", "java.nio.file.Path", "java.nio.channels.SocketChannel",
          "java.util.concurrent.Executor", "java.lang.Thread", "parallelStream", "parallel()", "java.io.PrintStream")),
      Map.entry("protocolAndNodeReadNoClock", List.of(
          "nanoTime", "currentTimeMillis", "Instant.now", "java.time.Clock", "java.util.Date")),
      Map.entry("protocolAndNodeThrowNoDice", List.of(
          "Math.random", "randomUUID", "java.util.Random.<init>", "SplittableRandom.<init>", "SecureRandom",
          "ThreadLocalRandom", "shuffle", "RandomGenerator.of", "identityHashCode")),
      Map.entry("protocolAndNodeIterateInOneOrder", List.of(
          "java.util.HashMap", "java.util.HashSet", "java.util.IdentityHashMap", "Set.of", "Map.of", "Map.copyOf",
          "Collectors.toSet", "Collectors.groupingBy")),
      Map.entry("javaFxIsOnlyInThePlayersWindow", List.of("javafx.beans.property.SimpleIntegerProperty")),
      Map.entry("jcodecIsOnlyInTheBroadcaster", List.of("org.jcodec.common.model.Rational")),
      Map.entry("micrometerIsOnlyInTheRuntime", List.of("io.micrometer.core.instrument.Tag")),
      Map.entry("bouncyCastleIsInOnePackage", List.of("fixture.node", "org.bouncycastle")),
      Map.entry("nettyIsNotBelowHttpAndRuntime", List.of("io.netty.util.NetUtil")),
      Map.entry("picocliIsOnlyInMains", List.of("fixture.relay.PasserBy")),
      Map.entry("onlyMainsEndTheProcess", List.of("System.exit", "Runtime.halt")),
      Map.entry("packagesFormNoCycle", List.of("Cycle detected", "cycle.one", "cycle.two")),
      Map.entry("everyPackageIsNullMarked", List.of("package banyan.rules.fixture.unmarked is not @NullMarked")),
      Map.entry("noNameSaysNothing", List.of("ChunkManager", "ChunkUtil", "ChunkUtils", "ChunkHelper", "ChunkImpl")));

  @TestFactory
  Stream<DynamicTest> theRuleBites() {
    return NAMED.entrySet().stream().sorted(Map.Entry.comparingByKey()).map(rule -> DynamicTest.dynamicTest(
        rule.getKey(), () -> {
          String report = report(rule.getKey());
          for (String named : rule.getValue()) {
            assertTrue(report.contains(named), () -> rule.getKey() + " does not see " + named + ": " + report);
          }
        }));
  }

  @TestFactory
  Stream<DynamicTest> anArrowThatPointsUpIsSeen() {
    return Stream.of("Protocol", "Node", "Runtime", "ChannelIndex").map(name -> DynamicTest.dynamicTest(
        name, () -> assertTrue(report("arrowsOf" + name + "PointDown").contains("fixture.launcher.Above"))));
  }

  @Test
  void everyRuleIsShownToBite() {
    Set<String> shown = new TreeSet<>(NAMED.keySet());
    // One rule made of a table: it is shown for some of the modules.
    RULES.keySet().stream().filter(name -> name.startsWith("arrowsOf")).forEach(shown::add);
    assertEquals(new TreeSet<>(RULES.keySet()), shown);
  }

  @Test
  void whatIsAllowedIsNotReported() {
    String all = RULES.keySet().stream().map(FixtureTest::report).collect(Collectors.joining("\n"));
    assertFalse(all.contains("fixture.node.Good"), all);
    assertFalse(all.contains("AllowedMain"), all);
    assertFalse(all.contains("fixture.relay.crypto"), all);
    assertFalse(all.contains("fixture.program"), all);
  }

  private static String report(String rule) {
    ArchRule asked = RULES.get(rule);
    if (asked == null) {
      throw new IllegalArgumentException("there is no rule " + rule);
    }
    return String.join("\n", asked.allowEmptyShould(true).evaluate(BAD).getFailureReport().getDetails());
  }
}
