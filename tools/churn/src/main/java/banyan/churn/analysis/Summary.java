package banyan.churn.analysis;

import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;

/** The flat figures of a run. A name that {@link FigureNames} does not know is a mistake of ours. */
final class Summary {
  /** Times are measured to a microsecond; more digits say nothing. */
  private static final double DIGITS = 1e6;

  private final SortedMap<String, Double> figures = new TreeMap<>();

  void put(String name, double value) {
    if (!FigureNames.isKnown(name)) {
      throw new IllegalStateException("'" + name + "' is no name of a figure");
    }
    figures.put(name, rounded(value));
  }

  static double rounded(double value) {
    return Math.rint(value * DIGITS) / DIGITS;
  }

  void spread(String name, Collection<Double> samples) {
    Spread.of(samples).tell(name, this::put);
  }

  /** Nothing if there is nothing to have a share of. */
  void share(String name, double some, double all) {
    if (all > 0) {
      put(name, some / all);
    }
  }

  SortedMap<String, Double> figures() {
    return figures;
  }
}
