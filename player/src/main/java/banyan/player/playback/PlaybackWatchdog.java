package banyan.player.playback;

import java.util.Optional;

/**
 * Watches one player after another play a live stream, and says when to begin anew at the live moment: a player that
 * has run dry believes that the media has ended, or stays as far behind as it then is, and none recovers by itself.
 *
 * <p>Beginning anew helps only while the stream arrives; until it does, nothing is done. Times are in microseconds.
 */
public final class PlaybackWatchdog {
  /** Why playback is to begin anew. */
  public enum Cause {
    /** The player says that the media is over. */
    ENDED,
    /** The player says that it cannot go on. */
    FAILED,
    /** The picture has stood still though the stream arrives. */
    FROZEN,
    /** There was never a picture though the stream arrives. */
    NEVER_BEGAN,
    /** The picture is further behind than when it began. */
    LATE,
    /** The picture has just begun, further behind than it has to be. */
    BEGAN_LATE,
    /** Nobody looked for a while: the computer was asleep, or its clock was set. */
    WOKE
  }

  /**
   * How it is at one moment.
   *
   * @param nowMicros monotonic
   * @param unixMillis by the computer's clock, which alone runs on while it sleeps
   * @param positionMicros of the picture in the player's own time; −1 before there is one
   * @param hasEnded the player says that the media is over
   * @param hasFailed the player says that it cannot go on
   * @param streamAtMicros when the newest part of the stream came; −1 before the first
   * @param newStartMicros where in this player's time a new one would begin; −1 if that is not known
   */
  public record Look(
      long nowMicros, long unixMillis, long positionMicros, boolean hasEnded, boolean hasFailed,
      long streamAtMicros, long newStartMicros) {}

  private static final long SECOND = 1_000_000;
  /** A chunk comes every 100 ms: one that is later than this is no jitter. */
  static final long STREAM_FLOWS_MICROS = SECOND;
  /** A stream that comes back has to bring three segments of half a second before a player can begin. */
  static final long STREAM_SETTLES_MICROS = SECOND;
  /** A player that waits for a segment that is late goes on after less. */
  static final long FROZEN_MICROS = 1_500_000;
  /** A fresh Java takes 3 s to begin to play, on a busy machine more; the answer to the first request may take 10 s. */
  static final long NEVER_BEGAN_MICROS = 25 * SECOND;
  /** Behind what it was at its best. Segments are half a second, so less comes and goes. */
  static final long LATE_MICROS = 1_500_000;
  /** The position is told in steps, so one look alone proves nothing. */
  static final long LATE_FOR_MICROS = SECOND;
  /** What a player takes to begin when JavaFX has begun to play before; the first one often takes a second more. */
  static final long NEW_START_TAKES_MICROS = 350_000;
  /** A new player is worth a jump of the picture if that is at least so far. */
  static final long LATE_START_MICROS = 400_000;
  /** For so long a picture has just begun. */
  static final long JUST_BEGUN_MICROS = 3 * SECOND;
  /** Looks come five times a second. */
  static final long ASLEEP_MICROS = 3 * SECOND;
  /** After this much good playback a new failure is a first one again. */
  static final long GOOD_MICROS = 10 * SECOND;
  static final long PAUSE_MIN_MICROS = SECOND / 2;
  static final int DOUBLINGS_MAX = 4;

  private long beganAtMicros;
  private long lookedAtMicros = -1;
  private long lookedUnixMillis;
  private long positionMicros = -1;
  private long movedAtMicros;
  private long firstMovedAtMicros;
  /** The first player of a channel may begin late, which is mended once. */
  private boolean mayMendStart;
  private long bestBehindMicros = Long.MAX_VALUE;
  private long lateSinceMicros = -1;
  private long flowsSinceMicros = -1;
  private boolean hasSlept;
  private int attempts;

  /** A new player begins. */
  public void begun(long nowMicros) {
    beganAtMicros = nowMicros;
    movedAtMicros = nowMicros;
    positionMicros = -1;
    bestBehindMicros = Long.MAX_VALUE;
    lateSinceMicros = -1;
    hasSlept = false;
  }

  /** Another channel, or the same one at the person's wish: what was before does not count. */
  public void reset(long nowMicros) {
    attempts = 0;
    lookedAtMicros = -1;
    flowsSinceMicros = -1;
    mayMendStart = true;
    begun(nowMicros);
  }

  /** How far the picture is behind where it was at its best with this player; 0 before it plays. */
  public long behindMicros() {
    return positionMicros < 0 ? 0 : Math.max(0, lookedAtMicros - positionMicros - bestBehindMicros);
  }

  /** Whether a picture has moved with this player. */
  public boolean hasPicture() {
    return positionMicros >= 0;
  }

  /** Whether the picture moves. */
  public boolean isMoving() {
    return hasPicture() && lookedAtMicros - movedAtMicros < FROZEN_MICROS;
  }

  /** Takes a look; a cause means that playback is to begin anew now, and {@link #begun} is told of it. */
  public Optional<Cause> look(Look at) {
    watchSleep(at);
    watchStream(at);
    watchPosition(at);
    if (isMoving() && at.nowMicros() - beganAtMicros > GOOD_MICROS) {
      attempts = 0;
    }
    Optional<Cause> cause = cause(at);
    boolean mayBegin = flowsSinceMicros >= 0 && at.nowMicros() - flowsSinceMicros >= STREAM_SETTLES_MICROS
        && at.nowMicros() - beganAtMicros >= pause();
    if (cause.isEmpty() || !mayBegin) {
      return Optional.empty();
    }
    attempts++;
    mayMendStart = false;
    return cause;
  }

  private long pause() {
    return attempts == 0 ? 0 : PAUSE_MIN_MICROS << Math.min(DOUBLINGS_MAX, attempts);
  }

  private void watchSleep(Look at) {
    if (lookedAtMicros >= 0) {
      long slept = Math.max(
          at.nowMicros() - lookedAtMicros, Math.abs(at.unixMillis() - lookedUnixMillis) * 1_000);
      hasSlept |= slept > ASLEEP_MICROS;
    }
    lookedAtMicros = at.nowMicros();
    lookedUnixMillis = at.unixMillis();
  }

  private void watchStream(Look at) {
    boolean flows = at.streamAtMicros() >= 0 && at.nowMicros() - at.streamAtMicros() <= STREAM_FLOWS_MICROS;
    if (!flows) {
      flowsSinceMicros = -1;
    } else if (flowsSinceMicros < 0) {
      flowsSinceMicros = at.nowMicros();
    }
  }

  private void watchPosition(Look at) {
    if (at.positionMicros() > 0 && at.positionMicros() != positionMicros) {
      if (!hasPicture()) {
        firstMovedAtMicros = at.nowMicros();
      }
      positionMicros = at.positionMicros();
      movedAtMicros = at.nowMicros();
    }
    if (hasPicture()) {
      long behind = at.nowMicros() - positionMicros;
      bestBehindMicros = Math.min(bestBehindMicros, behind);
      if (behind - bestBehindMicros <= LATE_MICROS) {
        lateSinceMicros = -1;
      } else if (lateSinceMicros < 0) {
        lateSinceMicros = at.nowMicros();
      }
    }
  }

  private Optional<Cause> cause(Look at) {
    long now = at.nowMicros();
    if (at.hasFailed()) {
      return Optional.of(Cause.FAILED);
    }
    if (at.hasEnded()) {
      return Optional.of(Cause.ENDED);
    }
    if (hasSlept) {
      return Optional.of(Cause.WOKE);
    }
    if (!hasPicture()) {
      return now - beganAtMicros > NEVER_BEGAN_MICROS ? Optional.of(Cause.NEVER_BEGAN) : Optional.empty();
    }
    if (now - movedAtMicros > FROZEN_MICROS) {
      return Optional.of(Cause.FROZEN);
    }
    if (beganLate(at)) {
      return Optional.of(Cause.BEGAN_LATE);
    }
    return lateSinceMicros >= 0 && now - lateSinceMicros > LATE_FOR_MICROS
        ? Optional.of(Cause.LATE) : Optional.empty();
  }

  /** Whether somebody should ask where a new player would begin. */
  public boolean wantsNewStart() {
    return mayMendStart && hasPicture() && lookedAtMicros - firstMovedAtMicros <= JUST_BEGUN_MICROS;
  }

  private boolean beganLate(Look at) {
    return wantsNewStart()
        && at.newStartMicros() - NEW_START_TAKES_MICROS - at.positionMicros() > LATE_START_MICROS;
  }
}
