package banyan.churn.report;

import banyan.churn.analysis.Words;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleFunction;

/**
 * The figures of a summary as people read them.
 *
 * @param absent what stands for a figure that was not measured
 */
record SummaryWords(Map<String, Double> summary, String absent) {
  Optional<Double> figure(String name) {
    return Optional.ofNullable(summary.get(name));
  }

  /** For a count of which none is the same as nothing measured. */
  double orZero(String name) {
    return summary.getOrDefault(name, 0.0);
  }

  String seconds(String name) {
    return words(name, Words::seconds);
  }

  String share(String name) {
    return words(name, Words::share);
  }

  String plain(String name) {
    return words(name, Words::figure);
  }

  String count(String name) {
    return words(name, Words::count);
  }

  private String words(String name, DoubleFunction<String> form) {
    Double figure = summary.get(name);
    return figure == null ? absent : form.apply(figure);
  }
}
