package banyan.churn.report;

import banyan.churn.analysis.Result;
import banyan.churn.analysis.Unit;
import banyan.churn.analysis.Words;
import banyan.churn.scenario.FaultRecord;
import java.util.List;

/** Faults: what each kind came to, and every single one. */
final class FaultTables {
  /** A page with more rows serves nobody; the JSON has them all. */
  private static final int MAX_ROWS = 500;
  private static final String NONE = "–";

  private final Result result;
  private final SummaryWords words;

  FaultTables(Result result) {
    this.result = result;
    this.words = new SummaryWords(result.summary(), NONE);
  }

  void writeByKind(Markup page) {
    page.open("section").element("h2", "By kind of fault");
    page.element("p", "n counts how often a fault reached a viewer that played. " + NONE + " is: not measured.",
        "class", "note");
    page.open("div", "class", "scroll").open("table").open("thead").open("tr");
    for (String name : List.of(
        "fault", "faults", "n", "recovery p50", "p95", "p99", "longest", "seen p50", "first pull p95", "replaced p95",
        "p99", "without a gap", "worst gap", "reparents a fault")) {
      page.element("th", name);
    }
    page.close("tr").close("thead").open("tbody");
    int rows = 0;
    for (FaultRecord.Kind kind : FaultRecord.Kind.values()) {
      if (words.orZero("faults." + kind.word()) > 0) {
        row(page, kind.word());
        rows++;
      }
    }
    page.close("tbody").close("table").close("div");
    if (rows == 0) {
      page.element("p", "No faults.", "class", "none");
    }
    page.close("section").line();
  }

  private void row(Markup page, String kind) {
    page.open("tr").open("td").open("i", "class", Palette.ofKind(kind)).close("i").text(kind).close("td");
    boolean hasGaps = words.orZero("gap." + kind + ".n") > 0;
    for (String cell : List.of(
        words.count("faults." + kind), words.count("gap." + kind + ".n"), words.seconds("recovery." + kind + ".p50"),
        words.seconds("recovery." + kind + ".p95"), words.seconds("recovery." + kind + ".p99"),
        words.seconds("recovery." + kind + ".max"), words.seconds("recovery." + kind + ".seen.p50"),
        words.seconds("firstPull." + kind + ".p95"), words.seconds("replaced." + kind + ".p95"),
        words.seconds("replaced." + kind + ".p99"),
        words.share("gap." + kind + ".zeroShare"),
        hasGaps ? words.seconds("gap." + kind + ".max") : NONE,
        words.plain("reparents.perFault." + kind))) {
      page.element("td", cell, "class", "number");
    }
    page.close("tr");
  }

  void writeEach(Markup page) {
    page.open("section").open("details").open("summary")
        .element("h2", "Every fault (" + Words.count(result.faults().size()) + ")").close("summary");
    page.open("div", "class", "scroll").open("table").open("thead").open("tr");
    for (String name : List.of(
        "", "fault", "at", "lasted", "victim", "viewers", "slowest recovery", "stalled", "reparents")) {
      page.element("th", name);
    }
    page.close("tr").close("thead").open("tbody");
    result.faults().stream().limit(MAX_ROWS).forEach(fault -> each(page, fault));
    page.close("tbody").close("table").close("div");
    if (result.faults().size() > MAX_ROWS) {
      page.element("p", "The JSON has the other " + (result.faults().size() - MAX_ROWS) + ".", "class", "note");
    }
    page.close("details").close("section").line();
  }

  private static void each(Markup page, Result.Fault fault) {
    double slowest = worst(fault, Unit.Measure.RECOVERY);
    page.open("tr").element("td", String.valueOf(fault.number()), "class", "number");
    page.open("td").open("i", "class", Palette.ofKind(fault.kind())).close("i")
        .text(fault.kind() + (fault.group().isEmpty() ? "" : " (" + fault.group() + ")")).close("td");
    page.element("td", Words.seconds(fault.at()), "class", "number");
    page.element("td", fault.over() > 0 ? Words.seconds(fault.over() - fault.at()) : NONE, "class", "number");
    page.element("td", fault.victim() + (fault.child().isEmpty() ? "" : " → " + fault.child()));
    page.element("td", Words.count(fault.units().size()), "class", "number");
    page.element("td", slowest > 0 ? Words.seconds(slowest) : NONE, "class", "number");
    page.element("td", fault.units().isEmpty() ? NONE : Words.seconds(worst(fault, Unit.Measure.GAP)), "class",
        "number");
    page.element("td", Words.count(fault.reparents()), "class", "number").close("tr");
  }

  private static double worst(Result.Fault fault, Unit.Measure measure) {
    return fault.units().stream().mapToDouble(unit -> unit.seconds().getOrDefault(measure.word(), 0.0)).max()
        .orElse(0);
  }
}
