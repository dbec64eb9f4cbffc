package banyan.rules;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What modules bring along: a library that is not on the class path cannot be used by mistake. */
class ModulePomsTest {
  private static final Pattern DEPENDENCY = Pattern.compile("<dependency>(.*?)</dependency>", Pattern.DOTALL);
  private static final Pattern GROUP = Pattern.compile("<groupId>(.*?)</groupId>");
  private static final Pattern ARTIFACT = Pattern.compile("<artifactId>(.*?)</artifactId>");

  @Test
  void protocolAndNodeBanEveryLibrary() {
    assertAll(existing().filter(Module.PURE::contains).map(module -> () -> assertTrue(
        pom(module).contains("<banyan.banned>*:*</banyan.banned>"),
        module + " has to set <banyan.banned>*:*</banyan.banned>, so that maven-enforcer keeps libraries out")));
  }

  @Test
  void modulesDependOnThoseThatTheyMayKnow() {
    assertAll(existing().map(module -> () -> {
      Set<String> mayKnow = module.mayKnow().stream().map(ModulePomsTest::artifact)
          .collect(Collectors.toCollection(TreeSet::new));
      Set<String> known = dependencies(module).filter(d -> d.startsWith("banyan:")).collect(
          Collectors.toCollection(TreeSet::new));
      known.removeAll(mayKnow);
      assertEquals(Set.of(), known, module + " depends on what it may not know");
    }));
  }

  @Test
  void librariesAreBroughtByTheModulesThatMayUseThem() {
    assertEquals(List.of(), bringers("org.openjfx:", Module.PLAYER));
    assertEquals(List.of(), bringers("org.jcodec:", Module.BROADCASTER));
    assertEquals(List.of(), bringers("org.bouncycastle:", Module.RUNTIME));
    assertEquals(List.of(), bringers("io.micrometer:", Module.RUNTIME));
  }

  private static List<Module> bringers(String library, Module may) {
    return existing()
        .filter(module -> module != may && dependencies(module).anyMatch(d -> d.startsWith(library)))
        .toList();
  }

  private static Stream<Module> existing() {
    return Arrays.stream(Module.values()).filter(Module::exists);
  }

  private static String artifact(Module module) {
    return "banyan:banyan-" + module.folder.substring(module.folder.lastIndexOf('/') + 1);
  }

  /** Those that reach users, as group:artifact. */
  private static Stream<String> dependencies(Module module) {
    return DEPENDENCY.matcher(pom(module)).results()
        .map(found -> String.valueOf(found.group(1)))
        .filter(text -> !text.contains("<scope>test</scope>"))
        .map(text -> first(GROUP, text) + ":" + first(ARTIFACT, text));
  }

  private static String first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? String.valueOf(matcher.group(1)) : "";
  }

  private static String pom(Module module) {
    try {
      return Files.readString(Repository.ROOT.resolve(module.folder).resolve("pom.xml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
