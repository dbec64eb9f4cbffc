package banyan.broadcast.chunks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a channel's source is at one moment.
 *
 * @param description what it is, for people
 * @param encoder who sends now, or which file plays; empty for nobody
 * @param takesEncoders whether one can come, and come again
 * @param declaredBitsPerSecond the peak rate that its owner promises to peers; 0 if that follows what is measured
 */
public record SourceFigures(
    String description, String encoder, boolean takesEncoders, MediaFigures media, long declaredBitsPerSecond) {
  /** What the person at the encoder should change now, the most important first. */
  public List<String> advice() {
    return Advice.on(media, declaredBitsPerSecond).stream().map(Advice::sentence).toList();
  }

  /** What {@code /status} says of it; relay-peer/docs/http.md is its description. */
  public Map<String, Object> asStatus() {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("description", description);
    status.put("encoder", encoder);
    media.picture().ifPresent(size -> {
      status.put("width", size.width());
      status.put("height", size.height());
    });
    status.put("bitsPerSecond", media.bitsPerSecond());
    status.put("peakBitsPerSecond", media.peakBitsPerSecond());
    status.put("recentPeakBitsPerSecond", media.recentPeakBitsPerSecond());
    status.put("joinIntervalMicros", media.joinIntervalMicros());
    status.put("sinceJoinMicros", media.sinceJoinMicros());
    status.put("behindMicros", media.behindMicros());
    status.put("videoUnits", media.videoUnits());
    status.put("audioUnits", media.audioUnits());
    status.put("unitsDropped", media.unitsDropped());
    status.put("piecesDamaged", media.piecesDamaged());
    status.put("discontinuities", media.discontinuities());
    status.put("advice", advice());
    return status;
  }
}
