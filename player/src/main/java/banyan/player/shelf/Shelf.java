package banyan.player.shelf;

import banyan.protocol.ChannelId;
import banyan.protocol.ChannelLink;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * All that is remembered.
 *
 * @param favourites in the order in which they were added
 * @param history the last one first, each channel once
 */
public record Shelf(List<SavedChannel> favourites, List<SavedChannel> history, Settings settings) {
  public static final int MAX_FAVOURITES = 200;
  public static final int MAX_HISTORY = 50;
  public static final Shelf EMPTY = new Shelf(List.of(), List.of(), Settings.FIRST);

  public Shelf {
    Objects.requireNonNull(favourites, "the favourites are missing");
    Objects.requireNonNull(history, "the history is missing");
    Objects.requireNonNull(settings, "the settings are missing");
    favourites = favourites.stream().limit(MAX_FAVOURITES).toList();
    history = history.stream().limit(MAX_HISTORY).toList();
  }

  public boolean isFavourite(ChannelId channel) {
    return favourites.stream().anyMatch(saved -> saved.channel().equals(channel));
  }

  /** Adds a favourite, or brings up to date what is known of it; one too many is not added. */
  public Shelf withFavourite(SavedChannel channel) {
    List<SavedChannel> changed = new ArrayList<>(favourites);
    changed.replaceAll(saved -> saved.channel().equals(channel.channel()) ? channel : saved);
    if (!isFavourite(channel.channel())) {
      changed.add(channel);
    }
    return new Shelf(changed, history, settings);
  }

  /**
   * Gives favourites whose link names no peer, as that of a channel that had just gone on air, the one of a list: they
   * are to be found when their index is down, too.
   *
   * @param list tells the link of a channel, if it lists it
   */
  public Shelf listed(Function<ChannelId, Optional<ChannelLink>> list) {
    List<SavedChannel> changed = new ArrayList<>(favourites);
    changed.replaceAll(saved -> !saved.asLink().entries().isEmpty() ? saved
        : list.apply(saved.channel()).map(link -> SavedChannel.of(link, saved.title(), saved.unixMillis()))
            .orElse(saved));
    return new Shelf(changed, history, settings);
  }

  public Shelf withoutFavourite(ChannelId channel) {
    return new Shelf(without(favourites, channel).toList(), history, settings);
  }

  /** Puts a channel on top of the history. */
  public Shelf watched(SavedChannel channel) {
    Shelf known = isFavourite(channel.channel()) ? withFavourite(channel) : this;
    return new Shelf(
        known.favourites, Stream.concat(Stream.of(channel), without(history, channel.channel())).toList(), settings);
  }

  public Shelf withoutHistory() {
    return new Shelf(favourites, List.of(), settings);
  }

  public Shelf with(Settings changed) {
    return new Shelf(favourites, history, changed);
  }

  private static Stream<SavedChannel> without(List<SavedChannel> all, ChannelId channel) {
    return all.stream().filter(saved -> !saved.channel().equals(channel));
  }
}
