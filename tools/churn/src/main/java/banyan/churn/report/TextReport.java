package banyan.churn.report;

import banyan.churn.analysis.Gaps;
import banyan.churn.analysis.Result;
import banyan.churn.analysis.Words;
import banyan.churn.scenario.FaultRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A result as a short text for a terminal. */
final class TextReport {
  private final Result result;
  private final SummaryWords words;

  TextReport(Result result) {
    this.result = result;
    this.words = new SummaryWords(result.summary(), "-");
  }

  String text() {
    List<String> lines = new ArrayList<>();
    lines.add(result.scenario() + ": " + result.about());
    lines.addAll(byKind());
    lines.add("");
    lines.addAll(totals());
    lines.addAll(worstGap());
    result.warnings().forEach(warning -> lines.add("warning: " + warning));
    lines.add("again: " + result.command() + " --seed " + result.seed());
    return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
  }

  private List<String> byKind() {
    List<String[]> rows = new ArrayList<>();
    rows.add(new String[] {
        "fault", "faults", "n", "recovery p50", "p99", "replaced p99", "without a gap", "worst gap"});
    for (FaultRecord.Kind kind : FaultRecord.Kind.values()) {
      String word = kind.word();
      if (words.orZero("faults." + word) > 0) {
        rows.add(new String[] {
            word, words.count("faults." + word), words.count("gap." + word + ".n"),
            words.seconds("recovery." + word + ".p50"), words.seconds("recovery." + word + ".p99"),
            words.seconds("replaced." + word + ".p99"),
            words.share("gap." + word + ".zeroShare"),
            words.orZero("gap." + word + ".n") > 0 ? words.seconds("gap." + word + ".max") : words.absent()});
      }
    }
    return rows.size() == 1 ? List.of("no faults") : columns(rows);
  }

  private static List<String> columns(List<String[]> rows) {
    int[] widths = new int[rows.get(0).length];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.length; i++) {
        String blanks = " ".repeat(widths[i] - row[i].length());
        line.append(i == 0 ? row[i] + blanks : "  " + blanks + row[i]);
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private List<String> totals() {
    return List.of(
        "continuity " + words.figure("continuity").map(TextReport::continuity).orElse("not measured") + " of "
            + words.count("chunks.due") + " chunks due; lost " + words.count("chunks.lost") + ", repeated "
            + words.count("chunks.repeated") + ", late " + words.count("chunks.late"),
        "gaps " + words.count("gap.n") + ", together " + words.seconds("gap.total") + " in "
            + words.plain("viewer.minutes") + " viewer-minutes of " + words.count("viewers")
            + " viewers" + warmup(),
        "reparents " + words.count("reparents") + ", false " + words.count("reparents.false") + "; loops "
            + words.count("loops") + ", longest " + words.seconds("loops.longest"),
        "startup p50 " + words.seconds("startup.p50") + ", p95 " + words.seconds("startup.p95") + " (n = "
            + words.count("startup.n") + "); lag p50 " + words.seconds("lag.p50") + ", p95 "
            + words.seconds("lag.p95"));
  }

  private String warmup() {
    double gaps = words.orZero("gap.warmup.n");
    double reparents = words.orZero("reparents.warmup");
    return gaps == 0 && reparents == 0 ? "" : "; in the warm-up " + Words.count(gaps) + " more, and "
        + Words.count(reparents) + " reparents that nothing explains";
  }

  static String continuity(double share) {
    return share == 1 ? "1" : String.format(Locale.ROOT, "%.6f", Math.min(share, 0.999999));
  }

  /** The longest gap that counts. */
  private List<String> worstGap() {
    record Of(Result.Viewer viewer, Result.Gap gap) {}

    Optional<Of> worst = result.viewers().stream()
        .flatMap(viewer -> viewer.gaps().stream().map(gap -> new Of(viewer, gap)))
        .filter(of -> Gaps.counts(of.gap().cause()))
        .max(Comparator.comparingDouble(of -> of.gap().seconds()));
    return worst.map(of -> Stream.of(
            "worst gap: " + of.viewer().name() + ", " + Words.seconds(of.gap().seconds()) + " at "
                + Words.seconds(of.gap().at()) + " (" + of.gap().cause() + ")",
            "  " + String.join("; ", of.gap().story().stream().limit(4).toList())))
        .orElse(Stream.empty()).toList();
  }
}
