package banyan.relay.output.recording;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a channel's recordings are called: {@code TITLE_20261122T005807Z_CHANNEL.ts}, with the UTC time when they begin
 * and the short name of the channel, whose title may change and may be another channel's too. Names of one title sort
 * by time.
 */
final class FileNames {
  /** File systems take 255 bytes; the rest of a name takes some 40. */
  static final int MAX_TITLE_BYTES = 120;
  /** Of one second; more is somebody's loop. */
  static final int MAX_ATTEMPTS = 100;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  /** What means something to shells, file systems or terminals is none of these. */
  private static final Pattern UNSAFE = Pattern.compile("[^\\p{L}\\p{M}\\p{N}._]+");
  /** A file that begins with a dot is hidden, one with a hyphen an option. */
  private static final Pattern AT_THE_ENDS = Pattern.compile("^[-._]+|[-._]+$");

  private final String channel;
  private final Pattern form;

  /** @param channel its short name */
  FileNames(String channel) {
    this.channel = channel;
    this.form = Pattern.compile(".*_(\\d{8}T\\d{6}Z)_" + Pattern.quote(channel) + "(?:_(\\d{1,3}))?\\.ts");
  }

  /**
   * A name for a file that begins now.
   *
   * @param title the channel's, which may come from strangers
   * @param attempt from 1 on: another name for each
   */
  String name(String title, Instant now, int attempt) {
    return safe(title) + "_" + TIME.format(now) + "_" + channel + (attempt == 1 ? "" : "_" + attempt) + ".ts";
  }

  /** Whether a file is one of this channel. */
  boolean isRecording(String name) {
    return form.matcher(name).matches();
  }

  /** By when they began, whatever the title was then. */
  Comparator<String> oldestFirst() {
    return Comparator.<String, String>comparing(name -> part(name, 1, ""))
        .thenComparing(name -> Integer.valueOf(part(name, 2, "1")));
  }

  private String part(String name, int group, String otherwise) {
    Matcher parts = form.matcher(name);
    String part = parts.matches() ? parts.group(group) : null;
    return part == null ? otherwise : part;
  }

  private static String safe(String title) {
    String plain = UNSAFE.matcher(Normalizer.normalize(title, Normalizer.Form.NFC)).replaceAll("-");
    String trimmed = AT_THE_ENDS.matcher(cut(AT_THE_ENDS.matcher(plain).replaceAll(""))).replaceAll("");
    return trimmed.isEmpty() ? "Channel" : trimmed;
  }

  private static String cut(String text) {
    int end = 0;
    for (int bytes = 0; end < text.length(); ) {
      int next = text.offsetByCodePoints(end, 1);
      bytes += text.substring(end, next).getBytes(StandardCharsets.UTF_8).length;
      if (bytes > MAX_TITLE_BYTES) {
        break;
      }
      end = next;
    }
    return text.substring(0, end);
  }
}
