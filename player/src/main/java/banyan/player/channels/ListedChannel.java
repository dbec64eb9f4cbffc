package banyan.player.channels;

import banyan.directory.ChannelSummary;
import banyan.protocol.About;
import banyan.protocol.ChannelId;
import banyan.protocol.ChannelLink;
import banyan.protocol.Detail;
import banyan.protocol.PlainText;
import java.util.Optional;

/**
 * A channel on air, as a person sees it in a list.
 *
 * @param title fit to be shown, as are the texts that follow
 * @param nowPlaying what is on just now; empty if the channel does not say
 * @param genre a word or two; empty if the channel does not say
 * @param link what to tune in to
 * @param codecs such as {@code h264 aac}; empty for a channel that has not said
 * @param onAirMillis since it went on air, by its own word
 */
public record ListedChannel(
    ChannelId channel, String title, String nowPlaying, String genre, ChannelLink link, int viewers, int peers,
    long bitsPerSecond, String codecs, long onAirMillis) {
  /** A list's line holds less; a tooltip shows this much. */
  public static final int MAX_TITLE_CHARS = 120;
  private static final int MAX_CODEC_CHARS = 12;

  /** What an index says of a channel; empty if the link in it is none, or another channel's. */
  static Optional<ListedChannel> of(ChannelSummary said) {
    ChannelLink link;
    try {
      link = ChannelLink.parse(said.link());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (!link.channel().equals(said.channel())) {
      return Optional.empty();
    }
    About about = About.read(said.title(), said.details());
    String title = PlainText.of(said.title(), MAX_TITLE_CHARS);
    String codecs = PlainText.of(
        PlainText.of(said.videoCodec(), MAX_CODEC_CHARS) + " " + PlainText.of(said.audioCodec(), MAX_CODEC_CHARS),
        2 * MAX_CODEC_CHARS + 1);
    return Optional.of(new ListedChannel(
        said.channel(), title.isEmpty() ? "Untitled channel" : title, about.text(Detail.NOW_PLAYING),
        about.text(Detail.GENRE), link, Math.max(0, said.viewers()), Math.max(0, said.peers()),
        Math.max(0, said.peakBitsPerSecond()), codecs, Math.max(0, said.onAirMillis())));
  }
}
