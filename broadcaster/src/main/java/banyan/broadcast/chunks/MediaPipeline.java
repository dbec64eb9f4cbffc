package banyan.broadcast.chunks;

import banyan.broadcast.media.AacConfig;
import banyan.broadcast.media.AccessUnit;
import banyan.broadcast.media.H264;
import banyan.broadcast.media.JoinGate;
import banyan.broadcast.media.MediaTimeline;
import banyan.broadcast.media.PictureSize;
import banyan.broadcast.media.Tracks;
import banyan.broadcast.mpegts.TsMuxer;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The whole way from a source's access units to chunks: timeline, muxer, cutter. One for a channel's life, whichever
 * encoders come and go. Call it from one thread at a time; {@code nowMicros} is monotonic.
 */
public final class MediaPipeline {
  /** Without video, a join point at least this often. */
  public static final long MAX_AUDIO_JOIN_TICKS = AccessUnit.TICKS_PER_SECOND / 2;
  /** Picture and sound that change together do so within this. */
  private static final long MAX_APART_TICKS = AccessUnit.TICKS_PER_SECOND;
  private static final long RECENT_MICROS = 60_000_000;

  private final Consumer<ChunkDraft> out;
  private final MediaTimeline timeline = new MediaTimeline();
  private final TsMuxer muxer = new TsMuxer();
  private final ChunkCutter cutter = new ChunkCutter(muxer, this::sent);
  private final RateMeter rate = new RateMeter();

  private Optional<Tracks> tracks = Optional.empty();
  private final JoinGate gate = new JoinGate();
  /** An encoder has begun, and none of its pictures was sent yet. */
  private boolean encoderBegins;
  /** Sound or the kinds of media have changed: decoders are told at the next picture that they can begin with. */
  private boolean breakPending;
  private long lastBreakTicks = -MAX_APART_TICKS;
  private @Nullable AacConfig audioConfig;
  private long breaks;
  private final EncoderWatch encoder = new EncoderWatch();
  private long lastAudioJoinTicks;
  private boolean audioJoined;

  private Optional<PictureSize> picture = Optional.empty();
  private @Nullable ByteBuffer pictureSaidBy;
  private final RecentMost joinIntervalMicros = new RecentMost();
  private long lastJoinMicros = -1;
  private long newestMicros;
  private long videoUnits;
  private long audioUnits;
  private long joinPoints;
  private long chunks;
  private long payloadBytes;
  private long unitsDropped;
  private long piecesDamaged;
  private long unitMicros;
  private long damagedMicros;

  public MediaPipeline(Consumer<ChunkDraft> out) {
    this.out = out;
  }

  /** What the source's stream is made of from now on. */
  public void tracks(Tracks next) {
    if (!tracks.equals(Optional.of(next))) {
      breakPending = videoUnits + audioUnits > 0;
      tracks = Optional.of(next);
      cutter.tracks(next);
      audioJoined = false;
    }
  }

  public void accessUnit(AccessUnit unit, long nowMicros) {
    unitMicros = nowMicros;
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
    damagedMicros = unitMicros;
  }

  public MediaFigures figures() {
    return new MediaFigures(
        tracks, hasVideo() ? picture : Optional.empty(), rate.bitsPerSecond(), rate.peakBitsPerSecond(),
        rate.recentPeakBitsPerSecond(), joinIntervalMicros.most(newestMicros), encoder.sinceJoinMicros(),
        encoder.joinPictureBytes(), encoder.refreshesGradually(), encoder.behindMicros(), videoUnits, audioUnits,
        joinPoints, chunks, payloadBytes, unitsDropped, piecesDamaged,
        piecesDamaged > 0 && unitMicros - damagedMicros < RECENT_MICROS, timeline.discontinuities() + breaks);
  }

  private void video(AccessUnit.Video unit, long nowMicros) {
    encoder.saw(unit, nowMicros);
    noteSize(unit);
    if (unit.discontinuity()) {
      encoderBegins = true;
      muxer.expectParameterSets();
    }
    if (unit.discontinuity() || muxer.beginsSequence(unit)) {
      gate.shut();
    }
    boolean joins = !gate.isOpen();
    if (!gate.admits(unit)) {
      // Parameter sets may come once, and before what they are for.
      muxer.rememberParameterSets(unit);
      unitsDropped++;
      return;
    }
    Optional<AccessUnit> mapped =
        timeline.map(unit.at(unit.ptsTicks(), unit.dtsTicks(), encoderBegins), nowMicros);
    // Where an encoder began, the timeline knows whether its sound has said so already.
    boolean continues = !joins || encoderBegins || videoUnits == 0;
    encoderBegins = false;
    if (mapped.isPresent() && mapped.get() instanceof AccessUnit.Video placed) {
      videoUnits++;
      boolean breaksOff = breaksOff(placed, !continues || breakPending && placed.joinPoint());
      cutter.video(placed.at(placed.ptsTicks(), placed.dtsTicks(), breaksOff), nowMicros);
    } else {
      // What follows refers to it.
      muxer.rememberParameterSets(unit);
      gate.shut();
      unitsDropped++;
    }
  }

  /** Parameter sets come with pictures that a decoder can begin with, mostly the same again and again. */
  private void noteSize(AccessUnit.Video unit) {
    for (ByteBuffer nal : unit.nals()) {
      if (H264.nalType(nal) == H264.SPS && !nal.equals(pictureSaidBy)) {
        pictureSaidBy = ByteBuffer.allocate(nal.remaining()).put(nal.duplicate()).flip();
        picture = PictureSize.of(nal);
      }
    }
  }

  private void audio(AccessUnit.Audio unit, long nowMicros) {
    if (!hasVideo()) {
      encoder.saw(unit, nowMicros);
    }
    Optional<AccessUnit> mapped = timeline.map(unit, nowMicros);
    if (mapped.isPresent() && mapped.get() instanceof AccessUnit.Audio placed) {
      audioUnits++;
      boolean isOther = audioConfig != null && !audioConfig.equals(unit.config());
      audioConfig = unit.config();
      breakPending |= isOther && Math.abs(placed.dtsTicks() - lastBreakTicks) > MAX_APART_TICKS;
      boolean breaksOff = breaksOff(placed, breakPending && !hasVideo());
      AccessUnit.Audio marked = placed.at(placed.ptsTicks(), placed.dtsTicks(), breaksOff);
      cutter.audio(isAudioJoinPoint(marked) ? marked.asJoinPoint() : marked, nowMicros);
    } else {
      unitsDropped++;
    }
  }

  private boolean hasVideo() {
    return tracks.filter(Tracks::video).isPresent();
  }

  /** Notes whether a unit continues what was sent; that its time goes on says nothing of that. */
  private boolean breaksOff(AccessUnit placed, boolean alsoHere) {
    boolean breaksOff = placed.discontinuity() || alsoHere;
    if (breaksOff) {
      breaks += placed.discontinuity() ? 0 : 1;
      breakPending = false;
      lastBreakTicks = placed.dtsTicks();
    }
    return breaksOff;
  }

  /** Of chunks that begin anyway, the last one that is early enough. */
  private boolean isAudioJoinPoint(AccessUnit.Audio unit) {
    if (tracks.isEmpty() || hasVideo()) {
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
    newestMicros = chunk.mediaTimeMicros();
    if (chunk.isDiscontinuity()) {
      joinIntervalMicros.clear();
      lastJoinMicros = -1;
      rate.beginsAnew(newestMicros);
    }
    rate.add(newestMicros, chunk.payload().remaining());
    if (chunk.isJoinPoint()) {
      if (lastJoinMicros >= 0) {
        joinIntervalMicros.add(newestMicros, newestMicros - lastJoinMicros);
      }
      joinPoints++;
      lastJoinMicros = chunk.mediaTimeMicros();
    }
    out.accept(chunk);
  }
}
