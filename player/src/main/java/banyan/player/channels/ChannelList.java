package banyan.player.channels;

import banyan.protocol.ChannelId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What all indexes say together.
 *
 * @param query the words that were searched for; empty for all
 * @param indexes each with its own answer, in the order in which the person named them
 */
public record ChannelList(String query, List<Answer> indexes) {
  /** Nobody has been asked. */
  public static final ChannelList NONE = new ChannelList("", List.of());

  /**
   * What one index said last.
   *
   * @param total how many it has, of which {@code channels} are the first
   * @param hasAnswered whether it ever did
   * @param problem why there is no newer answer; the channels are those of the last one
   */
  public record Answer(
      String url, List<ListedChannel> channels, int total, boolean hasAnswered, Optional<String> problem) {
    public Answer {
      channels = List.copyOf(channels);
    }

    static Answer none(String url) {
      return new Answer(url, List.of(), 0, false, Optional.empty());
    }
  }

  public ChannelList {
    indexes = List.copyOf(indexes);
  }

  /** All channels, each once: as the index says that sees most viewers. Those with most viewers come first. */
  public List<ListedChannel> channels() {
    Map<ChannelId, ListedChannel> byId = new LinkedHashMap<>();
    for (Answer answer : indexes) {
      for (ListedChannel channel : answer.channels()) {
        byId.merge(channel.channel(), channel, (one, other) -> other.viewers() > one.viewers() ? other : one);
      }
    }
    List<ListedChannel> all = new ArrayList<>(byId.values());
    all.sort(Comparator.comparingInt((ListedChannel c) -> -c.viewers())
        .thenComparing(ListedChannel::title, String.CASE_INSENSITIVE_ORDER)
        .thenComparing(c -> c.channel().toString()));
    return all;
  }

  /** Whether anybody's first answer is still to come. */
  public boolean isWaiting() {
    return indexes.stream().anyMatch(answer -> !answer.hasAnswered() && answer.problem().isEmpty());
  }

  /** What went wrong, a sentence each. */
  public List<String> problems() {
    return indexes.stream().flatMap(answer -> answer.problem().stream()).toList();
  }

  ChannelList with(Answer changed) {
    return new ChannelList(
        query, indexes.stream().map(answer -> answer.url().equals(changed.url()) ? changed : answer).toList());
  }
}
