package banyan.launcher.acceptance;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What OBS says at the end of a stream.
 *
 * @param sent pictures that went to the server
 * @param dropped those that did not, since the connection took them too slowly
 * @param skipped those that were never encoded, since the encoder was behind
 * @param missed those that were never drawn in time
 */
record ObsLog(long sent, long dropped, long skipped, long missed) {
  private static final Pattern SENT = Pattern.compile("Output '[^']*': Total frames output: (\\d+)");
  // The others are only told of if there are any.
  private static final Pattern DROPPED =
      Pattern.compile("Number of dropped frames due to insufficient bandwidth/connection stalls: (\\d+)");
  private static final Pattern SKIPPED = Pattern.compile("number of skipped frames due to encoding lag: (\\d+)");
  private static final Pattern MISSED = Pattern.compile("Number of lagged frames due to rendering lag/stalls: (\\d+)");

  /** @param text of one stream */
  static ObsLog of(String text) {
    long sent = last(SENT, text).orElseThrow(() -> new AssertionError("OBS has ended no stream:\n" + text));
    return new ObsLog(
        sent, last(DROPPED, text).orElse(0), last(SKIPPED, text).orElse(0), last(MISSED, text).orElse(0));
  }

  private static OptionalLong last(Pattern pattern, String text) {
    OptionalLong last = OptionalLong.empty();
    for (Matcher matcher = pattern.matcher(text); matcher.find();) {
      last = OptionalLong.of(Long.parseLong(matcher.group(1)));
    }
    return last;
  }
}
