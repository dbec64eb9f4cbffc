package banyan.player;

import banyan.protocol.About;
import banyan.protocol.Detail;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a channel tells of itself, in lines for a viewer: all of it at first, and then what has changed. */
final class ChannelNews {
  /** Of the title the log tells; the others are for those who look for them, at {@code /status}. */
  private static final Map<Detail, String> NAMES = new TreeMap<>(Map.of(
      Detail.NOW_PLAYING, "Now playing  ",
      Detail.DESCRIPTION, "About        ",
      Detail.GENRE, "Genre        "));

  private About told = About.NOTHING;

  /** Lines without control sequences. */
  List<String> since(About now) {
    List<String> lines = new ArrayList<>();
    NAMES.forEach((detail, name) -> {
      String text = now.text(detail);
      if (!text.isEmpty() && !text.equals(told.text(detail))) {
        lines.add(name + text);
      }
    });
    told = now;
    return lines;
  }
}
