package banyan.directory;

import java.util.Optional;

/**
 * Asks for channels on air.
 *
 * @param text words that title, genre or what is on must contain, in any case; empty for all
 * @param limit 1 to {@link DirectoryLimits#MAX_PAGE_CHANNELS}
 * @param cursor {@link ChannelPage#next} of the page before
 */
public record ChannelQuery(String text, int limit, Optional<String> cursor) {
  /** The first page of all channels. */
  public static final ChannelQuery ALL = new ChannelQuery("", 50, Optional.empty());

  public ChannelQuery {
    if (limit < 1 || limit > DirectoryLimits.MAX_PAGE_CHANNELS) {
      throw new IllegalArgumentException(
          "a page has 1 to " + DirectoryLimits.MAX_PAGE_CHANNELS + " channels, not " + limit);
    }
    if (text.length() > DirectoryLimits.MAX_QUERY_CHARS) {
      throw new IllegalArgumentException(
          "a search of " + text.length() + " characters; at most " + DirectoryLimits.MAX_QUERY_CHARS);
    }
  }

  public static ChannelQuery search(String text) {
    return new ChannelQuery(text, ALL.limit, Optional.empty());
  }

  public ChannelQuery after(String next) {
    return new ChannelQuery(text, limit, Optional.of(next));
  }
}
