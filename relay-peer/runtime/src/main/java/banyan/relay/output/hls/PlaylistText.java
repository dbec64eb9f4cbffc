package banyan.relay.output.hls;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes playlists, as RFC 8216 wants them. */
final class PlaylistText {
  static final String TYPE = "application/vnd.apple.mpegurl";
  private static final DateTimeFormatter DATE_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private PlaylistText() {}

  /**
   * A live playlist.
   *
   * @param firstNumber the media sequence number of the first segment
   * @param tags of the whole playlist, whole lines
   */
  static String live(long targetSeconds, long firstNumber, String tags, Iterable<Segment> segments) {
    StringBuilder text = new StringBuilder(1_024).append("#EXTM3U\n#EXT-X-VERSION:3\n").append(tags)
        .append("#EXT-X-TARGETDURATION:").append(targetSeconds)
        .append("\n#EXT-X-MEDIA-SEQUENCE:").append(firstNumber).append('\n');
    for (Segment segment : segments) {
      if (segment.isDiscontinuity()) {
        text.append("#EXT-X-DISCONTINUITY\n");
      }
      text.append("#EXT-X-PROGRAM-DATE-TIME:").append(dateTime(segment.captureUnixMicros()))
          .append("\n#EXTINF:").append(seconds(segment.durationMicros())).append(",\n")
          .append(segment.name()).append('\n');
    }
    return text.toString();
  }

  /** A playlist of one playlist: a player reads this once, and then only that other one. */
  static String leadingTo(String name, long bitsPerSecond) {
    return "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=" + Math.max(1, bitsPerSecond) + "\n" + name + "\n";
  }

  /** What a segment counts for in {@code EXT-X-TARGETDURATION}: whole seconds, at least one. */
  static long targetSeconds(Segment segment) {
    return Math.max(1, (segment.durationMicros() + 500_000) / 1_000_000);
  }

  private static String seconds(long micros) {
    return String.format(Locale.ROOT, "%d.%06d", micros / 1_000_000, micros % 1_000_000);
  }

  private static String dateTime(long unixMicros) {
    long millis = Math.floorDiv(unixMicros, 1_000L);
    return DATE_TIME.format(Instant.ofEpochMilli(millis));
  }
}
