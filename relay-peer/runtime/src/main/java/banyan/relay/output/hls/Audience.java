package banyan.relay.output.hls;

import java.util.LinkedHashMap;
import java.util.Map;

/** How many people watch, as far as it shows: HLS has no connection that lasts, so whoever asks again and again. */
final class Audience {
  /** Nobody asks more rarely than once in a segment. */
  static final long ABSENT_MICROS = 15_000_000;
  /** As many connections as an HTTP server takes. */
  static final int MAX_COUNTED = 1_024;

  private final Map<String, Long> lastSeenMicros = new LinkedHashMap<>();

  /** @param who the same each time, and different for another */
  void seen(String who, long nowMicros) {
    if (lastSeenMicros.size() < MAX_COUNTED || lastSeenMicros.containsKey(who)) {
      lastSeenMicros.put(who, nowMicros);
    }
  }

  int count(long nowMicros) {
    lastSeenMicros.values().removeIf(seen -> nowMicros - seen >= ABSENT_MICROS);
    return lastSeenMicros.size();
  }
}
