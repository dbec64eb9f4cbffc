package banyan.churn.report;

import banyan.churn.analysis.Result;
import java.util.ArrayList;
import java.util.List;

/** How deep in the tree the peers were over time, as shares of all that were there. */
final class DepthPlot extends Plot {
  /** Deeper ones are drawn as one. */
  static final int MAX_DEPTH = 8;

  private final Result result;
  private final int depths;

  DepthPlot(Result result) {
    super("Shares of peers by depth in the tree over time");
    this.result = result;
    this.depths = depths(result);
  }

  /** The deepest that is drawn. */
  static int depths(Result result) {
    return Math.min(MAX_DEPTH, result.series().tree().stream().mapToInt(m -> m.depths().size()).max().orElse(0));
  }

  @Override
  double height(boolean isWide) {
    return isWide ? 250 : 220;
  }

  @Override
  void draw(Markup svg, Area area) {
    List<Result.Moment> moments =
        result.series().tree().stream()
            .filter(moment -> peers(moment) > 0 && moment.at() >= result.firstJoin()).toList();
    Scale x = Scale.linear(result.firstJoin(), result.seconds(), area.left(), area.right());
    Scale y = Scale.linear(0, 1, area.bottom(), area.top());
    timeAxis(svg, area, x);
    valueAxis(svg, area, y, List.of(0.0, 0.25, 0.5, 0.75, 1.0), share -> Math.round(share * 100) + " %");
    for (int depth = 1; depth <= depths; depth++) {
      svg.empty("path", "class", "band d" + depth, "d", band(moments, x, y, depth));
    }
    svg.empty("path", "class", "band k-unexplained", "d", band(moments, x, y, depths + 1));
    frame(svg, area);
  }

  static int peers(Result.Moment moment) {
    return moment.unattached() + moment.depths().stream().mapToInt(Integer::intValue).sum();
  }

  /** Between the share of those above a depth and that of those down to it; behind the last depth: the unattached. */
  private String band(List<Result.Moment> moments, Scale x, Scale y, int depth) {
    List<String> upper = new ArrayList<>();
    List<String> lower = new ArrayList<>();
    for (Result.Moment moment : moments) {
      String at = Markup.px(x.at(moment.at())) + " ";
      upper.add(at + Markup.px(y.at(share(moment, depth))));
      lower.add(0, at + Markup.px(y.at(share(moment, depth - 1))));
    }
    return upper.isEmpty() ? "M0 0" : "M" + String.join("L", upper) + "L" + String.join("L", lower) + "Z";
  }

  private double share(Result.Moment moment, int downTo) {
    if (downTo > depths) {
      return 1;
    }
    List<Integer> counts = moment.depths();
    int last = downTo == depths ? counts.size() : Math.min(downTo, counts.size());
    return (double) counts.subList(0, last).stream().mapToInt(Integer::intValue).sum() / peers(moment);
  }
}
