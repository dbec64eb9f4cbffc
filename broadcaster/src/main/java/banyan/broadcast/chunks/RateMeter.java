package banyan.broadcast.chunks;

import java.util.ArrayDeque;

/** Bits in any 2 s of media, and the most there were. */
final class RateMeter {
  static final long WINDOW_MICROS = 2_000_000;
  /** Chunks within 2 s: more mean a stream of over 500 Mbit/s, whose oldest chunks are then left out. */
  private static final int MAX_SAMPLES = 4_096;

  private record Sample(long mediaTimeMicros, int bytes) {}

  private final ArrayDeque<Sample> window = new ArrayDeque<>();
  private long windowBytes;
  private long peakBytes;

  void add(long mediaTimeMicros, int bytes) {
    while (!window.isEmpty() && (window.size() == MAX_SAMPLES
        || window.getFirst().mediaTimeMicros() <= mediaTimeMicros - WINDOW_MICROS)) {
      windowBytes -= window.removeFirst().bytes();
    }
    window.add(new Sample(mediaTimeMicros, bytes));
    windowBytes += bytes;
    peakBytes = Math.max(peakBytes, windowBytes);
  }

  long bitsPerSecond() {
    return windowBytes * 8 * 1_000_000 / WINDOW_MICROS;
  }

  long peakBitsPerSecond() {
    return peakBytes * 8 * 1_000_000 / WINDOW_MICROS;
  }
}
