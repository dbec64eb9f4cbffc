package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One run of {@code banyan bench}, and what it found. */
final class BenchRun {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Double> figures = new LinkedHashMap<>();

  private BenchRun(JsonNode json, Figures log) {
    for (JsonNode figure : json.path("figures")) {
      String name = figure.path("name").asText();
      double value = figure.path("value").asDouble();
      figures.put(name, value);
      log.add(name, value, figure.path("unit").asText().replace(' ', '-'), figure.path("n").asInt());
    }
  }

  /** Runs it to its end, and writes its figures down. */
  static BenchRun of(Processes processes, Figures log, Duration atMost, String... benchAndOptions) {
    Path json = processes.files().resolve(benchAndOptions[0] + ".json").toAbsolutePath();
    List<String> args = new ArrayList<>(List.of("bench"));
    args.addAll(List.of(benchAndOptions));
    args.addAll(List.of("--json", json.toString()));
    BanyanProcess bench = processes.start("bench", args.toArray(String[]::new));
    assertEquals(0, bench.exitCode(atMost), "exit code of bench");
    try {
      return new BenchRun(JSON.readTree(json.toFile()), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  double value(String name) {
    Double value = figures.get(name);
    if (value == null) {
      throw new AssertionError("no figure '" + name + "' among " + figures.keySet());
    }
    return value;
  }
}
