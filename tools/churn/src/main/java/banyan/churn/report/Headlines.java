package banyan.churn.report;

import banyan.churn.analysis.FigureNames;
import banyan.churn.analysis.Result;
import banyan.churn.analysis.Words;
import banyan.churn.scenario.FaultRecord;
import java.util.Optional;
import java.util.regex.Pattern;

/** The figures that count, large, each with what it stands for. */
final class Headlines {
  /** With fewer samples the 99th percentile is the largest or nearly so, and says little. */
  private static final int ENOUGH = 300;

  private static final Pattern NO_BREAK =
      Pattern.compile("(?<=\\d) (?=(ms|s|min|%|MB)\\b|%)|(?<=\\bn) (?==)|(?<=\\bn =) ");

  private final SummaryWords words;

  Headlines(Result result) {
    this.words = new SummaryWords(result.summary(), "not measured");
  }

  void write(Markup page) {
    page.open("section", "class", "cards");
    card(page, "Continuity", words.figure("continuity").map(TextReport::continuity),
        "share of " + words.count("chunks.due") + " chunks that were there in time");
    for (FaultRecord.Kind kind : FigureNames.HITS) {
      String word = kind.word();
      words.figure("recovery." + word + ".p99").ifPresent(p99 -> card(
          page, "Recovery, " + word, Optional.of(Words.seconds(p99)),
          "p99; p50 " + words.seconds("recovery." + word + ".p50") + ", n = " + words.count("recovery." + word + ".n")
              + (words.orZero("recovery." + word + ".n") < ENOUGH ? ", few for a p99" : "")));
    }
    gapCard(page);
    card(page, "Lost · repeated", Optional.of(words.count("chunks.lost") + " · " + words.count("chunks.repeated")),
        "chunks, of " + words.count("chunks.delivered") + " delivered");
    words.figure("survivors.fedWithin3s").ifPresent(share -> card(
        page, "Survivors fed", Optional.of(Words.share(share)),
        "within 3 s of the last death; n = " + words.count("survivors.n") + ", longest "
            + words.seconds("survivors.fed.max")));
    words.figure("outage.resume.max").ifPresent(longest -> card(
        page, "Playback again", Optional.of(Words.seconds(longest)),
        "after the source was, at most; n = " + words.count("outage.resume.n")));
    card(page, "False reparents", Optional.of(words.count("reparents.false")),
        "of " + words.count("reparents") + ", in " + words.plain("viewer.minutes")
            + " viewer-minutes");
    card(page, "Startup", words.figure("startup.p50").map(Words::seconds),
        "median from join to the first chunk; p95 " + words.seconds("startup.p95") + ", n = "
            + words.count("startup.n"));
    card(page, "Lag", words.figure("lag.p95").map(Words::seconds),
        "p95; median " + words.seconds("lag.p50") + ", n = " + words.count("lag.n"));
    card(page, "Loops", Optional.of(words.count("loops")), "longest " + words.seconds("loops.longest"));
    page.close("section").line();
  }

  private void gapCard(Markup page) {
    double units = 0;
    double without = 0;
    for (FaultRecord.Kind kind : FigureNames.HITS) {
      double n = words.orZero("gap." + kind.word() + ".n");
      units += n;
      without += n * words.orZero("gap." + kind.word() + ".zeroShare");
    }
    card(page, "Without a gap", units > 0 ? Optional.of(Words.share(without / units)) : Optional.empty(),
        "of " + Words.count(units) + " times that a fault reached a viewer; gaps in all " + words.seconds("gap.total"));
  }

  private static void card(Markup page, String name, Optional<String> value, String note) {
    page.open("div", "class", "card").element("p", name, "class", "name");
    page.element("p", value.orElse("not measured"), "class", value.isPresent() ? "value" : "value none");
    // A number and its unit stay together.
    page.element("p", NO_BREAK.matcher(note).replaceAll("\u00a0"), "class", "note").close("div");
  }
}
