package banyan.churn.analysis;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers for people: as many digits as they are worth, and a unit that fits. */
public final class Words {
  private static final MathContext THREE = new MathContext(3, RoundingMode.HALF_UP);

  private Words() {}

  /** {@code 8.2 ms}, {@code 1.24 s}, {@code 0 s}, {@code 4 min 10 s}. */
  public static String seconds(double seconds) {
    double size = Math.abs(seconds);
    if (seconds == 0) {
      return "0 s";
    }
    if (size >= 120) {
      long whole = Math.round(seconds);
      return whole / 60 + " min" + (whole % 60 == 0 ? "" : " " + whole % 60 + " s");
    }
    return size < 1 ? figure(seconds * 1_000) + " ms" : figure(seconds) + " s";
  }

  /** Three digits; all of them before the point. */
  public static String figure(double value) {
    if (value == 0) {
      return "0";
    }
    if (Math.abs(value) >= 100) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    return BigDecimal.valueOf(value).round(THREE).stripTrailingZeros().toPlainString();
  }

  /** Thousands are set apart. */
  public static String count(double value) {
    return String.format(Locale.ROOT, "%,.0f", value).replace(',', ' ');
  }

  /** A share as per cent; never rounded up to all, nor down to none. */
  public static String share(double share) {
    if (share == 1 || share == 0) {
      return share == 1 ? "100 %" : "0 %";
    }
    for (int digits = 1; digits <= 4; digits++) {
      String text = String.format(Locale.ROOT, "%." + digits + "f", share * 100);
      if (!text.startsWith("100") && Double.parseDouble(text) > 0) {
        return text + " %";
      }
    }
    return share > 0.5 ? "> 99.9999 %" : "< 0.0001 %";
  }
}
