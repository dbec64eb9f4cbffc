package banyan.broadcast.rtmp;

import banyan.broadcast.media.AacConfig;
import banyan.broadcast.media.AccessUnit;
import org.jspecify.annotations.Nullable;

/**
 * The times of audio frames, one behind the other without a gap. RTMP rounds each to a millisecond; counting frames
 * gives back what was rounded off, for as long as it stays within that millisecond.
 */
final class FrameClock {
  private static final long MAX_ROUNDING_TICKS = AccessUnit.TICKS_PER_SECOND / 1_000;

  private @Nullable AacConfig config;
  private long startTicks;
  private long frames;

  /** The time of the next frame, which says that it is this one. */
  long next(long saysTicks, AacConfig of) {
    long expected = startTicks + of.ticks(frames);
    if (!of.equals(config) || Math.abs(expected - saysTicks) > MAX_ROUNDING_TICKS) {
      config = of;
      startTicks = saysTicks;
      frames = 0;
      expected = saysTicks;
    }
    frames++;
    return expected;
  }
}
