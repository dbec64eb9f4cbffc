package banyan.launcher.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * What one part of the acceptance tests measured, as lines {@code part name value unit n=…} of a log: the file that
 * {@code -Dbanyan.figures} names, or {@code target/figures.log}.
 */
public final class Figures {
  private final String part;
  private final Path log;

  private Figures(String part, Path log) {
    this.part = part;
    this.log = log;
  }

  /** @param part as in the class's {@code @Tag} */
  public static Figures of(String part) {
    return new Figures(part, Path.of(System.getProperty("banyan.figures", "target/figures.log")));
  }

  static Figures of(String part, Path log) {
    return new Figures(part, log);
  }

  /**
   * Writes one line.
   *
   * @param unit such as {@code ms}, {@code s}, {@code count}, {@code share}
   * @param n how many samples the value stands for
   */
  public void add(String name, double value, String unit, int n) {
    String line = String.join(" ", part, name, rounded(value), unit, "n=" + n) + "\n";
    try {
      Path folder = log.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.writeString(log, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes how many of something there were. */
  public void count(String name, long value) {
    add(name, (double) value, "count", 1);
  }

  /** Writes median, 95th percentile (both by nearest rank) and maximum of the samples, at least one. */
  public void addSpread(String name, String unit, double... samples) {
    add(name + ".p50", percentile(50, samples), unit, samples.length);
    add(name + ".p95", percentile(95, samples), unit, samples.length);
    add(name + ".max", percentile(100, samples), unit, samples.length);
  }

  /** The smallest sample that is not below {@code percent} % of them. */
  public static double percentile(int percent, double... samples) {
    double[] sorted = samples.clone();
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(percent / 100.0 * sorted.length);
    return sorted[Math.max(1, rank) - 1];
  }

  /** Four digits are more than these measurements are worth; no exponents, which scripts stumble over. */
  private static String rounded(double value) {
    BigDecimal exact = BigDecimal.valueOf(value);
    BigDecimal rounded = Math.abs(value) >= 1000 ? exact.setScale(0, RoundingMode.HALF_UP)
        : exact.round(new MathContext(4));
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }
}
