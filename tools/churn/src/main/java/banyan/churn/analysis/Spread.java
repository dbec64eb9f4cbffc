package banyan.churn.analysis;

import java.util.Arrays;
import java.util.Collection;
import java.util.function.BiConsumer;

/** Samples in order, asked for percentiles by nearest rank: the smallest sample that is not below so many of them. */
public final class Spread {
  private final double[] sorted;

  private Spread(double... samples) {
    sorted = samples.clone();
    Arrays.sort(sorted);
  }

  public static Spread of(Collection<Double> samples) {
    return new Spread(samples.stream().mapToDouble(Double::doubleValue).toArray());
  }

  public int n() {
    return sorted.length;
  }

  /** @throws IllegalStateException if there is no sample: nothing can be said then */
  public double percentile(double percent) {
    if (sorted.length == 0) {
      throw new IllegalStateException("no sample, and asked for a percentile of them");
    }
    return sorted[Math.max(1, (int) Math.ceil(percent / 100 * sorted.length)) - 1];
  }

  public double sum() {
    return Arrays.stream(sorted).sum();
  }

  /** n, and if there is a sample p50, p95, p99 and max. */
  public void tell(String name, BiConsumer<String, Double> to) {
    to.accept(name + ".n", (double) n());
    if (n() > 0) {
      to.accept(name + ".p50", percentile(50));
      to.accept(name + ".p95", percentile(95));
      to.accept(name + ".p99", percentile(99));
      to.accept(name + ".max", percentile(100));
    }
  }
}
