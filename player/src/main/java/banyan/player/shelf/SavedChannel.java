package banyan.player.shelf;

import banyan.protocol.ChannelId;
import banyan.protocol.ChannelLink;
import java.util.Objects;

/**
 * A channel that is kept: a favourite, or one that was watched.
 *
 * @param link as it was last known
 * @param title as it was last known
 * @param unixMillis when it was added, or watched last
 */
public record SavedChannel(String link, String title, long unixMillis) {
  private static final int MAX_TITLE_CHARS = 120;

  public SavedChannel {
    Objects.requireNonNull(link, "the link is missing");
    Objects.requireNonNull(title, "the title is missing");
    ChannelLink.parse(link);
    if (title.length() > 2 * MAX_TITLE_CHARS) {
      throw new IllegalArgumentException("a title of " + title.length() + " characters");
    }
  }

  public static SavedChannel of(ChannelLink link, String title, long unixMillis) {
    return new SavedChannel(link.toString(), title, unixMillis);
  }

  public ChannelLink asLink() {
    return ChannelLink.parse(link);
  }

  public ChannelId channel() {
    return asLink().channel();
  }
}
