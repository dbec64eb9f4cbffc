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
 * @param joinIntervalMicros the longest time of media between two join points since the encoder began
 * @param unitsDropped left out because no decoder could have begun with them, or because they overlapped
 * @param piecesDamaged what sources reported as lost or unreadable
 * @param discontinuities times that the stream did not continue
 */
public record MediaFigures(
    Optional<Tracks> tracks, long bitsPerSecond, long peakBitsPerSecond, long joinIntervalMicros, long videoUnits,
    long audioUnits, long joinPoints, long chunks, long payloadBytes, long unitsDropped, long piecesDamaged,
    long discontinuities) {
  /** Viewers start at a join point of at most this age, or wait for the next one. */
  private static final long MAX_JOIN_INTERVAL_MICROS = 2_500_000;
  /** Four seconds of video without a key picture. */
  private static final long MANY_UNITS_DROPPED = 100;
  private static final String KEY_PICTURES =
      "set the encoder's keyframe interval to 1 or 2 s (ffmpeg: -g 60; OBS: Keyframe Interval).";

  /** What the person at the encoder should change, in a sentence. */
  public Optional<String> advice() {
    if (joinPoints == 0 && unitsDropped > MANY_UNITS_DROPPED) {
      return Optional.of("No key picture has come yet, so nothing can be shown: " + KEY_PICTURES);
    }
    return joinIntervalMicros <= MAX_JOIN_INTERVAL_MICROS
        ? Optional.empty()
        : Optional.of("Key pictures come only every " + Math.round(joinIntervalMicros / 1e6)
            + " s, and viewers wait for them: " + KEY_PICTURES);
  }

  /** As a channel's descriptor spells it; empty without video. */
  public String videoCodec() {
    return tracks.filter(Tracks::video).isPresent() ? Codec.H264.descriptorName() : "";
  }

  /** As a channel's descriptor spells it; empty without audio. */
  public String audioCodec() {
    return tracks.filter(Tracks::audio).isPresent() ? Codec.AAC.descriptorName() : "";
  }
}
