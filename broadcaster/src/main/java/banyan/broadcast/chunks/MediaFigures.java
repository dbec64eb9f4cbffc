package banyan.broadcast.chunks;

import banyan.broadcast.media.Codec;
import banyan.broadcast.media.Tracks;
import java.util.Optional;

/**
 * What a {@link MediaPipeline} has seen and made so far.
 *
 * @param tracks once known
 * @param bitsPerSecond over the last 2 s of media, chunk framing not counted
 * @param peakBitsPerSecond the most over any 2 s
 * @param joinIntervalMicros the longest time of media between two join points
 * @param unitsDropped left out because no decoder could have begun with them, or because they overlapped
 * @param piecesDamaged what sources reported as lost or unreadable
 * @param discontinuities times that the stream did not continue
 */
public record MediaFigures(
    Optional<Tracks> tracks, long bitsPerSecond, long peakBitsPerSecond, long joinIntervalMicros, long videoUnits,
    long audioUnits, long joinPoints, long chunks, long payloadBytes, long unitsDropped, long piecesDamaged,
    long discontinuities) {
  public String videoCodec() {
    return tracks.filter(Tracks::video).isPresent() ? Codec.H264.descriptorName() : "";
  }

  public String audioCodec() {
    return tracks.filter(Tracks::audio).isPresent() ? Codec.AAC.descriptorName() : "";
  }
}
