package banyan.player.channels;

import banyan.directory.ChannelSummary;
import banyan.protocol.About;
import banyan.protocol.ChannelId;
import banyan.protocol.Detail;

/** Channels as an index lists them, one for each letter. */
public final class Listed {
  private Listed() {}

  public static ChannelId id(char letter) {
    return ChannelId.parse(String.valueOf(letter).repeat(51) + "a");
  }

  public static String link(char letter) {
    return "banyan://127.0.0.1:7170/" + id(letter);
  }

  static ChannelSummary summary(char letter, String title, int viewers, String link) {
    return summary(letter, title, viewers, link, About.NOTHING);
  }

  private static ChannelSummary summary(char letter, String title, int viewers, String link, About about) {
    return new ChannelSummary(
        id(letter), title, "h264", "aac", 2_000_000, 1, viewers, viewers, 60_000, link, about.details());
  }

  public static ListedChannel channel(char letter, String title, int viewers) {
    return ListedChannel.of(summary(letter, title, viewers, link(letter))).orElseThrow();
  }

  /** One that says more of itself than its title. */
  public static ListedChannel channel(char letter, About about) {
    return ListedChannel.of(summary(letter, about.text(Detail.TITLE), 1, link(letter), about)).orElseThrow();
  }
}
