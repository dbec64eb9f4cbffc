package banyan.churn.report;

import banyan.churn.analysis.Analysis;
import banyan.churn.analysis.Result;
import banyan.churn.scenario.RunRecord;
import banyan.program.Failure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What a run came to, for machines and for people. */
public final class Report {
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
  public static Report of(RunRecord run, Duration buffer) throws Failure {
    return new Report(Analysis.of(run, buffer));
  }

  /**
   * The report of a run whose JSON was kept.
   *
   * @throws Failure if the file is none
   */
  public static Report read(Path jsonFile) throws Failure {
    return new Report(ResultJson.read(jsonFile));
  }

  /** The whole result, as {@link #read} reads it back. */
  public String json() {
    return ResultJson.write(result);
  }

  /** One page that needs nothing else. */
  public String html() {
    return new Page(result).html();
  }

  /** A table for a terminal, lines ended. */
  public String text() {
    return new TextReport(result).text();
  }

  /** Figures by name: seconds, counts and shares. What was not measured is not there. */
  public Map<String, Double> summary() {
    return result.summary();
  }

  /** A sentence for each bar that was missed. */
  public List<String> missed(Collection<Bar> bars) {
    return bars.stream().flatMap(bar -> bar.missedBy(result.summary()).stream()).toList();
  }
}
