package banyan.index;

import banyan.directory.CandidatePool;
import banyan.directory.ChannelPage;
import banyan.directory.ChannelQuery;
import banyan.directory.ChannelRecord;
import banyan.directory.ChannelSummary;
import banyan.protocol.ChannelId;
import banyan.protocol.ChannelLink;
import banyan.protocol.Detail;
import banyan.protocol.Endpoint;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The list of channels on air at one moment: searched and cut into pages without holding anybody up. */
final class ChannelList {
  /** What is looked through for words, beside the title. */
  private static final List<Detail> SEARCHED = List.of(Detail.NOW_PLAYING, Detail.GENRE);

  /** One channel as it stood at that moment. */
  record Row(ChannelId channel, ChannelRecord record, int viewers, int peers, List<CandidatePool.Offer> doors) {
    static Row of(ChannelStore.OnAir channel) {
      return new Row(channel.id, channel.record, channel.viewers(), channel.peers(), channel.doors());
    }

    ChannelSummary summary(Asker asker, long wallMillis) {
      return new ChannelSummary(
          channel, record.title(), record.videoCodec(), record.audioCodec(), record.peakBitsPerSecond(),
          record.epoch(), viewers, peers, Math.max(0, wallMillis - record.startedUnixMillis()),
          link(asker).toString(), record.details());
    }

    /** With addresses that this asker can dial, and the index for when they are gone. */
    private ChannelLink link(Asker asker) {
      Set<Endpoint> entries = new LinkedHashSet<>();
      for (CandidatePool.Offer door : doors) {
        asker.view(door.address()).endpoints().stream().limit(2).forEach(entries::add);
      }
      return new ChannelLink(List.copyOf(entries), channel, Optional.of(asker.indexUrl()));
    }
  }

  private record Cursor(int viewers, ChannelId channel) {
    static Cursor parse(String text) {
      int dash = text.indexOf('-');
      try {
        return new Cursor(Integer.parseInt(text.substring(0, Math.max(0, dash))),
            ChannelId.parse(text.substring(dash + 1)));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("'" + text + "' is no cursor of this list", e);
      }
    }

    boolean isBefore(Row row) {
      return row.viewers < viewers || (row.viewers == viewers && row.channel.compareTo(channel) > 0);
    }

    @Override
    public String toString() {
      return viewers + "-" + channel;
    }
  }

  private final List<Row> rows;

  /**
   * A list in the order in which it is to be shown.
   *
   * @param rows most viewers first, then by id
   */
  ChannelList(List<Row> rows) {
    this.rows = List.copyOf(rows);
  }

  ChannelPage page(ChannelQuery query, Asker asker, long wallMillis) {
    Optional<Cursor> after = query.cursor().map(Cursor::parse);
    String[] words = query.text().toLowerCase(Locale.ROOT).strip().split("\\s+");
    List<ChannelSummary> page = new ArrayList<>();
    Optional<String> next = Optional.empty();
    Row last = null;
    int total = 0;
    for (Row row : rows) {
      if (!matches(row, words)) {
        continue;
      }
      total++;
      if (after.isPresent() && !after.get().isBefore(row)) {
        continue;
      }
      if (page.size() < query.limit()) {
        page.add(row.summary(asker, wallMillis));
        last = row;
      } else if (next.isEmpty() && last != null) {
        next = Optional.of(new Cursor(last.viewers, last.channel).toString());
      }
    }
    return new ChannelPage(page, total, next);
  }

  private static boolean matches(Row row, String[] words) {
    for (String word : words) {
      boolean isSaid = has(row.record.title(), word)
          || SEARCHED.stream().anyMatch(detail -> has(row.record.details().getOrDefault(detail.key(), ""), word));
      if (!isSaid && !(word.length() >= 8 && row.channel.toString().startsWith(word))) {
        return false;
      }
    }
    return true;
  }

  /** @param word in lower case */
  private static boolean has(String text, String word) {
    return text.toLowerCase(Locale.ROOT).contains(word);
  }
}
