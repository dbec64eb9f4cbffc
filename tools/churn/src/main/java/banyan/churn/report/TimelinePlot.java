package banyan.churn.report;

import banyan.churn.analysis.Result;
import banyan.churn.analysis.Words;
import java.util.List;

/** Viewers by time: when each watched, where its playback stood still; above them what was done to the network. */
final class TimelinePlot extends Plot {
  /** More rows than that cannot be told apart; then only viewers with a gap are drawn. */
  static final int MAX_ROWS = 200;
  private static final double LANE = 15;
  private static final double ROWS_HEIGHT = 400;
  private static final double MIN_GAP_PIXELS = 2;

  private final Result result;
  private final List<String> kinds;
  private final List<Result.Viewer> rows;

  TimelinePlot(Result result) {
    super("Playback of each viewer over time, with its gaps, and the faults");
    this.result = result;
    this.kinds = result.faults().stream().map(Result.Fault::kind).distinct().sorted().toList();
    this.rows = rows(result);
  }

  /** Those that are drawn. */
  static List<Result.Viewer> rows(Result result) {
    List<Result.Viewer> all = result.viewers();
    return all.size() <= MAX_ROWS ? all
        : all.stream().filter(viewer -> !viewer.gaps().isEmpty()).limit(MAX_ROWS).toList();
  }

  private double rowHeight() {
    return Math.max(2.5, Math.min(13, ROWS_HEIGHT / Math.max(1, rows.size())));
  }

  @Override
  double height(boolean isWide) {
    return 12 + kinds.size() * LANE + 8 + Math.max(1, rows.size()) * rowHeight() + 44;
  }

  @Override
  double left(boolean isWide) {
    return Math.max(58, kinds.stream().mapToDouble(Plot::textWidth).max().orElse(0) + 10);
  }

  @Override
  void draw(Markup svg, Area area) {
    Scale x = Scale.linear(result.firstJoin(), result.seconds(), area.left(), area.right());
    timeAxis(svg, area, x);
    double top = area.top();
    for (String kind : kinds) {
      lane(svg, area, x, kind, top);
      top += LANE;
    }
    top += 8;
    leftLabel(svg, area, top + 6, "viewers", "tick");
    for (Result.Viewer viewer : rows) {
      row(svg, x, viewer, top);
      top += rowHeight();
    }
    frame(svg, area);
  }

  private void lane(Markup svg, Area area, Scale x, String kind, double top) {
    leftLabel(svg, area, top + LANE / 2, kind, "tick");
    for (Result.Fault fault : result.faults()) {
      if (fault.kind().equals(kind)) {
        double from = x.at(fault.at());
        double width = fault.over() > 0 ? x.at(fault.over()) - from : 0;
        svg.open("rect", "class", "mark " + Palette.ofKind(kind), "x", Markup.px(from), "y", Markup.px(top + 2),
            "width", Markup.px(Math.max(1.6, width)), "height", Markup.px(LANE - 4),
            "opacity", width > 3 ? "0.55" : "1");
        svg.element("title", fault.number() + ": " + kind + " " + fault.victim() + " at " + Words.seconds(fault.at())
            + ", viewers reached: " + fault.units().size());
        svg.close("rect");
      }
    }
  }

  private void row(Markup svg, Scale x, Result.Viewer viewer, double top) {
    double height = rowHeight();
    double middle = top + height / 2;
    double startup = viewer.figures().getOrDefault("startup", viewer.until() - viewer.joined());
    svg.empty("line", "class", "watched", "x1", Markup.px(x.at(viewer.joined() + startup)), "x2",
        Markup.px(x.at(viewer.until())), "y1", Markup.px(middle), "y2", Markup.px(middle));
    for (Result.Gap gap : viewer.gaps()) {
      double from = x.at(gap.at());
      double width = Math.max(MIN_GAP_PIXELS, x.at(gap.at() + gap.seconds()) - from);
      svg.open("rect", "class", "gap " + Palette.ofKind(gap.cause()), "x", Markup.px(from), "y",
          Markup.px(top + height * 0.08), "width", Markup.px(width), "height", Markup.px(height * 0.84));
      svg.element("title", viewer.name() + ": " + Words.seconds(gap.seconds()) + " at " + Words.seconds(gap.at()) + " ("
          + gap.cause() + ")");
      svg.close("rect");
    }
  }
}
