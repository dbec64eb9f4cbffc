package banyan.broadcast;

import banyan.protocol.About;
import banyan.protocol.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a broadcast is told once.
 *
 * @param source as {@link Sources#parse} reads it
 * @param about what the channel tells people of itself at first
 * @param peakBitsPerSecond declared to peers, who reckon by it how many children they can feed; 0 to measure it
 * @param grace how long the channel waits for an encoder that went; empty for ever
 * @param indexUrl where this process lists the channel; empty for nowhere
 * @param advertisedIndexUrl by which strangers reach that index
 * @param pushTo relays that are dialled and fed; empty for none
 */
public record BroadcastConfig(
    Sources.Spec source, About about, long peakBitsPerSecond, Optional<Duration> grace, Optional<String> indexUrl,
    Optional<String> advertisedIndexUrl, List<Endpoint> pushTo) {
  public BroadcastConfig {
    pushTo = List.copyOf(pushTo);
  }
}
