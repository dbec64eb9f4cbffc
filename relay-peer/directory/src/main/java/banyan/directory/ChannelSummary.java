package banyan.directory;

import banyan.protocol.ChannelId;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A channel on air, as a list shows it.
 *
 * @param title hostile text: whoever shows it must escape it
 * @param viewers people who watch, as far as the index has heard
 * @param peers that the index knows in the channel
 * @param onAirMillis since it went on air, by the broadcaster's word
 * @param link a {@code banyan://} link that works for who asked
 * @param details as in a {@link ChannelRecord}: hostile texts; {@link banyan.protocol.About} makes them fit to be shown
 */
public record ChannelSummary(
    ChannelId channel, String title, String videoCodec, String audioCodec, long peakBitsPerSecond, long epoch,
    int viewers, int peers, long onAirMillis, String link, SortedMap<String, String> details) {
  public ChannelSummary {
    Objects.requireNonNull(channel, "the channel's id is missing");
    Objects.requireNonNull(title, "the title is missing");
    Objects.requireNonNull(videoCodec, "videoCodec is missing");
    Objects.requireNonNull(audioCodec, "audioCodec is missing");
    Objects.requireNonNull(link, "the link is missing");
    // Of an index that knows none.
    details = Collections.unmodifiableSortedMap(
        new TreeMap<>(Objects.requireNonNullElse(details, Collections.emptySortedMap())));
  }
}
