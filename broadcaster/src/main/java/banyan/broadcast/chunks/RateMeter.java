package banyan.broadcast.chunks;

import java.util.ArrayDeque;

/** Bits in any 2 s of media, and the most there were, ever and of late. */
final class RateMeter {
  static final long WINDOW_MICROS = 2_000_000;
  /** Chunks within 2 s: more mean a stream of over 500 Mbit/s, whose oldest chunks are then left out. */
  private static final int MAX_SAMPLES = 4_096;

  private record Sample(long mediaTimeMicros, int bytes) {}

  private final ArrayDeque<Sample> window = new ArrayDeque<>();
  private long windowBytes;
  private long peakBytes;
  private final RecentMost recentPeakBytes = new RecentMost();
  private long recentFromMicros = Long.MIN_VALUE;
  private long newestMicros;

  /** What comes from here on may be another encoder's: the one before does not count as recent any more. */
  void beginsAnew(long mediaTimeMicros) {
    recentPeakBytes.clear();
    // Windows that lie wholly behind it.
    recentFromMicros = mediaTimeMicros + WINDOW_MICROS;
  }

  void add(long mediaTimeMicros, int bytes) {
    while (!window.isEmpty() && (window.size() == MAX_SAMPLES
        || window.getFirst().mediaTimeMicros() <= mediaTimeMicros - WINDOW_MICROS)) {
      windowBytes -= window.removeFirst().bytes();
    }
    window.add(new Sample(mediaTimeMicros, bytes));
    windowBytes += bytes;
    peakBytes = Math.max(peakBytes, windowBytes);
    newestMicros = mediaTimeMicros;
    if (mediaTimeMicros >= recentFromMicros) {
      recentPeakBytes.add(mediaTimeMicros, windowBytes);
    }
  }

  long bitsPerSecond() {
    return windowBytes * 8 * 1_000_000 / WINDOW_MICROS;
  }

  /** The most of the last minute; 0 before an encoder's first 2 s are over. */
  long recentPeakBitsPerSecond() {
    return recentPeakBytes.most(newestMicros) * 8 * 1_000_000 / WINDOW_MICROS;
  }

  long peakBitsPerSecond() {
    return peakBytes * 8 * 1_000_000 / WINDOW_MICROS;
  }
}
