package banyan.churn.report;

import banyan.churn.analysis.Gaps;
import banyan.churn.analysis.Result;
import banyan.churn.analysis.Words;
import java.util.Comparator;
import java.util.List;

/** Those who stalled longest, with the story of each gap. */
final class WorstViewers {
  private static final int MAX_VIEWERS = 15;
  private static final int MAX_GAPS = 10;

  private final Result result;

  WorstViewers(Result result) {
    this.result = result;
  }

  void write(Markup page) {
    List<Result.Viewer> worst = result.viewers().stream().filter(viewer -> stalled(viewer) > 0)
        .sorted(Comparator.comparingDouble(WorstViewers::stalled).reversed()).toList();
    page.open("section").element("h2", "Worst viewers");
    if (worst.isEmpty()) {
      String none = "None: after the warm-up no viewer had a gap that was not its own.";
      page.element("p", result.viewers().isEmpty() ? "not measured" : none, "class", "none");
    } else {
      page.element("p", worst.size() + " of " + result.viewers().size() + " viewers stalled. Open one for what "
          + "happened around each gap; times are from the gap's beginning.", "class", "note");
      worst.stream().limit(MAX_VIEWERS).forEach(viewer -> viewer(page, viewer));
      if (worst.size() > MAX_VIEWERS) {
        page.element("p", "The JSON has the other " + (worst.size() - MAX_VIEWERS) + ".", "class", "note");
      }
    }
    page.close("section").line();
  }

  private static List<Result.Gap> gaps(Result.Viewer viewer) {
    return viewer.gaps().stream().filter(gap -> Gaps.counts(gap.cause())).toList();
  }

  private static double stalled(Result.Viewer viewer) {
    return gaps(viewer).stream().mapToDouble(Result.Gap::seconds).sum();
  }

  private static void viewer(Markup page, Result.Viewer viewer) {
    List<Result.Gap> gaps = gaps(viewer);
    page.open("details", "class", "viewer").open("summary").element("b", viewer.name());
    page.text(" stalled " + Words.seconds(stalled(viewer)) + " in " + gaps.size()
        + (gaps.size() == 1 ? " gap" : " gaps") + " of "
        + Words.seconds(viewer.figures().getOrDefault("watched", 0.0)));
    page.close("summary");
    for (Result.Gap gap : gaps.stream().limit(MAX_GAPS).toList()) {
      page.open("h3").open("i", "class", Palette.ofKind(gap.cause())).close("i")
          .text(Words.seconds(gap.seconds()) + " at " + Words.seconds(gap.at()) + ": " + Page.causeWords(gap.cause())
              + (gap.fault() > 0 ? ", fault " + gap.fault() : ""))
          .close("h3").open("ol", "class", "story");
      gap.story().forEach(line -> page.element("li", line));
      page.close("ol");
    }
    if (gaps.size() > MAX_GAPS) {
      page.element("p", "And " + (gaps.size() - MAX_GAPS) + " more, in the JSON.", "class", "note");
    }
    page.close("details").line();
  }
}
