package banyan.broadcast.media;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The channel's timeline: it starts near 0 and never goes back, whatever encoders do to their clocks.
 *
 * <p>One offset, shared by audio and video, maps an encoder's session to it, so that lips stay with voices. Where a
 * session ends (an encoder came back, or its times jump by more than a second) a new shared offset is chosen so that
 * the timeline goes on where wall time says. Audio and video reach such a jump at different moments: each kind keeps
 * the old offset until its own times jump, and then takes the one that the other has chosen.
 */
public final class MediaTimeline {
  /** More than any frame's length, less than what a person would take for a pause. */
  public static final long MAX_STEP_TICKS = AccessUnit.TICKS_PER_SECOND;

  /**
   * Where the first unit is put. It leaves room for units of the other kind that come later but are to be shown
   * earlier: encoders interleave by up to a second.
   */
  public static final long START_TICKS = AccessUnit.TICKS_PER_SECOND;

  /** Audio and video of one session whose times are further apart than this have clocks of their own. */
  private static final long MAX_SKEW_TICKS = 5 * AccessUnit.TICKS_PER_SECOND;

  private final Map<Codec, Track> tracks = new EnumMap<>(Codec.class);
  private boolean started;
  private int session;
  private long offsetTicks;
  /** The latest of all units so far, and when it came. */
  private long newestDtsTicks;
  private long newestPtsTicks;
  private long newestAtMicros;
  private long discontinuities;

  private static final class Track {
    int session = -1;
    long offsetTicks;
    /** On the encoder's clock. */
    long sourceDtsTicks;
    /** On the timeline. */
    long dtsTicks = -1;
    /** Whether the session began, for this kind, before the last one ended: what overlaps is left out. */
    boolean overlapping;
  }

  /**
   * Puts a unit on the timeline; its DTS is above that of the one of its kind before it, its PTS not below its DTS. It
   * is marked as a discontinuity if it is the first with a new offset.
   *
   * @return empty if the unit lies before what was sent already
   */
  public Optional<AccessUnit> map(AccessUnit unit, long nowMicros) {
    Track track = tracks.computeIfAbsent(unit.codec(), codec -> new Track());
    boolean moved = follow(track, unit, nowMicros);
    track.sourceDtsTicks = unit.dtsTicks();

    long dts = unit.dtsTicks() + track.offsetTicks;
    if (dts < 0 || (track.overlapping && dts <= track.dtsTicks)) {
      return Optional.empty();
    }
    track.overlapping = false;
    dts = Math.max(dts, track.dtsTicks + 1);
    long pts = Math.max(dts, unit.ptsTicks() + track.offsetTicks);
    track.dtsTicks = dts;
    if (dts >= newestDtsTicks) {
      newestDtsTicks = dts;
      newestAtMicros = nowMicros;
    }
    newestPtsTicks = Math.max(newestPtsTicks, pts);
    return Optional.of(unit.at(pts, dts, moved));
  }

  /** Times that a new offset was chosen after the first. */
  public long discontinuities() {
    return discontinuities;
  }

  /** Settles the track's offset for this unit. True if a new one had to be chosen. */
  private boolean follow(Track track, AccessUnit unit, long nowMicros) {
    long dts = unit.dtsTicks();
    boolean known = track.session >= 0;
    if (known && !unit.discontinuity() && Math.abs(dts - track.sourceDtsTicks) <= MAX_STEP_TICKS) {
      return false;
    }
    long expected = expectedTicks(nowMicros);
    if (known && !unit.discontinuity() && track.session == session
        && dts > track.sourceDtsTicks && Math.abs(dts + offsetTicks - expected) <= MAX_STEP_TICKS) {
      // A picture now and then, or a pause that the encoder's clock knows of: time went on as it should.
      return false;
    }
    boolean chosen = false;
    if (!started || track.session == session || Math.abs(dts + offsetTicks - newestDtsTicks) > MAX_SKEW_TICKS) {
      offsetTicks = (started ? Math.max(expected, newestPtsTicks + 1) : START_TICKS) - dts;
      session++;
      chosen = started;
      started = true;
    }
    track.session = session;
    track.offsetTicks = offsetTicks;
    track.overlapping = true;
    if (chosen) {
      discontinuities++;
    }
    return chosen;
  }

  private long expectedTicks(long nowMicros) {
    return newestDtsTicks + Math.max(0, nowMicros - newestAtMicros) * 9 / 100;
  }
}
