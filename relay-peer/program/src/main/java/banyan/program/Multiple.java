package banyan.program;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number as people write large ones: {@code 10M}, {@code 500k}, {@code 2.5G}; decimal multiples. */
final class Multiple {
  private static final Pattern FORM = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?)([kKmMgGtT]?)");

  private Multiple() {}

  /** Empty if the text is written otherwise. */
  static Optional<BigDecimal> parse(String text) {
    Matcher parts = FORM.matcher(text.trim());
    if (!parts.matches()) {
      return Optional.empty();
    }
    long unit =
        switch (String.valueOf(parts.group(2)).toLowerCase(Locale.ROOT)) {
          case "k" -> 1_000L;
          case "m" -> 1_000_000L;
          case "g" -> 1_000_000_000L;
          case "t" -> 1_000_000_000_000L;
          default -> 1L;
        };
    return Optional.of(new BigDecimal(parts.group(1)).multiply(BigDecimal.valueOf(unit)));
  }
}
