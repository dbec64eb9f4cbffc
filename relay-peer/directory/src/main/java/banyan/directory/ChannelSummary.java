package banyan.directory;

import banyan.protocol.ChannelId;
import java.util.Objects;

/**
 * A channel on air, as a list shows it.
 *
 * @param title hostile text: whoever shows it must escape it
 * @param viewers people who watch, as far as the index has heard
 * @param peers that the index knows in the channel
 * @param onAirMillis since it went on air, by the broadcaster's word
 * @param link a {@code banyan://} link that works for who asked
 */
public record ChannelSummary(
    ChannelId channel, String title, String videoCodec, String audioCodec, long peakBitsPerSecond, long epoch,
    int viewers, int peers, long onAirMillis, String link) {
  public ChannelSummary {
    Objects.requireNonNull(channel, "the channel's id is missing");
    Objects.requireNonNull(title, "the title is missing");
    Objects.requireNonNull(videoCodec, "videoCodec is missing");
    Objects.requireNonNull(audioCodec, "audioCodec is missing");
    Objects.requireNonNull(link, "the link is missing");
  }
}
