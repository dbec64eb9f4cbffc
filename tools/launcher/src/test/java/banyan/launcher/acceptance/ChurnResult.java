package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;

/** One run of {@code banyan churn}, and what came of it. */
final class ChurnResult {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String name;
  private final JsonNode json;
  private final JsonNode summary;

  private ChurnResult(String name, JsonNode json) {
    this.name = name;
    this.json = json;
    this.summary = json.path("summary");
  }

  /**
   * Runs it to its end, writes its figures down, and sees to it that the run was whole.
   *
   * @param name of the run: what its files and figures begin with
   */
  static ChurnResult of(
      Processes processes, Duration atMost, String name, String scenario, List<String> options) {
    Path file = processes.files().resolve(name + ".json").toAbsolutePath();
    Path page = processes.files().resolve(name + ".html").toAbsolutePath();
    List<String> args = new ArrayList<>(List.of("churn", scenario));
    args.addAll(options);
    args.addAll(List.of("--json", file.toString(), "--html", page.toString()));
    BanyanProcess churn = processes.start("churn", args.toArray(String[]::new));
    assertEquals(0, churn.exitCode(atMost), "exit code of churn");
    try {
      ChurnResult result = new ChurnResult(name, JSON.readTree(file.toFile()));
      result.log(Figures.of("churn"));
      assertEquals("", result.json.path("interrupted").asText(), "the run came to its end");
      result.assertAll(List.of("peers.died == 0", "trace.dropped == 0"));
      return result;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void log(Figures figures) {
    summary.properties().forEach(figure -> figures.add(
        name + "." + figure.getKey(), figure.getValue().asDouble(), unit(figure.getKey()), n(figure.getKey())));
  }

  private static String unit(String name) {
    String first = name.replaceFirst("\\..*", "");
    boolean isTime = List.of("recovery", "replaced", "firstPull", "gap", "lag", "startup", "picture").contains(first)
        && name.matches(".*\\.(p\\d+|max|total)");
    return isTime ? "s" : name.matches(".*[sS]hare|continuity|.*3s") ? "share" : "count";
  }

  /** How many samples a figure stands for. */
  private int n(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? 1 : summary.path(name.substring(0, dot) + ".n").asInt(1);
  }

  JsonNode json() {
    return json;
  }

  private double value(String figure) {
    assertTrue(summary.has(figure), () -> name + " did not measure " + figure + ": " + summary);
    return summary.path(figure).asDouble();
  }

  /** @param bars such as {@code recovery.kill.p99 <= 0.1}; all that do not hold are told at once */
  void assertAll(List<String> bars) {
    Assertions.assertAll(name, bars.stream().map(bar -> () -> assertHolds(bar)));
  }

  private void assertHolds(String bar) {
    String[] words = bar.split(" ", -1);
    double is = value(words[0]);
    double bound = Double.parseDouble(words[2]);
    boolean holds = switch (words[1]) {
      case "<=" -> is <= bound;
      case ">=" -> is >= bound;
      case "==" -> is == bound;
      default -> throw new IllegalArgumentException("no bar: " + bar);
    };
    assertTrue(holds, () -> bar + " was asked, and it is " + is + " (n = " + n(words[0]) + ")");
  }
}
