package banyan.churn.report;

import java.util.List;
import java.util.function.DoubleFunction;

/** Values over time. */
final class LinesPlot extends Plot {
  /**
   * One line.
   *
   * @param styleClass in the style sheet
   * @param points each a time and a value
   */
  record Series(String name, String styleClass, List<double[]> points) {}

  private final double from;
  private final double until;
  private final List<Series> series;
  private final DoubleFunction<String> label;

  /**
   * @param from where the time axis begins, in seconds
   * @param label a value with its unit
   */
  LinesPlot(String title, double from, double until, List<Series> series, DoubleFunction<String> label) {
    super(title);
    this.from = from;
    this.until = until;
    this.series = series;
    this.label = label;
  }

  @Override
  double height(boolean isWide) {
    return isWide ? 200 : 190;
  }

  @Override
  void draw(Markup svg, Area area) {
    double highest = series.stream().flatMap(s -> s.points().stream()).mapToDouble(point -> point[1]).max().orElse(1);
    Scale x = Scale.linear(from, until, area.left(), area.right());
    Scale y = Scale.linear(0, highest > 0 ? highest * 1.08 : 1, area.bottom(), area.top());
    timeAxis(svg, area, x);
    valueAxis(svg, area, y, y.ticks(4), label);
    for (Series each : series) {
      if (!each.points().isEmpty()) {
        svg.open("path", "class", "curve " + each.styleClass(), "d", path(each.points(), x, y));
        svg.element("title", each.name()).close("path");
      }
    }
    frame(svg, area);
  }

  private static String path(List<double[]> points, Scale x, Scale y) {
    StringBuilder path = new StringBuilder();
    for (double[] point : points) {
      if (point[0] < x.from()) {
        continue;
      }
      path.append(path.length() == 0 ? 'M' : 'L').append(Markup.px(x.at(point[0]))).append(' ')
          .append(Markup.px(y.at(point[1])));
    }
    return path.toString();
  }
}
