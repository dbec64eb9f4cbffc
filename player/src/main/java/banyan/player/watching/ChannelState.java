package banyan.player.watching;

import banyan.node.NodeStatus;
import banyan.node.PlaybackModel;
import banyan.protocol.ChannelLink;
import banyan.protocol.Descriptor;
import java.util.Optional;

/**
 * How the channel that is on fares, at one moment.
 *
 * @param tunedAtMicros monotonic, when the person chose it
 * @param atMicros monotonic, when it was so
 * @param description what the channel says of itself, once that has come
 * @param node empty in the first second
 * @param figures what a viewer with a buffer of 1.5 s would have had of it
 * @param streamAtMicros monotonic, when its newest chunk came; −1 before the first
 * @param streamBeganAtMicros monotonic, when it began to come without a pause; −1 while it does not
 * @param bytesReceived of media, in all
 * @param hasEnded the broadcaster has said so
 * @param clockApartMillis how far the stream's time is ahead of this computer's, if that is why it is refused; else 0
 */
public record ChannelState(
    ChannelLink link, long tunedAtMicros, long atMicros, Optional<Descriptor.Fields> description,
    Optional<NodeStatus> node, PlaybackModel.Figures figures, long streamAtMicros, long streamBeganAtMicros,
    long bytesReceived, boolean hasEnded, long clockApartMillis) {
  /** Longer without a chunk is a pause of the stream. */
  public static final long PAUSE_MICROS = 1_500_000;

  /** Of a channel that was chosen this moment. */
  public static ChannelState tuned(ChannelLink link, long nowMicros) {
    return new ChannelState(
        link, nowMicros, nowMicros, Optional.empty(), Optional.empty(),
        new PlaybackModel(0, nowMicros).figures(nowMicros), -1, -1, 0, false, 0);
  }

  /** Whether the stream comes in. */
  public boolean flows(long nowMicros) {
    return streamAtMicros >= 0 && nowMicros - streamAtMicros < PAUSE_MICROS;
  }

  public boolean hasAudio() {
    return description.map(fields -> !fields.audioCodec().isEmpty()).orElse(false);
  }

  public boolean hasVideo() {
    return description.map(fields -> !fields.videoCodec().isEmpty()).orElse(true);
  }
}
