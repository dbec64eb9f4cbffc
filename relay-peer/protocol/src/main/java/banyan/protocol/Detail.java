package banyan.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A text by which a channel tells people of itself; {@link About} holds them. All but the title are details of a {@link
 * Descriptor}, by their {@link #key()}. The longest of all of them together fit into one.
 */
public enum Detail {
  TITLE("title", Limits.MAX_TITLE_BYTES),
  /** What is on just now. */
  NOW_PLAYING("nowPlaying", 256),
  /** Some sentences. */
  DESCRIPTION("description", Limits.MAX_DETAIL_BYTES),
  /** A word or two, to search by. */
  GENRE("genre", 64),
  /** Whom to turn to, and how: an address, or a name. */
  CONTACT("contact", 256),
  /** Where a picture is that can be shown until there is one of the stream. Only viewers' browsers fetch it. */
  POSTER("poster", 512);

  /** Nothing in it needs quoting in HTML, in headers, or in a policy that names where pictures may come from. */
  private static final Pattern PICTURE = Pattern.compile(
      "(?i)https?://(\\[[0-9a-f:.]+]|[a-z0-9._-]+)(:\\d{1,5})?(/[a-z0-9._~%!$&*+=:@/?#-]*)?");

  private final String key;
  private final int maxBytes;

  Detail(String key, int maxBytes) {
    this.key = key;
    this.maxBytes = maxBytes;
  }

  /** Its name on the wire and in JSON. */
  public String key() {
    return key;
  }

  /** In UTF-8. */
  public int maxBytes() {
    return maxBytes;
  }

  public static Optional<Detail> ofKey(String key) {
    for (Detail detail : values()) {
      if (detail.key.equals(key)) {
        return Optional.of(detail);
      }
    }
    return Optional.empty();
  }

  /**
   * Why a text cannot stand here, as the words that follow its name in a sentence; empty if it can. An empty text can:
   * it stands for none. Only the title must be there.
   */
  public Optional<String> objection(String text) {
    String plain = PlainText.of(text);
    int bytes = plain.getBytes(StandardCharsets.UTF_8).length;
    if (this == TITLE && (plain.isEmpty() || bytes > maxBytes)) {
      return Optional.of("takes a text of up to " + maxBytes + " bytes that is not blank.");
    }
    if (bytes > maxBytes) {
      return Optional.of("takes a text of up to " + maxBytes + " bytes; this one has " + bytes
          + " (a letter that is not English takes 2 to 4).");
    }
    if (this == POSTER && !plain.isEmpty() && !PICTURE.matcher(plain).matches()) {
      return Optional.of("takes the address of a picture, such as https://example.org/poster.jpg, and '" + plain
          + "' is none; a blank or a quote in it is written %20 or %22.");
    }
    return Optional.empty();
  }
}
