package banyan.bench;

import banyan.program.Machine;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a benchmark found, and on what: as a table for people, as JSON for machines. */
final class Findings {
  /**
   * One number.
   *
   * @param n how many samples it stands for
   */
  record Figure(String name, double value, String unit, int n) {}

  private final String bench;
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final List<Figure> figures = new ArrayList<>();
  private final double loadBefore = Machine.loadAverage();

  Findings(String bench) {
    this.bench = bench;
  }

  Findings setting(String name, Object value) {
    settings.put(name, String.valueOf(value));
    return this;
  }

  void add(String name, double value, String unit, int n) {
    figures.add(new Figure(name, value, unit, n));
  }

  void count(String name, long value) {
    add(name, value, "count", 1);
  }

  /** Median of runs. */
  void median(String name, String unit, List<Double> runs) {
    add(name, percentile(50, array(runs)), unit, runs.size());
  }

  /** Median, 95th and 99th percentile, maximum. Nothing if there is no sample. */
  void spread(String name, String unit, double... samples) {
    if (samples.length == 0) {
      return;
    }
    double[] sorted = samples.clone();
    Arrays.sort(sorted);
    add(name + ".p50", ofSorted(50, sorted), unit, sorted.length);
    add(name + ".p95", ofSorted(95, sorted), unit, sorted.length);
    add(name + ".p99", ofSorted(99, sorted), unit, sorted.length);
    add(name + ".max", ofSorted(100, sorted), unit, sorted.length);
  }

  /** The smallest sample that is not below {@code percent} % of them. */
  static double percentile(int percent, double... samples) {
    double[] sorted = samples.clone();
    Arrays.sort(sorted);
    return ofSorted(percent, sorted);
  }

  private static double ofSorted(int percent, double[] sorted) {
    return sorted[Math.max(1, (int) Math.ceil(percent / 100.0 * sorted.length)) - 1];
  }

  static double[] array(List<Double> samples) {
    return samples.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private Map<String, String> machine() {
    Map<String, String> all = new LinkedHashMap<>(Machine.description());
    all.put("load", String.format(Locale.ROOT, "%.2f before, %.2f after", loadBefore, Machine.loadAverage()));
    return all;
  }

  String table() {
    StringBuilder out = new StringBuilder("banyan bench " + bench);
    settings.forEach((name, value) -> out.append(", ").append(name).append(' ').append(value));
    out.append('\n');
    machine().forEach((name, value) -> out.append("  ").append(name).append(": ").append(value).append('\n'));
    int width = figures.stream().mapToInt(f -> f.name().length()).max().orElse(0);
    for (Figure figure : figures) {
      out.append(String.format(Locale.ROOT, "  %-" + Math.max(1, width) + "s %12s %-12s n=%d%n",
          figure.name(), rounded(figure.value()), figure.unit(), figure.n()));
    }
    return out.toString();
  }

  private static String rounded(double value) {
    double size = Math.abs(value);
    return String.format(Locale.ROOT, size >= 1_000 || value == Math.rint(value) ? "%.0f" : size >= 10 ? "%.1f"
        : "%.3f", value);
  }

  String json() {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode out = mapper.createObjectNode();
    out.put("bench", bench);
    ObjectNode asked = out.putObject("settings");
    settings.forEach(asked::put);
    ObjectNode on = out.putObject("machine");
    machine().forEach(on::put);
    ArrayNode all = out.putArray("figures");
    for (Figure figure : figures) {
      all.addObject().put("name", figure.name()).put("value", figure.value()).put("unit", figure.unit())
          .put("n", figure.n());
    }
    try {
      return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(out) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers always make JSON", e);
    }
  }
}
