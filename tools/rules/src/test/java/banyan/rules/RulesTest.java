package banyan.rules;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Asks the rules of the code. Each rule is a test of its own, so Surefire's count tells that they ran. */
class RulesTest {
  private static final JavaClasses CODE = new ClassFileImporter()
      .withImportOption(location -> !location.contains("/banyan/rules/"))
      .importPackages("banyan");

  private static final Rules RULES = new Rules("banyan");

  @TestFactory
  Stream<DynamicTest> theCodeKeepsTheRule() {
    return RULES.all().entrySet().stream()
        .map(rule -> DynamicTest.dynamicTest(rule.getKey(), () -> rule.getValue().check(CODE)));
  }

  @Test
  void thereAreAsManyRulesAsWereWritten() {
    assertEquals(15 + Module.values().length, RULES.all().size());
  }

  @Test
  void everyModuleThatExistsIsUnderTheRules() {
    assertAll(Arrays.stream(Module.values()).filter(Module::exists).map(module -> () -> assertTrue(
        CODE.stream().anyMatch(c -> (c.getPackageName() + ".").startsWith(module.packageIn("banyan") + ".")),
        module + " exists, and tools/rules/pom.xml does not depend on it")));
  }

  @Test
  void everyPackageBelongsToAModule() {
    List<String> homeless = CODE.stream()
        .map(c -> c.getPackageName())
        .distinct()
        .filter(name -> Arrays.stream(Module.values())
            .noneMatch(module -> (name + ".").startsWith(module.packageIn("banyan") + ".")))
        .toList();
    assertEquals(List.of(), homeless, "add their module to " + Module.class.getSimpleName());
  }

  @Test
  void arrowsPointDown() {
    assertAll(Arrays.stream(Module.values()).flatMap(module -> module.mayKnow().stream().map(known -> () -> assertTrue(
        known.compareTo(module) < 0, module + " may not know " + known + ", which is above it"))));
  }
}
