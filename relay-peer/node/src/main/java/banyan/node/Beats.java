package banyan.node;

/**
 * The newest beat of the root that has been heard of, and when the root made it by the local clock: age is handed on
 * from hop to hop, so nobody's wall clock is needed.
 */
final class Beats {
  private long epoch;
  private long beat = -1;
  private long madeAtMicros;

  /** @return whether this beat is newer than any before */
  boolean hear(long epochHeard, long beatHeard, long ageMicros, long nowMicros) {
    if (beatHeard < 0 || !isAfter(epochHeard, beatHeard, epoch, beat)) {
      return false;
    }
    epoch = epochHeard;
    beat = beatHeard;
    madeAtMicros = nowMicros - ageMicros;
    return true;
  }

  static boolean isAfter(long epochA, long beatA, long epochB, long beatB) {
    return epochA != epochB ? epochA > epochB : beatA > beatB;
  }

  boolean isNewerThan(long otherEpoch, long otherBeat) {
    return isAfter(epoch, beat, otherEpoch, otherBeat);
  }

  boolean heardAny() {
    return beat >= 0;
  }

  long epoch() {
    return epoch;
  }

  /** The newest, 0 before the first. */
  long beat() {
    return Math.max(0, beat);
  }

  /** −1 before the first. */
  long ageMicros(long nowMicros) {
    return heardAny() ? Math.max(0, nowMicros - madeAtMicros) : -1;
  }

  boolean isStale(long nowMicros) {
    return ageMicros(nowMicros) > Timing.BEAT_STALE;
  }

  /** The node itself was held up so long: what it could not hear in that time is nobody's fault. */
  void forgive(long micros) {
    madeAtMicros += micros;
  }
}
