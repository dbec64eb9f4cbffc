package banyan.churn.report;

import java.util.ArrayList;
import java.util.List;

/** From values to pixels, along one axis. */
record Scale(double from, double to, double fromPixels, double toPixels, boolean isLog) {
  private static final double[] TIME_STEPS =
      {0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400};

  static Scale linear(double from, double to, double fromPixels, double toPixels) {
    return new Scale(from, to > from ? to : from + 1, fromPixels, toPixels, false);
  }

  static Scale log(double from, double to, double fromPixels, double toPixels) {
    return new Scale(from, to, fromPixels, toPixels, true);
  }

  /** What is beyond an end is at that end. */
  double at(double value) {
    double inside = Math.max(from, Math.min(to, value));
    double share = isLog ? Math.log(inside / from) / Math.log(to / from) : (inside - from) / (to - from);
    return fromPixels + share * (toPixels - fromPixels);
  }

  /** Round values, at most so many. */
  List<Double> ticks(int most) {
    if (isLog) {
      List<Double> decades = new ArrayList<>();
      for (double decade = from; decade <= to * 1.001; decade *= 10) {
        decades.add(decade);
      }
      return decades;
    }
    double rough = (to - from) / most;
    double decade = Math.pow(10, Math.floor(Math.log10(rough)));
    double step = rough <= decade ? decade : rough <= 2 * decade ? 2 * decade : rough <= 5 * decade ? 5 * decade
        : 10 * decade;
    return every(step);
  }

  /** Round times, at most so many. */
  List<Double> timeTicks(int most) {
    for (double step : TIME_STEPS) {
      if ((to - from) / step <= most) {
        return every(step);
      }
    }
    return every((to - from) / most);
  }

  private List<Double> every(double step) {
    List<Double> ticks = new ArrayList<>();
    for (double i = Math.ceil(from / step - 1e-9); i * step <= to + step * 1e-9; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }
}
