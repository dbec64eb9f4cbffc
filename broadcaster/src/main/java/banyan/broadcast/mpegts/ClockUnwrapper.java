package banyan.broadcast.mpegts;

/** Turns a programme's 33-bit times, which start over every 26.5 hours, into 64-bit ones. One for all its streams. */
final class ClockUnwrapper {
  private static final int BITS = 33;

  private boolean started;
  private long last;

  /** The time with these low bits that is nearest to the last one. */
  long unwrap(long ticks) {
    last = started ? near(ticks, last) : ticks;
    started = true;
    return last;
  }

  /** The time with these low bits that is nearest to {@code other}. */
  static long near(long ticks, long other) {
    int unused = 64 - BITS;
    return other + ((ticks - other) << unused >> unused);
  }
}
