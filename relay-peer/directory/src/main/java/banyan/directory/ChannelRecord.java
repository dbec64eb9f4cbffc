package banyan.directory;

import banyan.protocol.Detail;
import banyan.protocol.Limits;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a channel tells an index about itself; signed as {@link SignedChannelRecord}.
 *
 * @param epoch the broadcaster's run that is on air
 * @param revision counts up with every record that is signed in an epoch; unix milliseconds will do
 * @param title for people: hostile text to whoever shows it, but without control characters
 * @param videoCodec {@code h264}, or empty if there is no video
 * @param audioCodec {@code aac}, or empty if there is no audio
 * @param peakBitsPerSecond the most that the stream takes
 * @param startedUnixMillis when the channel went on air, by the broadcaster's clock: shown, never acted on
 * @param details what else it says of itself, by the keys of {@link Detail}: hostile text like the title; records of
 *     other versions have others, or none
 */
public record ChannelRecord(
    long epoch, long revision, String title, String videoCodec, String audioCodec, long peakBitsPerSecond,
    long startedUnixMillis, SortedMap<String, String> details) {
  public ChannelRecord {
    Objects.requireNonNull(title, "the title is missing");
    Objects.requireNonNull(videoCodec, "videoCodec is missing");
    Objects.requireNonNull(audioCodec, "audioCodec is missing");
    if (epoch < 0 || revision < 0 || peakBitsPerSecond < 1 || startedUnixMillis < 0) {
      throw new IllegalArgumentException(
          "epoch " + epoch + ", revision " + revision + ", " + peakBitsPerSecond + " bit/s, started at "
              + startedUnixMillis + ": none may be negative, and no stream takes nothing");
    }
    if (title.isBlank() || title.getBytes(StandardCharsets.UTF_8).length > Limits.MAX_TITLE_BYTES
        || title.codePoints().anyMatch(ChannelRecord::isControl)) {
      throw new IllegalArgumentException(
          "a title has 1 to " + Limits.MAX_TITLE_BYTES + " bytes and no control characters, nor any that"
              + " turn the direction of writing");
    }
    // What a record lacks comes as null.
    details = Collections.unmodifiableSortedMap(
        new TreeMap<>(Objects.requireNonNullElse(details, Collections.emptySortedMap())));
    details.forEach(ChannelRecord::checkDetail);
    if (!isCodec(videoCodec) || !isCodec(audioCodec)) {
      throw new IllegalArgumentException("'" + videoCodec + "' and '" + audioCodec + "' are no codec names");
    }
  }

  private static void checkDetail(String key, String text) {
    Objects.requireNonNull(text, key + " is null");
    Detail.ofKey(key).flatMap(detail -> detail.objection(text)).ifPresent(why -> {
      throw new IllegalArgumentException(key + " " + why);
    });
    if (text.codePoints().anyMatch(ChannelRecord::isControl)) {
      throw new IllegalArgumentException(
          key + " may have no control characters, nor any that turn the direction of writing");
    }
  }

  /** Overrides and embeddings (U+202A–E, U+2066–9) can make a title read as what it is not. */
  static boolean isControl(int c) {
    return Character.isISOControl(c) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
  }

  private static boolean isCodec(String text) {
    return text.length() <= Limits.MAX_NAME_BYTES
        && text.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-');
  }

  /** Whether this record replaces that one. */
  public boolean supersedes(long otherEpoch, long otherRevision) {
    return epoch > otherEpoch || (epoch == otherEpoch && revision > otherRevision);
  }
}
