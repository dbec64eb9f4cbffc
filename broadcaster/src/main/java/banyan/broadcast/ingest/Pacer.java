package banyan.broadcast.ingest;

import banyan.broadcast.media.AccessUnit;

/**
 * Holds a stream that comes faster than real time (a file that was posted) back to it.
 *
 * <p>It may run ahead by {@link #MAX_LEAD_MICROS}, as far as encoders' own buffers do. Against clocks that are merely a
 * little fast its own runs fast by a thousandth: no encoder is to be held back for that.
 */
final class Pacer {
  static final long MAX_LEAD_MICROS = 1_000_000;
  /** So little below it that what follows does not come in heaps. */
  private static final long RESUME_LEAD_MICROS = MAX_LEAD_MICROS - 100_000;
  /** More than audio and video are ever apart. */
  private static final long JUMP_TICKS = 5 * AccessUnit.TICKS_PER_SECOND;
  private static final long CLOCK_TOLERANCE = 1_000;

  private boolean started;
  private long startTicks;
  private long startMicros;
  private long lastTicks;

  /** How long to read nothing more, after this unit came; 0 for a stream that is on time. */
  long pauseMicros(AccessUnit unit, long nowMicros) {
    long ticks = unit.dtsTicks();
    if (!started || Math.abs(ticks - lastTicks) > JUMP_TICKS) {
      started = true;
      startTicks = ticks;
      startMicros = nowMicros;
    }
    lastTicks = ticks;
    long elapsed = nowMicros - startMicros;
    long lead = (ticks - startTicks) * 100 / 9 - elapsed - elapsed / CLOCK_TOLERANCE;
    return lead > MAX_LEAD_MICROS ? lead - RESUME_LEAD_MICROS : 0;
  }
}
