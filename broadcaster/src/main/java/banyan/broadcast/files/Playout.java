package banyan.broadcast.files;

import banyan.broadcast.media.AccessUnit;
import banyan.broadcast.media.Codec;
import banyan.broadcast.media.SourceSink;
import banyan.broadcast.media.Tracks;
import banyan.broadcast.media.WallClock;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Lets units out when their time has come, and puts one pass of a file behind the other so that nothing shows where it
 * began anew: times go on by a frame, and so does the clock.
 *
 * <p>Pictures set the pace. A file's sound may lie up to a second before or behind the pictures that it belongs to, and
 * must not hold them up.
 */
final class Playout implements SourceSink {
  /** Time that passes, and can be waited for. */
  interface Clock {
    long nowMicros();

    /** Returns when it is that time, or when there is no point in waiting any more. */
    void await(long micros);
  }

  /** More than audio and video are ever apart: times that jump so far tell nothing of when to go on. */
  private static final long MAX_STEP_TICKS = 5 * AccessUnit.TICKS_PER_SECOND;
  /** Sound that comes earlier than this waits. */
  private static final long AUDIO_LEAD_MICROS = 500_000;
  /** Who is later than this (a computer that slept) goes on from there, and does not catch up. */
  private static final long MAX_LATE_MICROS = 2_000_000;
  private static final long ASSUMED_FRAME_TICKS = AccessUnit.TICKS_PER_SECOND / 25;

  /** One kind's times within this pass, as they stand in the file. */
  private static final class Track {
    long firstTicks;
    long lastTicks;
    long frameTicks = ASSUMED_FRAME_TICKS;

    long endTicks() {
      return lastTicks + frameTicks;
    }
  }

  private final SourceSink sink;
  private final Clock clock;
  private final WallClock wallClock;
  private final Map<Codec, Track> pass = new EnumMap<>(Codec.class);
  private boolean hasVideo = true;
  private boolean awaitsJoinPoint = true;
  /** From the file's times to those of the unbroken sequence of passes. */
  private long shiftTicks;
  private int passes;

  private boolean started;
  private long anchorTicks;
  private long anchorMicros;
  private long newestTicks;
  private Optional<String> refusal = Optional.empty();

  Playout(SourceSink sink, Clock clock, WallClock wallClock) {
    this.sink = sink;
    this.clock = clock;
    this.wallClock = wallClock;
  }

  /**
   * The file has come to its end; what follows is its beginning. Returns when the last unit's own time is over.
   *
   * @return whether there was anything in it
   */
  boolean endPass() {
    long length = 0;
    long end = newestTicks;
    for (Track track : pass.values()) {
      length = Math.max(length, track.endTicks() - track.firstTicks);
      end = Math.max(end, track.endTicks() + shiftTicks);
    }
    boolean any = !pass.isEmpty();
    if (any) {
      clock.await(dueMicros(end));
    }
    shiftTicks += length;
    passes++;
    pass.clear();
    awaitsJoinPoint = true;
    return any;
  }

  /** Why the file cannot be played on, if it turned out so. */
  Optional<String> refusal() {
    return refusal;
  }

  @Override
  public void accessUnit(AccessUnit unit) {
    boolean isVideo = unit.codec() == Codec.H264;
    if (isVideo && awaitsJoinPoint && !unit.joinPoint()) {
      sink.damaged(1);
      return;
    }
    awaitsJoinPoint &= !isVideo;
    note(unit);
    long ticks = unit.dtsTicks() + shiftTicks;
    long due = dueMicros(ticks);
    if (hasVideo && !isVideo) {
      clock.await(due - AUDIO_LEAD_MICROS);
    } else {
      if (clock.nowMicros() - due > MAX_LATE_MICROS) {
        anchor(ticks, clock.nowMicros());
      }
      clock.await(due);
    }
    // Only what the first pass begins with is new: times, counters and the clock go on.
    sink.accessUnit(unit.at(unit.ptsTicks() + shiftTicks, ticks, unit.discontinuity() && passes == 0)
        .capturedAt(wallClock.unixMicros()));
  }

  private void note(AccessUnit unit) {
    Track track = pass.get(unit.codec());
    if (track == null) {
      track = new Track();
      track.firstTicks = unit.dtsTicks();
      pass.put(unit.codec(), track);
    } else {
      long step = unit.dtsTicks() - track.lastTicks;
      if (step > 0 && step <= AccessUnit.TICKS_PER_SECOND) {
        track.frameTicks = step;
      }
    }
    track.lastTicks = unit.dtsTicks();
  }

  /** When this moment of the sequence is to go out. */
  private long dueMicros(long ticks) {
    if (!started) {
      started = true;
      anchor(ticks, clock.nowMicros());
    } else if (Math.abs(ticks - newestTicks) > MAX_STEP_TICKS) {
      anchor(ticks, Math.max(clock.nowMicros(), anchorMicros + micros(newestTicks - anchorTicks)));
    }
    newestTicks = ticks;
    return anchorMicros + micros(ticks - anchorTicks);
  }

  private void anchor(long ticks, long micros) {
    anchorTicks = ticks;
    anchorMicros = micros;
  }

  private static long micros(long ticks) {
    return ticks * 100 / 9;
  }

  @Override
  public void tracks(Tracks tracks) {
    hasVideo = tracks.video();
    sink.tracks(tracks);
  }

  @Override
  public void damaged(int pieces) {
    sink.damaged(pieces);
  }

  /** What is wrong with a file is wrong with it each time. */
  @Override
  public void warning(String sentence) {
    if (passes == 0) {
      sink.warning(sentence);
    }
  }

  @Override
  public void encoderRefused(String sentence) {
    refusal = Optional.of(sentence);
  }

  @Override
  public void encoderConnected(String encoder) {
    sink.encoderConnected(encoder);
  }

  @Override
  public void encoderGone() {
    sink.encoderGone();
  }

  @Override
  public void failed(String sentence) {
    sink.failed(sentence);
  }
}
