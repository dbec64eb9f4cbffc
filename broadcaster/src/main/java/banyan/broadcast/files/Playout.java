package banyan.broadcast.files;

import banyan.broadcast.media.AccessUnit;
import banyan.broadcast.media.Codec;
import banyan.broadcast.media.JoinGate;
import banyan.broadcast.media.SourceSink;
import banyan.broadcast.media.Tracks;
import banyan.broadcast.media.WallClock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lets units out when their time has come, and puts one file behind the other, or behind itself, so that nothing shows
 * where it began: times go on by a frame, and so does the clock.
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
  /** Until then a file's first units wait for the first of the other kind: both say where the file is to be put. */
  private static final long MAX_HELD_TICKS = AccessUnit.TICKS_PER_SECOND;
  /** A second of any stream has fewer. */
  private static final int MAX_HELD_UNITS = 512;

  /** One kind's times within this pass, as they stand in the file. */
  private static final class Track {
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
  private Tracks tracks = new Tracks(true, true);
  private final JoinGate gate = new JoinGate();
  /** From the file's times to those of the unbroken sequence of passes. */
  private long shiftTicks;
  /** Where each kind has ended in that sequence. */
  private final Map<Codec, Long> endTicks = new EnumMap<>(Codec.class);
  /** Whether it is known where this pass goes; until then its first units are held. */
  private boolean isPlaced = true;
  private final List<AccessUnit> held = new ArrayList<>();
  private boolean tellsWarnings = true;

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

  /** @param isNew whether what is wrong with the file was not told yet */
  void beginPass(boolean isNew) {
    tellsWarnings = isNew;
    refusal = Optional.empty();
  }

  /**
   * The file has come to its end; what follows is another's beginning, or its own. Returns when the last unit's own
   * time is over.
   *
   * @return whether there was anything in it
   */
  boolean endPass() {
    if (!held.isEmpty()) {
      place();
    }
    boolean any = !pass.isEmpty();
    pass.forEach((codec, track) -> endTicks.put(codec, track.endTicks() + shiftTicks));
    if (any) {
      clock.await(dueMicros(endOfAll()));
    }
    pass.clear();
    isPlaced = endTicks.isEmpty();
    gate.shut();
    return any;
  }

  private long endOfAll() {
    return endTicks.values().stream().mapToLong(Long::longValue).max().orElse(newestTicks);
  }

  /** Why the file cannot be played on, if it turned out so. */
  Optional<String> refusal() {
    return refusal;
  }

  @Override
  public void accessUnit(AccessUnit unit) {
    if (unit instanceof AccessUnit.Video picture && !gate.admits(picture)) {
      sink.damaged(1);
      return;
    }
    if (isPlaced) {
      play(unit);
      return;
    }
    held.add(unit);
    long sinceFirst = Math.abs(unit.dtsTicks() - held.get(0).dtsTicks());
    int kinds = (tracks.video() ? 1 : 0) + (tracks.audio() ? 1 : 0);
    boolean hasAll = held.stream().map(AccessUnit::codec).distinct().count() >= kinds;
    if (hasAll || sinceFirst > MAX_HELD_TICKS || held.size() == MAX_HELD_UNITS) {
      place();
    }
  }

  /** Puts the pass so close behind the one before that neither kind overlaps, and plays what was held. */
  private void place() {
    Map<Codec, Long> firstTicks = new EnumMap<>(Codec.class);
    held.forEach(unit -> firstTicks.putIfAbsent(unit.codec(), unit.dtsTicks()));
    long shift = Long.MIN_VALUE;
    for (Map.Entry<Codec, Long> first : firstTicks.entrySet()) {
      shift = Math.max(shift, endTicks.getOrDefault(first.getKey(), endOfAll()) - first.getValue());
    }
    shiftTicks = shift;
    isPlaced = true;
    List<AccessUnit> first = List.copyOf(held);
    held.clear();
    first.forEach(this::play);
  }

  private void play(AccessUnit unit) {
    boolean isVideo = unit.codec() == Codec.H264;
    // Only what all begins with is new: at the beginning of another pass times, counters and the clock go on.
    boolean goesOn = !pass.containsKey(unit.codec()) && endTicks.containsKey(unit.codec());
    note(unit);
    long ticks = unit.dtsTicks() + shiftTicks;
    long due = dueMicros(ticks);
    if (tracks.video() && !isVideo) {
      clock.await(due - AUDIO_LEAD_MICROS);
    } else {
      if (clock.nowMicros() - due > MAX_LATE_MICROS) {
        anchor(ticks, clock.nowMicros());
      }
      clock.await(due);
    }
    sink.accessUnit(unit.at(unit.ptsTicks() + shiftTicks, ticks, unit.discontinuity() && !goesOn)
        .capturedAt(wallClock.unixMicros()));
  }

  private void note(AccessUnit unit) {
    Track track = pass.get(unit.codec());
    if (track == null) {
      track = new Track();
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
  public void tracks(Tracks next) {
    tracks = next;
    sink.tracks(next);
  }

  @Override
  public void damaged(int pieces) {
    sink.damaged(pieces);
  }

  /** What is wrong with a file is wrong with it each time. */
  @Override
  public void warning(String sentence) {
    if (tellsWarnings) {
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
