package banyan.churn.report;

import banyan.churn.analysis.FigureNames;
import banyan.churn.analysis.Words;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A figure that must not be: {@code recovery.kill.p99>0.1}. The run has failed when it holds, and when there is no such
 * figure, for what was not measured was not kept either.
 */
public record Bar(String name, Operator operator, double bound) {
  private static final Pattern FORM =
      Pattern.compile("\\s*([A-Za-z0-9.-]+?)\\s*(>=|<=|==|>|<)\\s*([0-9.eE+-]+)\\s*");

  /** How the figure is compared with the bound. */
  enum Operator {
    MORE(">"),
    AT_LEAST(">="),
    LESS("<"),
    AT_MOST("<="),
    EQUAL("==");

    private final String text;

    Operator(String text) {
      this.text = text;
    }

    private boolean holds(double figure, double bound) {
      return switch (this) {
        case MORE -> figure > bound;
        case AT_LEAST -> figure >= bound;
        case LESS -> figure < bound;
        case AT_MOST -> figure <= bound;
        case EQUAL -> figure == bound;
      };
    }

    private static Operator of(String text) {
      for (Operator operator : values()) {
        if (operator.text.equals(text)) {
          return operator;
        }
      }
      throw new IllegalStateException("the pattern allows '" + text + "', and no operator is written so");
    }
  }

  /** @throws IllegalArgumentException with a sentence that says what is wrong and what would be right */
  public static Bar parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + text + "' is no condition: write a figure's name, one of > >= < <= ==,"
          + " and a number (seconds, a count or a share), such as 'recovery.kill.p99>0.1'.");
    }
    String name = String.valueOf(matcher.group(1));
    if (!FigureNames.isKnown(name)) {
      throw new IllegalArgumentException("There is no figure '" + name + "'; did you mean "
          + String.join(" or ", FigureNames.near(name)) + "? relay-peer/docs/churn.md lists them all.");
    }
    try {
      return new Bar(
          name, Operator.of(String.valueOf(matcher.group(2))), Double.parseDouble(String.valueOf(matcher.group(3))));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + matcher.group(3) + "' in '" + text + "' is no number.", e);
    }
  }

  /** A sentence that says why the run has failed; nothing if it has not. */
  Optional<String> missedBy(Map<String, Double> summary) {
    Double figure = summary.get(name);
    if (figure == null) {
      return Optional.of(name + " was not measured (n = 0), so it cannot be told whether '" + this + "' holds: let the"
          + " run be longer, or take a scenario with such faults.");
    }
    return operator.holds(figure, bound)
        ? Optional.of(name + " is " + Words.figure(figure) + sampleCount(summary) + ", and --fail-on says '" + this
            + "'.")
        : Optional.empty();
  }

  private String sampleCount(Map<String, Double> summary) {
    int dot = name.lastIndexOf('.');
    Double n = dot < 0 ? null : summary.get(name.substring(0, dot) + ".n");
    return n == null || name.endsWith(".n") ? "" : " (n = " + Words.count(n) + ")";
  }

  @Override
  public String toString() {
    return name + operator.text + (bound == Math.rint(bound) ? String.format(Locale.ROOT, "%.0f", bound)
        : String.valueOf(bound));
  }
}
