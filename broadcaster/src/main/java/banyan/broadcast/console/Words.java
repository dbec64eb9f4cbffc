package banyan.broadcast.console;

import java.util.Locale;

/** Figures as people read them; control-words.js says them in the same way. */
final class Words {
  private Words() {}

  static String rate(long bitsPerSecond) {
    return bitsPerSecond >= 1_000_000 ? tenths(bitsPerSecond / 1e6) + " Mbit/s"
        : Math.round(bitsPerSecond / 1e3) + " kbit/s";
  }

  static String bytes(long count) {
    return count >= 1_000_000_000 ? String.format(Locale.ROOT, "%.2f GB", count / 1e9) : tenths(count / 1e6) + " MB";
  }

  static String seconds(long micros) {
    return tenths(micros / 1e6) + " s";
  }

  /** {@code 1:02:03} */
  static String clock(long millis) {
    long seconds = millis / 1_000;
    return String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3_600, seconds / 60 % 60, seconds % 60);
  }

  static String count(long n, String one, String many) {
    return n + " " + (n == 1 ? one : many);
  }

  private static String tenths(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
