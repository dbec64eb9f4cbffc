package banyan.broadcast.chunks;

import banyan.broadcast.media.Codec;
import banyan.broadcast.media.PictureSize;
import banyan.broadcast.media.Tracks;
import java.util.Optional;

/**
 * What a {@link MediaPipeline} has seen and made so far.
 *
 * @param tracks once known
 * @param picture its size, once known
 * @param bitsPerSecond over the last 2 s of media, chunk framing not counted
 * @param peakBitsPerSecond the most over any 2 s
 * @param recentPeakBitsPerSecond the most over any 2 s of the last minute by this encoder; 0 in its first 2 s
 * @param joinIntervalMicros the longest time of media between two join points of this encoder, in the last minute
 * @param sinceJoinMicros of video without a join point, sent or not, until now
 * @param joinPictureBytes the largest picture that a decoder can begin with, in the last minute
 * @param refreshesGradually whether join points are no key pictures, but where a gradual refresh begins
 * @param behindMicros how much less media than time has passed since the encoder was best in time
 * @param unitsDropped left out because no decoder could have begun with them, or because they overlapped
 * @param piecesDamaged what sources reported as lost or unreadable
 * @param isDamagedOfLate whether they did in the last minute
 * @param discontinuities times that the stream did not continue
 */
public record MediaFigures(
    Optional<Tracks> tracks, Optional<PictureSize> picture, long bitsPerSecond, long peakBitsPerSecond,
    long recentPeakBitsPerSecond, long joinIntervalMicros, long sinceJoinMicros, long joinPictureBytes,
    boolean refreshesGradually, long behindMicros, long videoUnits, long audioUnits, long joinPoints, long chunks,
    long payloadBytes, long unitsDropped, long piecesDamaged, boolean isDamagedOfLate, long discontinuities) {
  /** As a channel's descriptor spells it; empty without video. */
  public String videoCodec() {
    return tracks.filter(Tracks::video).isPresent() ? Codec.H264.descriptorName() : "";
  }

  /** As a channel's descriptor spells it; empty without audio. */
  public String audioCodec() {
    return tracks.filter(Tracks::audio).isPresent() ? Codec.AAC.descriptorName() : "";
  }
}
