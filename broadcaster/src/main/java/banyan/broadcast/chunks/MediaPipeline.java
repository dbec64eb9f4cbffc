package banyan.broadcast.chunks;

import banyan.broadcast.media.AccessUnit;
import banyan.broadcast.media.MediaTimeline;
import banyan.broadcast.media.Tracks;
import banyan.broadcast.mpegts.TsMuxer;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The whole way from a source's access units to chunks: timeline, muxer, cutter. One for a channel's life, whichever
 * encoders come and go. Call it from one thread at a time; {@code nowMicros} is monotonic.
 */
public final class MediaPipeline {
  /** Without video, a join point at least this often. */
  public static final long MAX_AUDIO_JOIN_TICKS = AccessUnit.TICKS_PER_SECOND / 2;

  private final Consumer<ChunkDraft> out;
  private final MediaTimeline timeline = new MediaTimeline();
  private final TsMuxer muxer = new TsMuxer();
  private final ChunkCutter cutter = new ChunkCutter(muxer, this::sent);
  private final RateMeter rate = new RateMeter();

  private Optional<Tracks> tracks = Optional.empty();
  private final JoinGate gate = new JoinGate();
  private final EncoderWatch encoder = new EncoderWatch();
  private long lastAudioJoinTicks;
  private boolean audioJoined;

  private long joinIntervalMicros;
  private long lastJoinMicros = -1;
  private long videoUnits;
  private long audioUnits;
  private long joinPoints;
  private long chunks;
  private long payloadBytes;
  private long unitsDropped;
  private long piecesDamaged;

  public MediaPipeline(Consumer<ChunkDraft> out) {
    this.out = out;
  }

  /** What the source's stream is made of from now on. */
  public void tracks(Tracks next) {
    if (!tracks.equals(Optional.of(next))) {
      tracks = Optional.of(next);
      cutter.tracks(next);
      audioJoined = false;
    }
  }

  public void accessUnit(AccessUnit unit, long nowMicros) {
    if (unit instanceof AccessUnit.Video video) {
      video(video, nowMicros);
    } else if (unit instanceof AccessUnit.Audio audio) {
      audio(audio, nowMicros);
    }
  }

  /** Sends a chunk whose time is over. */
  public void timeReached(long nowMicros) {
    cutter.timeReached(nowMicros);
  }

  /** When {@link #timeReached} is to be called next; {@link Long#MAX_VALUE} if it need not. */
  public long nextWakeMicros() {
    return cutter.nextWakeMicros();
  }

  /** Sends what is there: nothing more will come soon. */
  public void flush() {
    cutter.close();
  }

  /** So many pieces of the input were lost or could not be read. */
  public void damaged(int pieces) {
    piecesDamaged += pieces;
  }

  public MediaFigures figures() {
    return new MediaFigures(
        tracks, rate.bitsPerSecond(), rate.peakBitsPerSecond(), joinIntervalMicros, encoder.sinceJoinMicros(),
        encoder.joinPictureBytes(), encoder.behindMicros(), videoUnits, audioUnits, joinPoints, chunks, payloadBytes,
        unitsDropped, piecesDamaged, timeline.discontinuities());
  }

  private void video(AccessUnit.Video unit, long nowMicros) {
    encoder.saw(unit, nowMicros);
    boolean begins = unit.discontinuity();
    if (begins) {
      gate.shut();
      muxer.expectParameterSets();
    }
    boolean joins = !gate.isOpen();
    if (!gate.admits(unit)) {
      // Parameter sets may come once, and before what they are for.
      muxer.rememberParameterSets(unit);
      unitsDropped++;
      return;
    }
    AccessUnit.Video source = joins ? unit.at(unit.ptsTicks(), unit.dtsTicks(), true) : unit;
    Optional<AccessUnit> mapped = timeline.map(source, nowMicros);
    if (mapped.isPresent() && mapped.get() instanceof AccessUnit.Video placed) {
      videoUnits++;
      cutter.video(placed, nowMicros);
    } else {
      // What follows refers to it.
      muxer.rememberParameterSets(unit);
      gate.shut();
      unitsDropped++;
    }
  }

  private void audio(AccessUnit.Audio unit, long nowMicros) {
    if (tracks.filter(Tracks::video).isEmpty()) {
      encoder.saw(unit, nowMicros);
    }
    Optional<AccessUnit> mapped = timeline.map(unit, nowMicros);
    if (mapped.isPresent() && mapped.get() instanceof AccessUnit.Audio placed) {
      audioUnits++;
      cutter.audio(isAudioJoinPoint(placed) ? placed.asJoinPoint() : placed, nowMicros);
    } else {
      unitsDropped++;
    }
  }

  /** Of chunks that begin anyway, the last one that is early enough. */
  private boolean isAudioJoinPoint(AccessUnit.Audio unit) {
    if (tracks.isEmpty() || tracks.get().video()) {
      return false;
    }
    long since = unit.dtsTicks() - lastAudioJoinTicks;
    boolean beginsChunk = cutter.isBetweenChunks() || cutter.passes(unit.dtsTicks() + unit.config().ticks(1));
    boolean due = since > MAX_AUDIO_JOIN_TICKS - ChunkCutter.MAX_CHUNK_TICKS && beginsChunk;
    if (audioJoined && !unit.discontinuity() && !due && since <= MAX_AUDIO_JOIN_TICKS) {
      return false;
    }
    audioJoined = true;
    lastAudioJoinTicks = unit.dtsTicks();
    return true;
  }

  private void sent(ChunkDraft chunk) {
    chunks++;
    payloadBytes += chunk.payload().remaining();
    rate.add(chunk.mediaTimeMicros(), chunk.payload().remaining());
    if (chunk.isDiscontinuity()) {
      joinIntervalMicros = 0;
      lastJoinMicros = -1;
    }
    if (lastJoinMicros >= 0) {
      joinIntervalMicros = Math.max(joinIntervalMicros, chunk.mediaTimeMicros() - lastJoinMicros);
    }
    if (chunk.isJoinPoint()) {
      joinPoints++;
      lastJoinMicros = chunk.mediaTimeMicros();
    }
    out.accept(chunk);
  }
}
