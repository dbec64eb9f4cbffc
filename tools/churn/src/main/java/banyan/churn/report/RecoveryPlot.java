package banyan.churn.report;

import banyan.churn.analysis.FigureNames;
import banyan.churn.analysis.Result;
import banyan.churn.analysis.Spread;
import banyan.churn.analysis.Unit;
import banyan.churn.analysis.Words;
import banyan.churn.scenario.FaultRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How large a share of viewers was fed again after how long, by what was done. */
final class RecoveryPlot extends Plot {
  private static final double SHORTEST = 0.001;
  private static final double LONGEST_AT_LEAST = 10;
  /** Points of a curve: more cannot be seen. */
  private static final int MAX_STEPS = 400;
  /** Banyan's own bars for the 99th percentile on loopback, by kind of fault. */
  private static final Map<String, Double> BARS = Map.of("leave", 0.02, "kill", 0.1, "freeze", 1.0, "cut", 1.0);

  private final Map<String, Spread> recoveries;

  RecoveryPlot(Result result) {
    super("Share of viewers fed again after a time, by kind of fault");
    this.recoveries = recoveries(result);
  }

  /** By kind, those kinds that there are. */
  static Map<String, Spread> recoveries(Result result) {
    Map<String, Spread> all = new LinkedHashMap<>();
    for (FaultRecord.Kind kind : FigureNames.HITS) {
      List<Double> seconds = new ArrayList<>();
      for (Result.Fault fault : result.faults()) {
        if (fault.kind().equals(kind.word())) {
          fault.units().stream().filter(unit -> !unit.cutShort())
              .forEach(unit -> seconds.add(unit.seconds().getOrDefault(Unit.Measure.RECOVERY.word(), 0.0)));
        }
      }
      if (!seconds.isEmpty()) {
        all.put(kind.word(), Spread.of(seconds));
      }
    }
    return all;
  }

  @Override
  double height(boolean isWide) {
    return isWide ? 330 : 270;
  }

  @Override
  void draw(Markup svg, Area area) {
    double longest = recoveries.values().stream().mapToDouble(spread -> spread.percentile(100)).max().orElse(0);
    double to = LONGEST_AT_LEAST;
    while (to < longest) {
      to *= 10;
    }
    Scale x = Scale.log(SHORTEST, to, area.left(), area.right());
    Scale y = Scale.linear(0, 1, area.bottom(), area.top());
    axis(svg, area, x, x.ticks(0), Words::seconds, "time from the fault to being fed again");
    List<Double> shares = area.isWide() ? List.of(0.0, 0.25, 0.5, 0.75, 0.95, 1.0) : List.of(0.0, 0.25, 0.5, 0.75, 1.0);
    valueAxis(svg, area, y, shares, share -> Math.round(share * 100) + " %");
    BARS.entrySet().stream().filter(bar -> recoveries.containsKey(bar.getKey())).sorted(Map.Entry.comparingByKey())
        .forEach(bar -> bar(svg, area, x.at(bar.getValue()), bar.getKey()));
    recoveries.forEach((kind, spread) -> svg.empty(
        "path", "class", "curve " + Palette.ofKind(kind), "d", steps(spread, x, y)));
    frame(svg, area);
  }

  private static void bar(Markup svg, Area area, double at, String kind) {
    svg.open("line", "class", "bar " + Palette.ofKind(kind), "x1", Markup.px(at), "x2", Markup.px(at), "y1",
        Markup.px(area.top()), "y2", Markup.px(area.bottom()));
    svg.element("title", "bar for the p99 of " + kind).close("line");
  }

  private static String steps(Spread spread, Scale x, Scale y) {
    StringBuilder path = new StringBuilder("M" + Markup.px(x.at(SHORTEST)) + " " + Markup.px(y.at(0)));
    int steps = Math.min(MAX_STEPS, spread.n());
    for (int i = 1; i <= steps; i++) {
      double share = (double) i / steps;
      path.append('H').append(Markup.px(x.at(spread.percentile(share * 100)))).append('V')
          .append(Markup.px(y.at(share)));
    }
    return path.append('H').append(Markup.px(x.toPixels())).toString();
  }
}
