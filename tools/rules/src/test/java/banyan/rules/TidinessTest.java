package banyan.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Looks at every file of the repository as text. */
class TidinessTest {
  private static final int MAX_LINE_CHARACTERS = 120;
  private static final long MAX_FILE_BYTES = 1_000_000;
  private static final Set<String> BINARY = Set.of("png", "ico", "jpg", "ts", "mp4", "aac", "jar");

  /** Split, so that this file does not break the rule that it checks. */
  private static final Pattern MACHINE_PATH =
      Pattern.compile("(^|[^\\w.$}/-])/(" + "wo" + "rk|ho" + "me|ro" + "ot|Us" + "ers)/");

  private static final Pattern LEFT_OVER = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X|HA" + "CK)\\b");
  private static final Pattern MARKDOWN_LINK = Pattern.compile("\\]\\(([^)#]+)(#[^)]*)?\\)");

  /** A line with where it is. */
  private record Line(Path file, int number, String text) {
    @Override
    public String toString() {
      return Repository.ROOT.relativize(file) + ":" + number + ": " + text.strip();
    }
  }

  @Test
  void noLineOfJavaIsTooLong() throws IOException {
    assertNone(ofType("java"), line -> line.text().codePointCount(0, line.text().length()) > MAX_LINE_CHARACTERS);
  }

  @Test
  void blanksAreWhereTheyCanBeSeen() throws IOException {
    assertNone(ofType("java", "xml", "md", "sh", "properties", "html", "css", "js", "json", "yml"),
        line -> line.text().indexOf('\t') >= 0 || !line.text().equals(line.text().stripTrailing()));
  }

  @Test
  void noMergeIsLeftHalfDone() throws IOException {
    assertNone(texts(), line ->
        line.text().startsWith("<".repeat(7) + " ") || line.text().startsWith(">".repeat(7) + " "));
  }

  @Test
  void everyTextEndsWithALineFeed() throws IOException {
    List<Path> torn = new ArrayList<>();
    for (Path file : texts()) {
      String text = Files.readString(file);
      if (!text.isEmpty() && !text.endsWith("\n")) {
        torn.add(file);
      }
    }
    assertEquals(List.of(), torn);
  }

  @Test
  void nothingNamesAPathOfSomebodysMachine() throws IOException {
    assertNone(texts(), line -> MACHINE_PATH.matcher(line.text()).find());
  }

  @Test
  void nothingIsLeftForLaterInAComment() throws IOException {
    assertNone(texts(), line -> LEFT_OVER.matcher(line.text()).find());
  }

  @Test
  void noFileIsLargerThanAMegabyte() throws IOException {
    List<Path> large = new ArrayList<>();
    for (Path file : Repository.files()) {
      if (Files.size(file) > MAX_FILE_BYTES) {
        large.add(file);
      }
    }
    assertEquals(List.of(), large);
  }

  @Test
  void everyLimitSaysWhy() throws IOException {
    List<String> bare = new ArrayList<>();
    int constants = 0;
    for (Path file : Repository.files()) {
      if (Repository.name(file).equals("Limits.java")) {
        List<String> lines = Files.readAllLines(file);
        for (int i = 1; i < lines.size(); i++) {
          if (lines.get(i).strip().startsWith("public static final")) {
            constants++;
            if (!lines.get(i - 1).strip().endsWith("*/")) {
              bare.add(new Line(file, i + 1, lines.get(i)).toString());
            }
          }
        }
      }
    }
    assertEquals(List.of(), bare);
    assertTrue(constants > 10, "limits were found: " + constants);
  }

  @Test
  void theReadmeNamesTheTwoCommands() throws IOException {
    String readme = Files.readString(Repository.ROOT.resolve("README.md"));
    assertTrue(readme.contains("tools/banyan"), "tools/banyan");
    assertTrue(readme.contains("tools/check"), "tools/check");
  }

  @Test
  void whatLinksNameIsThere() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path file : ofType("md")) {
      Matcher links = MARKDOWN_LINK.matcher(Files.readString(file));
      while (links.find()) {
        String target = String.valueOf(links.group(1));
        Path folder = file.getParent();
        if (!target.contains("://") && folder != null && !Files.exists(folder.resolve(target))) {
          broken.add(Repository.ROOT.relativize(file) + " -> " + target);
        }
      }
    }
    assertEquals(List.of(), broken);
  }

  @Test
  void scriptsCanBeRun() throws IOException {
    List<Path> scripts = new ArrayList<>();
    List<Path> locked = new ArrayList<>();
    for (Path file : texts()) {
      if (Files.readString(file).startsWith("#!")) {
        scripts.add(Repository.ROOT.relativize(file));
        if (!Files.isExecutable(file)) {
          locked.add(file);
        }
      }
    }
    assertTrue(scripts.containsAll(List.of(Path.of("tools/banyan"), Path.of("tools/check"), Path.of(".ci/run"))));
    assertEquals(List.of(), locked);
  }

  private static List<Path> texts() {
    return Repository.files().stream().filter(file -> !BINARY.contains(type(file))).toList();
  }

  private static List<Path> ofType(String... types) {
    Set<String> wanted = Set.of(types);
    return Repository.files().stream().filter(file -> wanted.contains(type(file))).toList();
  }

  private static String type(Path file) {
    String name = Repository.name(file);
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static void assertNone(List<Path> files, Predicate<Line> isWrong) throws IOException {
    assertTrue(files.size() > 5, "files were found");
    List<String> wrong = new ArrayList<>();
    for (Path file : files) {
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        Line line = new Line(file, i + 1, lines.get(i));
        if (isWrong.test(line)) {
          wrong.add(line.toString());
        }
      }
    }
    assertEquals("", Stream.concat(Stream.of(""), wrong.stream()).reduce((a, b) -> a + "\n" + b).orElse(""));
  }
}
