package banyan.churn.report;

import banyan.churn.analysis.Gaps;
import banyan.churn.analysis.Result;
import banyan.churn.analysis.Spread;
import banyan.churn.analysis.Words;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;

/** A result as one page that needs nothing else: no network, no script. */
final class Page {
  private static final String NOT_MEASURED = "not measured";
  private static final int MAX_STORIES = 15;

  private final Result result;
  private final Markup page = new Markup();

  Page(Result result) {
    this.result = result;
  }

  String html() {
    page.raw("<!doctype html>\n").open("html", "lang", "en").open("head").raw("<meta charset=\"utf-8\">");
    page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    page.element("title", "banyan churn: " + result.scenario());
    page.open("style").raw(styleSheet()).close("style").close("head").line().open("body").open("main").line();
    head();
    new Headlines(result).write(page);
    new FaultTables(result).writeByKind(page);
    timeline();
    recovery();
    tree();
    lag();
    new WorstViewers(result).write(page);
    falseReparents();
    processes();
    new FaultTables(result).writeEach(page);
    figures();
    scenario();
    return page.close("main").close("body").close("html").line().done();
  }

  private static String styleSheet() {
    try (InputStream in = Page.class.getResourceAsStream("page.css")) {
      if (in == null) {
        throw new IllegalStateException("page.css is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void head() {
    page.open("header").element("p", "banyan churn", "class", "brand").element("h1", result.scenario());
    page.element("p", result.about(), "class", "about");
    page.open("p", "class", "meta");
    page.text(Words.seconds(result.seconds()) + " · " + result.viewers().size() + " viewers · "
        + result.faults().size() + " faults · players hold " + Words.seconds(result.buffer()) + " · seed "
        + result.seed() + " · commit " + result.commit());
    result.machine().forEach((name, value) -> {
      if (!value.equals(result.commit())) {
        page.text(" · " + name + " " + value);
      }
    });
    page.close("p");
    page.open("p", "class", "again").text("The same again: ")
        .element("code", result.command() + " --seed " + result.seed()).close("p");
    for (String warning : result.warnings()) {
      page.element("p", warning, "class", "warning");
    }
    page.close("header").line();
  }

  /** A section with a heading and a sentence that says how to read it. */
  private void section(String heading, String note) {
    page.open("section").element("h2", heading);
    if (!note.isEmpty()) {
      page.element("p", note, "class", "note");
    }
  }

  private void legend(Map<String, String> styleClassByName) {
    page.open("p", "class", "legend");
    styleClassByName.forEach((name, style) ->
        page.open("span").open("i", "class", style).close("i").text(name).close("span"));
    page.close("p");
  }

  private void timeline() {
    int drawn = TimelinePlot.rows(result).size();
    int all = result.viewers().size();
    section("Playback, viewer by viewer",
        "Each row is a viewer while it watched; a block is a time in which nothing was left to play, in the colour of "
            + "what it is put down to. Above: what was done. "
            + (drawn < all ? "Drawn are " + drawn + " viewers that had a gap, of " + all + "." : "n = " + all + "."));
    if (all == 0) {
      page.element("p", NOT_MEASURED, "class", "none");
    } else {
      List<String> causes = result.viewers().stream().flatMap(v -> v.gaps().stream()).map(Result.Gap::cause)
          .distinct().sorted().toList();
      page.raw(new TimelinePlot(result).svg());
      if (causes.isEmpty()) {
        page.element("p", "No gap in " + Words.figure(minutes()) + " viewer-minutes.", "class", "none");
      } else {
        Map<String, String> names = new java.util.LinkedHashMap<>();
        causes.forEach(cause -> names.put("gap: " + causeWords(cause), Palette.ofKind(cause)));
        legend(names);
      }
    }
    page.close("section").line();
  }

  private double minutes() {
    return result.summary().getOrDefault("viewer.minutes", 0.0);
  }

  static String causeWords(String cause) {
    return switch (cause) {
      case Gaps.OWN -> "the viewer was held up itself";
      case Gaps.SOURCE -> "the source paused";
      case Gaps.WARMUP -> "in the warm-up";
      case Gaps.UNEXPLAINED -> "nothing that was done explains it";
      default -> cause;
    };
  }

  private void recovery() {
    Map<String, Spread> all = RecoveryPlot.recoveries(result);
    section("Recovery", "From the fault to the first missing chunk from anybody, or to the word that none is missing. "
        + "Dashed: the bar for the 99th percentile on loopback.");
    if (all.isEmpty()) {
      page.element("p", NOT_MEASURED + ": no fault reached a viewer", "class", "none");
    } else {
      page.raw(new RecoveryPlot(result).svg());
      Map<String, String> names = new java.util.LinkedHashMap<>();
      all.forEach((kind, spread) -> names.put(kind + ", n = " + Words.count(spread.n()), Palette.ofKind(kind)));
      legend(names);
    }
    page.close("section").line();
  }

  private void tree() {
    section("The tree", "Peers by depth below the root, as shares of all peers at the time; red at the top: those that "
        + "no path leads to.");
    int depths = DepthPlot.depths(result);
    if (depths == 0) {
      page.element("p", NOT_MEASURED, "class", "none");
    } else {
      page.raw(new DepthPlot(result).svg());
      Map<String, String> names = new java.util.LinkedHashMap<>();
      for (int depth = 1; depth <= depths; depth++) {
        names.put(depth == DepthPlot.MAX_DEPTH ? depth + " and deeper" : "depth " + depth, "d" + depth);
      }
      names.put("no path to the root", "k-unexplained");
      legend(names);
      lines("Peers", "peers", "", List.of(new LinesPlot.Series(
          "peers", "s1", result.series().tree().stream()
              .map(m -> new double[] {m.at(), DepthPlot.peers(m)}).toList())), Words::figure);
    }
    page.close("section").line();
  }

  private void lines(
      String heading, String title, String note, List<LinesPlot.Series> series, DoubleFunction<String> label) {
    page.element("h3", heading);
    if (!note.isEmpty()) {
      page.element("p", note, "class", "note");
    }
    page.raw(new LinesPlot(title, result.firstJoin(), result.seconds(), series, label).svg());
  }

  private void lag() {
    List<Result.LagMoment> moments = result.series().lag();
    int n = moments.stream().mapToInt(Result.LagMoment::n).sum();
    section("Lag", "Age of the newest beat of the root, as every viewer tells it once a second. n = " + Words.count(n)
        + ".");
    if (n == 0) {
      page.element("p", NOT_MEASURED, "class", "none");
    } else {
      List<LinesPlot.Series> series = List.of(
          new LinesPlot.Series("the largest", "s3",
              moments.stream().map(m -> new double[] {m.at(), m.max()}).toList()),
          new LinesPlot.Series("p95", "s2", moments.stream().map(m -> new double[] {m.at(), m.p95()}).toList()),
          new LinesPlot.Series("median", "s1", moments.stream().map(m -> new double[] {m.at(), m.p50()}).toList()));
      page.raw(new LinesPlot(
          "Lag of viewers over time", result.firstJoin(), result.seconds(), series, Words::seconds).svg());
      Map<String, String> names = new java.util.LinkedHashMap<>();
      names.put("median", "s1");
      names.put("p95", "s2");
      names.put("the largest", "s3");
      legend(names);
    }
    page.close("section").line();
  }

  private void falseReparents() {
    List<Result.FalseReparent> all = result.falseReparents();
    section("Reparents without a reason", all.isEmpty() ? ""
        : "After the warm-up, and nothing that was done explains them. Open one for what happened around it; times are "
            + "from the moment at which the new parent was there.");
    if (all.isEmpty()) {
      page.element("p", "None.", "class", "none");
    }
    for (Result.FalseReparent each : all.stream().limit(MAX_STORIES).toList()) {
      page.open("details", "class", "viewer").open("summary").element("b", each.peer());
      page.text(" from " + each.from() + " to " + each.to() + " at " + Words.seconds(each.at()) + ": " + each.why()
          + ", for " + Words.seconds(each.seconds()) + " without a parent");
      page.close("summary").open("ol", "class", "story");
      each.story().forEach(line -> page.element("li", line));
      page.close("ol").close("details").line();
    }
    if (all.size() > MAX_STORIES) {
      page.element("p", "The JSON has the other " + (all.size() - MAX_STORIES) + ".", "class", "note");
    }
    page.close("section").line();
  }

  private void processes() {
    List<Result.ProcessLine> lines = result.series().processes();
    section("Memory and descriptors", "Each line is one process of the run, n = " + lines.size() + ".");
    if (lines.isEmpty()) {
      page.element("p", NOT_MEASURED, "class", "none");
    } else {
      lines("Resident memory", "Resident memory of each process over time", growth("memory.growth", Words::share),
          column(lines, 1), value -> Words.figure(value) + " MB");
      lines("Open descriptors", "Open descriptors of each process over time",
          growth("descriptors.growth", Words::figure) + " The links of peers left out: "
              + growth("descriptors.beyondLinks.growth", Words::figure), column(lines, 2), Words::figure);
    }
    page.close("section").line();
  }

  private String growth(String name, DoubleFunction<String> words) {
    Double growth = result.summary().get(name);
    return growth == null ? "Growth: " + NOT_MEASURED + "."
        : "In the second half the worst process that lived through it grew by " + words.apply(growth) + ".";
  }

  private static List<LinesPlot.Series> column(List<Result.ProcessLine> lines, int column) {
    List<LinesPlot.Series> series = new ArrayList<>();
    for (Result.ProcessLine line : lines) {
      series.add(new LinesPlot.Series(
          line.process(), "thin",
          line.rows().stream().map(row -> new double[] {row.get(0), row.get(column)}).toList()));
    }
    return series;
  }

  private void figures() {
    page.open("section").open("details").open("summary").element("h2", "All figures").close("summary");
    page.element("p", "Seconds, counts and shares, by the names that --fail-on and the JSON use. What was not measured "
        + "is not there.", "class", "note");
    page.open("table", "class", "figures").open("tbody");
    result.summary().forEach((name, value) -> page.open("tr").element("td", name)
        .element("td", number(value), "class", "number").close("tr"));
    page.close("tbody").close("table").close("details").close("section").line();
  }

  private static String number(double value) {
    return value == Math.rint(value) ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.6f", value);
  }

  private void scenario() {
    page.open("section").open("details").open("summary").element("h2", "The scenario").close("summary");
    page.open("pre").text(result.yaml()).close("pre").close("details").close("section").line();
  }
}
