package banyan.player.window;

import java.util.Locale;

/** Figures as a person reads them. */
final class Words {
  private Words() {}

  /** Such as {@code 2.4 Mbit/s}. */
  static String rate(double bitsPerSecond) {
    return bitsPerSecond >= 999_500 ? of("%.1f Mbit/s", bitsPerSecond / 1e6) : of("%.0f kbit/s", bitsPerSecond / 1e3);
  }

  /** Such as {@code 1.3 GB}. */
  static String bytes(long bytes) {
    return bytes >= 1_000_000_000 ? of("%.2f GB", bytes / 1e9)
        : bytes >= 1_000_000 ? of("%.1f MB", bytes / 1e6) : of("%.0f kB", bytes / 1e3);
  }

  static String millis(long micros) {
    return micros < 10_000 ? of("%.1f ms", micros / 1e3) : micros / 1_000 + " ms";
  }

  static String seconds(long micros) {
    return of("%.1f s", micros / 1e6);
  }

  /** How long something has been so, such as {@code 2 h 5 min}. */
  static String span(long millis) {
    long minutes = millis / 60_000;
    return minutes < 1 ? "just now" : minutes < 60 ? minutes + " min"
        : minutes < 48 * 60 ? minutes / 60 + " h " + minutes % 60 + " min" : minutes / 1_440 + " days";
  }

  static String count(long count, String one, String many) {
    return count + " " + (count == 1 ? one : many);
  }

  private static String of(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
