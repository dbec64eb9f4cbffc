package banyan.player.window;

import banyan.player.channels.ChannelList;
import banyan.player.channels.ListedChannel;
import banyan.player.shelf.SavedChannel;
import banyan.player.shelf.Shelf;
import banyan.protocol.ChannelId;
import banyan.protocol.ChannelLink;
import banyan.protocol.PlainText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A line of the list of channels. It knows no JavaFX.
 *
 * @param title fit to be shown
 * @param detail what else is known, in a few words
 * @param link of a channel; empty for headings and notes
 * @param onAir whether an index lists it
 * @param playing whether it is on here
 */
record ChannelRow(
    Kind kind, String title, String detail, Optional<ChannelLink> link, boolean favourite, boolean onAir,
    boolean playing) {
  /** What a line is. */
  enum Kind {
    HEADING,
    CHANNEL,
    NOTE
  }

  /**
   * All lines.
   *
   * @param query what the person searches for
   * @param on the channel that is on here
   */
  static List<ChannelRow> of(
      ChannelList list, Shelf shelf, String query, Optional<ChannelId> on, long nowUnixMillis) {
    List<ListedChannel> listed = list.channels().stream()
        .filter(c -> matches(c.title() + " " + c.nowPlaying() + " " + c.genre(), query)).toList();
    Map<ChannelId, ListedChannel> byId =
        listed.stream().collect(Collectors.toMap(ListedChannel::channel, Function.identity()));
    Set<ChannelId> shown = new HashSet<>();
    List<ChannelRow> favourites = new ArrayList<>();
    for (SavedChannel saved : shelf.favourites()) {
      ListedChannel now = byId.get(saved.channel());
      if ((now != null || matches(saved.title(), query)) && shown.add(saved.channel())) {
        favourites.add(now != null ? row(now, true, on)
            : saved(saved, "not in the lists just now", true, on));
      }
    }
    List<ChannelRow> others = new ArrayList<>();
    for (ListedChannel channel : listed) {
      if (shown.add(channel.channel())) {
        others.add(row(channel, false, on));
      }
    }
    List<ChannelRow> watched = new ArrayList<>();
    for (SavedChannel saved : shelf.history()) {
      if (matches(saved.title(), query) && shown.add(saved.channel())) {
        watched.add(saved(saved, "watched " + ago(nowUnixMillis - saved.unixMillis()), false, on));
      }
    }
    List<ChannelRow> all = new ArrayList<>();
    section(all, "Favourites", favourites);
    section(all, "On air", others);
    list.problems().forEach(problem -> all.add(note(problem)));
    if (list.indexes().isEmpty() && others.isEmpty()) {
      all.add(note("No index lists channels here yet: add one in the settings, or paste a link above."));
    } else if (list.isWaiting()) {
      all.add(note("Asking what is on …"));
    } else if (others.isEmpty() && favourites.isEmpty() && list.problems().isEmpty()) {
      all.add(note(query.isBlank() ? "Nothing is on air just now." : "No channel on air is called like that."));
    }
    section(all, "Watched before", watched);
    return all;
  }

  private static void section(List<ChannelRow> all, String name, List<ChannelRow> rows) {
    if (!rows.isEmpty()) {
      all.add(new ChannelRow(Kind.HEADING, name, "", Optional.empty(), false, false, false));
      all.addAll(rows);
    }
  }

  private static ChannelRow note(String text) {
    return new ChannelRow(Kind.NOTE, text, "", Optional.empty(), false, false, false);
  }

  private static ChannelRow row(ListedChannel channel, boolean favourite, Optional<ChannelId> on) {
    String detail = Stream.of(
        channel.nowPlaying(), channel.genre(), Words.count(channel.viewers(), "viewer", "viewers"),
        Words.rate(channel.bitsPerSecond()), "on air " + Words.span(channel.onAirMillis()),
        channel.codecs().contains("aac") ? "" : "no sound")
        .filter(part -> !part.isEmpty()).collect(Collectors.joining("  ·  "));
    return new ChannelRow(Kind.CHANNEL, channel.title(), detail, Optional.of(channel.link()), favourite, true,
        on.isPresent() && on.get().equals(channel.channel()));
  }

  private static ChannelRow saved(
      SavedChannel channel, String detail, boolean favourite, Optional<ChannelId> on) {
    return new ChannelRow(
        Kind.CHANNEL, PlainText.of(channel.title(), ListedChannel.MAX_TITLE_CHARS), detail,
        Optional.of(channel.asLink()), favourite, false, on.isPresent() && on.get().equals(channel.channel()));
  }

  private static String ago(long millis) {
    String span = Words.span(Math.max(0, millis));
    return span.equals("just now") ? span : span + " ago";
  }

  private static boolean matches(String title, String query) {
    String lower = title.toLowerCase(Locale.ROOT);
    for (String word : query.toLowerCase(Locale.ROOT).strip().split("\\s+", -1)) {
      if (!lower.contains(word)) {
        return false;
      }
    }
    return true;
  }
}
