package banyan.churn;

import banyan.program.Failure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What a run came to, for machines and for people. */
final class Report {
  private final Result result;

  private Report(Result result) {
    this.result = result;
  }

  /**
   * Reads the traces of a run and works everything out.
   *
   * @param buffer that viewers play with
   * @throws Failure if a trace cannot be read or is broken
   */
  static Report of(RunRecord run, Duration buffer) throws Failure {
    return new Report(Analysis.of(run, buffer));
  }

  /**
   * The report of a run whose JSON was kept.
   *
   * @throws Failure if the file is none
   */
  static Report read(Path jsonFile) throws Failure {
    return new Report(ResultJson.read(jsonFile));
  }

  /** The whole result, as {@link #read} reads it back. */
  String json() {
    return ResultJson.write(result);
  }

  /** One page that needs nothing else. */
  String html() {
    return new Page(result).html();
  }

  /** A table for a terminal, lines ended. */
  String text() {
    return new TextReport(result).text();
  }

  /** Figures by name: seconds, counts and shares. What was not measured is not there. */
  Map<String, Double> summary() {
    return result.summary();
  }

  /** A sentence for each bar that was missed. */
  List<String> missed(Collection<Bar> bars) {
    return bars.stream().flatMap(bar -> bar.missedBy(result.summary()).stream()).toList();
  }
}
