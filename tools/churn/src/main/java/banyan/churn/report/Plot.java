package banyan.churn.report;

import banyan.churn.analysis.Words;
import java.util.List;
import java.util.function.DoubleFunction;

/**
 * The frame of a drawing: room for axes, grid, labels. Each drawing is made twice, for wide screens and paper and for a
 * phone, so that its texts are readable on both; the style sheet shows one of them.
 */
abstract class Plot {
  static final int WIDE = 940;
  static final int NARROW = 358;
  private static final double BOTTOM = 40;
  private static final double RIGHT = 20;
  private static final double LETTER_PIXELS = 6.6;

  private final String title;

  /** @param title what it shows, for those who cannot see it */
  Plot(String title) {
    this.title = title;
  }

  abstract double height(boolean isWide);

  /** Room at the left for labels. */
  double left(boolean isWide) {
    return isWide ? 66 : 58;
  }

  abstract void draw(Markup svg, Area area);

  /** Where to draw. */
  record Area(double left, double top, double right, double bottom, boolean isWide) {
    double width() {
      return right - left;
    }

    /** How many labels have room side by side. */
    int labels() {
      return isWide ? 12 : 5;
    }
  }

  /** Both forms. */
  String svg() {
    return svg(true) + svg(false);
  }

  private String svg(boolean isWide) {
    double width = isWide ? WIDE : NARROW;
    double height = height(isWide);
    Markup svg = new Markup();
    svg.open("svg", "class", isWide ? "wide" : "narrow", "viewBox", "0 0 " + Markup.px(width) + " " + Markup.px(height),
        "role", "img", "aria-label", title);
    draw(svg, new Area(left(isWide), 12, width - RIGHT, height - BOTTOM, isWide));
    return svg.close("svg").line().done();
  }

  /** Time along the bottom, in minutes or seconds. */
  static void timeAxis(Markup svg, Area area, Scale x) {
    boolean inMinutes = x.to() - x.from() > 240;
    List<Double> ticks = x.timeTicks(area.labels());
    axis(svg, area, x, ticks, t -> Words.figure(inMinutes ? t / 60 : t),
        inMinutes ? "minutes since the beginning" : "seconds since the beginning");
  }

  static void axis(
      Markup svg, Area area, Scale x, List<Double> ticks, DoubleFunction<String> label, String caption) {
    for (double tick : ticks) {
      String at = Markup.px(x.at(tick));
      svg.empty("line", "class", "grid", "x1", at, "x2", at, "y1", Markup.px(area.top()), "y2",
          Markup.px(area.bottom()));
      svg.element("text", label.apply(tick), "class", "tick", "x", at, "y", Markup.px(area.bottom() + 15),
          "text-anchor", "middle");
    }
    svg.element("text", caption, "class", "caption", "x", Markup.px((area.left() + area.right()) / 2), "y",
        Markup.px(area.bottom() + 33), "text-anchor", "middle");
  }

  static void valueAxis(Markup svg, Area area, Scale y, List<Double> ticks, DoubleFunction<String> label) {
    for (double tick : ticks) {
      double at = y.at(tick);
      svg.empty("line", "class", "grid", "x1", Markup.px(area.left()), "x2", Markup.px(area.right()), "y1",
          Markup.px(at), "y2", Markup.px(at));
      leftLabel(svg, area, at, label.apply(tick), "tick");
    }
  }

  static void leftLabel(Markup svg, Area area, double y, String text, String styleClass) {
    svg.element("text", text, "class", styleClass, "x", Markup.px(area.left() - 6), "y", Markup.px(y + 4),
        "text-anchor", "end");
  }

  /** About how many pixels a text of the small size takes. */
  static double textWidth(String text) {
    return text.length() * LETTER_PIXELS;
  }

  static void frame(Markup svg, Area area) {
    svg.empty("line", "class", "axis", "x1", Markup.px(area.left()), "x2", Markup.px(area.right()), "y1",
        Markup.px(area.bottom()), "y2", Markup.px(area.bottom()));
  }
}
