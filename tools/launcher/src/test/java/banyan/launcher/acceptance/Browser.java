package banyan.launcher.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Debian's Chromium, without a window; driven by src/test/npm/browser.mjs, which tells what it can be asked. */
final class Browser implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path SCRIPTS = Path.of("src", "test", "npm").toAbsolutePath();
  private static final Path WATCH_PAGE = Path.of(
      "..", "..", "relay-peer", "runtime", "src", "main", "resources", "banyan", "relay", "page").toAbsolutePath();
  private static final Path CONSOLE_PAGE = Path.of(
      "..", "..", "broadcaster", "src", "main", "resources", "banyan", "broadcast", "console").toAbsolutePath();
  private static final Path MODULES = Path.of("target", "npm").toAbsolutePath();
  private static final long CLOSE_SECONDS = 10;

  private final Process process;
  private final Writer asks;
  private final BufferedReader answers;
  private final Path log;
  private final Thread atExit;
  private int pages;

  private Browser(Process process, Path log) {
    this.process = process;
    this.asks = process.outputWriter();
    this.answers = process.inputReader();
    this.log = log;
    this.atExit = new Thread(this::kill);
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  static Browser start(Path files) throws IOException {
    Path script = scripts().resolve("browser.mjs");
    Files.createDirectories(files);
    Path log = files.resolve("browser.log");
    Browser browser =
        new Browser(new ProcessBuilder("node", script.toString()).redirectError(log.toFile()).start(), log);
    browser.answer();
    return browser;
  }

  /** The folder from which Node is to run the scripts of tests: modules are looked for beside a script. */
  static synchronized Path scripts() throws IOException {
    if (!Files.isDirectory(MODULES.resolve("node_modules").resolve("playwright-core"))) {
      throw new AssertionError("playwright-core is not there: install npm (Debian: apt-get install npm), build again");
    }
    copy(SCRIPTS, MODULES);
    // Together, as a peer serves them.
    copy(WATCH_PAGE, MODULES.resolve("page"));
    copy(CONSOLE_PAGE, MODULES.resolve("page"));
    return MODULES;
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(file -> file.toString().matches(".*\\.m?js")).toList()) {
        Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /** A page that is open. */
  final class Page implements AutoCloseable {
    private final String name;

    private Page(String name) {
      this.name = name;
    }

    /** What a viewer sees. */
    Look look() {
      return new Look(ask("look", asked -> asked.put("page", name)));
    }

    /** The pictures that were shown since this was asked last. */
    Shown shown() {
      JsonNode shown = ask("shown", asked -> asked.put("page", name));
      List<Picture> pictures = new ArrayList<>();
      shown.path("pictures").forEach(
          at -> pictures.add(new Picture(at.path(0).asDouble(), at.path(1).asLong(), at.path(2).asInt())));
      return new Shown(shown.path("loaded").asDouble(), pictures, shown.path("unread").asInt());
    }

    /** Errors that the browser's console tells of. */
    List<String> complaints() {
      return lines("complaints");
    }

    /** What else the browser's console tells: why a player began anew, for one. */
    List<String> remarks() {
      return lines("remarks");
    }

    private List<String> lines(String what) {
      List<String> all = new ArrayList<>();
      ask(what, asked -> asked.put("page", name)).forEach(text -> all.add(text.asText()));
      return all;
    }

    void press(String key) {
      ask("press", asked -> asked.put("page", name).put("key", key));
    }

    void click(String on) {
      ask("click", asked -> asked.put("page", name).put("on", on));
    }

    /** Writes into a field, in place of what is there. */
    void fill(String on, String value) {
      ask("fill", asked -> asked.put("page", name).put("on", on).put("value", value));
    }

    void choose(String on, String value) {
      ask("choose", asked -> asked.put("page", name).put("on", on).put("value", value));
    }

    /** @param quality of a JPEG in percent; 0 for a PNG */
    void screenshot(Path to, int quality) {
      ask("screenshot", asked -> asked.put("page", name).put("path", to.toString()).put("quality", quality));
    }

    @Override
    public void close() {
      ask("close", asked -> asked.put("page", name));
    }
  }

  /**
   * A picture of the test source.
   *
   * @param shownMillis when it was shown, by this computer's clock
   * @param number that it shows
   * @param width in pixels, as it came
   */
  record Picture(double shownMillis, long number, int width) {}

  /**
   * @param loadedMillis when the page was begun to be loaded
   * @param unread pictures whose number could not be read
   */
  record Shown(double loadedMillis, List<Picture> pictures, int unread) {}

  /** What a viewer sees of a page at one moment. */
  record Look(JsonNode json) {
    String text(String name) {
      return json.path(name).asText();
    }

    double number(String name) {
      return json.path(name).asDouble();
    }

    boolean is(String name) {
      return json.path(name).asBoolean();
    }

    /** In a panel; empty if there is none of that name. */
    String figure(String name) {
      return json.path("figures").path(name).asText();
    }

    List<String> texts(String name) {
      List<String> all = new ArrayList<>();
      json.path(name).forEach(text -> all.add(text.asText()));
      return all;
    }

    boolean isLive() {
      return text("tone").equals("live");
    }
  }

  Page open(String url) {
    return open(url, 1280, 800, false);
  }

  Page open(String url, int width, int height, boolean dark) {
    return open(asked -> asked.put("url", url).put("width", width).put("height", height).put("dark", dark));
  }

  /** As a browser without HLS of its own opens it at a build that was made without npm. */
  Page openBare(String url) {
    return open(asked -> asked.put("url", url).put("width", 1280).put("height", 800).put("bare", true));
  }

  private Page open(Consumer<ObjectNode> how) {
    String name = "page-" + ++pages;
    ask("open", how.andThen(asked -> asked.put("page", name)));
    return new Page(name);
  }

  private synchronized JsonNode ask(String what, Consumer<ObjectNode> with) {
    ObjectNode asked = JSON.createObjectNode().put("do", what);
    with.accept(asked);
    try {
      asks.write(asked + "\n");
      asks.flush();
      return answer();
    } catch (IOException e) {
      throw new UncheckedIOException("the browser does not hear; see " + log, e);
    }
  }

  private JsonNode answer() throws IOException {
    @Nullable String line = answers.readLine();
    if (line == null) {
      throw new AssertionError("the browser has ended:\n" + Files.readString(log));
    }
    JsonNode answer = JSON.readTree(line);
    if (answer.has("error")) {
      throw new AssertionError(answer.path("error").asText());
    }
    return answer.path("ok");
  }

  @Override
  public void close() {
    try {
      asks.close();
      process.waitFor(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      kill();
      Runtime.getRuntime().removeShutdownHook(atExit);
    }
  }

  private void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
