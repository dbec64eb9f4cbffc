package banyan.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a broadcaster hands out: {@code banyan://HOST:PORT[,HOST:PORT…]/CHANNEL[?index=URL]}.
 *
 * @param entries peers that are said to be on the channel, at least one unless there is an index
 * @param channel the channel
 * @param index an index that knows the channel
 */
public record ChannelLink(List<Endpoint> entries, ChannelId channel, Optional<String> index) {
  private static final String SCHEME = "banyan://";
  private static final String INDEX = "index=";
  private static final String EXAMPLE =
      " A link looks like banyan://HOST:PORT/CHANNEL, as 'banyan broadcast' prints it.";
  private static final Pattern INDEX_URL =
      Pattern.compile("(?i)https?://(\\[[0-9a-f:.]+]|[a-z0-9._-]+)(:\\d{1,5})?(/[^?#\\s]*)?");

  public ChannelLink {
    entries = List.copyOf(entries);
    if (entries.size() > Limits.MAX_ENDPOINTS) {
      throw new IllegalArgumentException("more than " + Limits.MAX_ENDPOINTS + " addresses");
    }
  }

  /** @throws IllegalArgumentException with a sentence for the person who pasted it */
  public static ChannelLink parse(String text) {
    String trimmed = text.trim();
    if (!trimmed.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      throw new IllegalArgumentException("'" + trimmed + "' is no channel link." + EXAMPLE);
    }
    String rest = trimmed.substring(SCHEME.length());
    int slash = rest.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("The link '" + trimmed + "' names no channel." + EXAMPLE);
    }
    int query = rest.indexOf('?', slash);
    String id = rest.substring(slash + 1, query < 0 ? rest.length() : query);
    List<Endpoint> entries = new ArrayList<>();
    ChannelId channel;
    try {
      channel = ChannelId.parse(id);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'" + id + "' in the link is no channel id: " + e.getMessage() + "." + EXAMPLE, e);
    }
    try {
      for (String entry : rest.substring(0, slash).split(",", -1)) {
        if (!entry.isEmpty()) {
          entries.add(Endpoint.parse(entry));
        }
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("The link's address is wrong: " + e.getMessage() + "." + EXAMPLE, e);
    }
    if (entries.size() > Limits.MAX_ENDPOINTS) {
      throw new IllegalArgumentException(
          "The link has " + entries.size() + " addresses; at most " + Limits.MAX_ENDPOINTS + " are allowed." + EXAMPLE);
    }
    Optional<String> index = query < 0
        ? Optional.empty()
        : List.of(rest.substring(query + 1).split("&", -1)).stream()
            .filter(p -> p.startsWith(INDEX))
            .map(p -> p.substring(INDEX.length()))
            .findFirst();
    index.ifPresent(ChannelLink::checkedIndex);
    if (entries.isEmpty() && index.isEmpty()) {
      throw new IllegalArgumentException("The link '" + trimmed + "' has neither an address nor an index." + EXAMPLE);
    }
    return new ChannelLink(entries, channel, index);
  }

  /**
   * Returns the text if it looks like the URL of an index.
   *
   * @throws IllegalArgumentException with a sentence for the person who wrote it
   */
  public static String checkedIndex(String text) {
    if (!INDEX_URL.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is no address of an index. It looks like http://HOST:7190, as 'banyan index' prints it.");
    }
    return text;
  }

  @Override
  public String toString() {
    String hosts = String.join(",", entries.stream().map(Endpoint::toString).toList());
    return SCHEME + hosts + "/" + channel + index.map(url -> "?" + INDEX + url).orElse("");
  }
}
