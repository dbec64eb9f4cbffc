package banyan.broadcast.chunks;

import banyan.broadcast.media.AccessUnit;
import banyan.broadcast.media.Tracks;
import banyan.broadcast.mpegts.TsMuxer;
import banyan.broadcast.mpegts.TsPackets;
import banyan.protocol.Chunk;
import banyan.protocol.Limits;
import java.util.function.Consumer;

/**
 * Decides where chunks end. A chunk holds at most 100 ms of DTS and is open for at most 100 ms of wall time; a join
 * point, and what does not continue the stream, begins a new one.
 *
 * <p>With video, video's times are the chunk's: audio waits in the muxer and goes into whatever chunk is open when that
 * ends, so it costs few packets, and video never waits for it. A chunk is sent as soon as the next access unit is
 * expected not to fit in, which is one frame earlier than when that unit comes. A picture that is larger than a chunk
 * begins a new one and ends with one.
 */
public final class ChunkCutter {
  /** Of DTS. */
  public static final long MAX_CHUNK_TICKS = AccessUnit.TICKS_PER_SECOND / 10;
  /** Of wall time from the first byte on. */
  public static final long MAX_OPEN_MICROS = 100_000;

  /** Three frames of 1001/30000 s take 100.1 ms, and should still share a chunk. */
  private static final long TOLERANCE_TICKS = AccessUnit.TICKS_PER_SECOND / 1000;
  /** Longer pauses say nothing about when the next picture comes. */
  private static final long MAX_FRAME_TICKS = AccessUnit.TICKS_PER_SECOND;
  /** When only audio goes on for so long, it is audio that moves a chunk's time. */
  private static final long VIDEO_IS_GONE_TICKS = AccessUnit.TICKS_PER_SECOND;

  private final TsMuxer muxer;
  private final Consumer<ChunkDraft> out;
  private boolean hasVideo = true;

  private final TsPackets packets = new TsPackets();
  private final TsPackets scratch = new TsPackets();
  private boolean open;
  private long openedAtMicros;
  private int flags;
  /** A unit of the kind that drives has begun in this chunk. */
  private boolean timed;
  private long startTicks;
  private long captureUnixMicros;

  private boolean videoSeen;
  private long videoDtsTicks;
  private long lastStepTicks;
  /** From one picture to the next, as expected. */
  private long frameTicks;
  private long audioDtsTicks;
  private long audioFrameTicks;
  private long audioCaptureUnixMicros;
  private long lastStartTicks;

  public ChunkCutter(TsMuxer muxer, Consumer<ChunkDraft> out) {
    this.muxer = muxer;
    this.out = out;
  }

  /** What the stream is made of from now on. */
  public void tracks(Tracks tracks) {
    close();
    muxer.tracks(tracks);
    hasVideo = tracks.video();
  }

  public void video(AccessUnit.Video unit, long nowMicros) {
    timeReached(nowMicros);
    if (videoSeen && !unit.discontinuity()) {
      expectFrames(unit.dtsTicks() - videoDtsTicks);
    }
    scratch.clear();
    if (unit.discontinuity()) {
      close();
    }
    muxer.video(unit, scratch);
    boolean fits = packets.length() + scratch.length() + muxer.queuedAudioBytes() <= Limits.MAX_CHUNK_PAYLOAD_BYTES;
    if (!packets.isEmpty() && (unit.joinPoint() || !fits || passes(unit.dtsTicks() + frameTicks))) {
      close();
    }
    begin(nowMicros);
    if (packets.isEmpty()) {
      // Audio that waited for it does not cut its time short: or else jitter would, now and then, cost a chunk.
      openedAtMicros = nowMicros;
    }
    flags |= (unit.joinPoint() ? Chunk.JOIN_POINT : 0) | (unit.discontinuity() ? Chunk.DISCONTINUITY : 0);
    time(unit.dtsTicks(), unit.captureUnixMicros());
    videoSeen = true;
    videoDtsTicks = unit.dtsTicks();
    packets.append(scratch);
    if (packets.length() > Limits.MAX_CHUNK_PAYLOAD_BYTES) {
      splitPicture();
      close();
    } else if (frameTicks > 0 && passes(unit.dtsTicks() + 2 * frameTicks)) {
      close();
    }
  }

  public void audio(AccessUnit.Audio unit, long nowMicros) {
    timeReached(nowMicros);
    long frame = unit.config().ticks(1);
    long dts = unit.dtsTicks();
    boolean fits =
        packets.length() + muxer.queuedAudioBytes() + 2 * unit.frame().remaining() + 4 * Limits.TS_PACKET_BYTES
            <= Limits.MAX_CHUNK_PAYLOAD_BYTES;
    if (unit.discontinuity() || !fits
        || (!hasVideo && (unit.joinPoint() || passes(dts + frame)))) {
      close();
    }
    begin(nowMicros);
    flags |= (unit.joinPoint() ? Chunk.JOIN_POINT : 0) | (unit.discontinuity() ? Chunk.DISCONTINUITY : 0);
    muxer.queueAudio(unit);
    audioDtsTicks = dts;
    audioFrameTicks = frame;
    audioCaptureUnixMicros = unit.captureUnixMicros();
    if (!hasVideo) {
      time(dts, unit.captureUnixMicros());
      if (passes(dts + 2 * frame)) {
        close();
      }
    }
  }

  /** Sends the open chunk if it was open for long enough. */
  public void timeReached(long nowMicros) {
    if (open && nowMicros - openedAtMicros >= MAX_OPEN_MICROS) {
      close();
    }
  }

  /** When {@link #timeReached} is to be called next; {@link Long#MAX_VALUE} if it need not. */
  public long nextWakeMicros() {
    return open ? openedAtMicros + MAX_OPEN_MICROS : Long.MAX_VALUE;
  }

  /** Whether the next unit begins a chunk, whatever it is. */
  boolean isBetweenChunks() {
    return !open;
  }

  /** Whether a unit that ends at this time would be too much for the chunk. */
  boolean passes(long endTicks) {
    return timed && endTicks - startTicks > MAX_CHUNK_TICKS + TOLERANCE_TICKS;
  }

  /** Sends what is there. */
  public void close() {
    if (!open) {
      return;
    }
    muxer.flushAudio(packets);
    if (!timed) {
      // Audio that found no picture to go with takes the time that the next one should have.
      boolean videoIsGone = !videoSeen || audioDtsTicks - videoDtsTicks > VIDEO_IS_GONE_TICKS;
      time(videoIsGone ? audioDtsTicks : videoDtsTicks + frameTicks, audioCaptureUnixMicros);
    }
    while (packets.length() > Limits.MAX_CHUNK_PAYLOAD_BYTES) {
      send(Limits.MAX_CHUNK_PAYLOAD_BYTES, startTicks);
    }
    long end = hasVideo && videoSeen ? videoDtsTicks + frameTicks : audioDtsTicks + audioFrameTicks;
    send(packets.length(), Math.max(startTicks, end));
    open = false;
  }

  /** The shorter of the last two steps: one dropped picture does not mean that the rate has changed. */
  private void expectFrames(long stepTicks) {
    if (stepTicks <= MAX_FRAME_TICKS) {
      frameTicks = lastStepTicks > 0 ? Math.min(stepTicks, lastStepTicks) : stepTicks;
      lastStepTicks = stepTicks;
    }
  }

  private void begin(long nowMicros) {
    if (!open) {
      open = true;
      openedAtMicros = nowMicros;
      flags = 0;
      timed = false;
    }
  }

  private void time(long dtsTicks, long capture) {
    if (!timed) {
      timed = true;
      // Never back, even where audio alone had moved it on.
      startTicks = Math.max(dtsTicks, lastStartTicks);
      captureUnixMicros = capture;
    }
  }

  /** All but the last part of a picture that is larger than a chunk. */
  private void splitPicture() {
    long pictureTicks = Math.max(videoDtsTicks, startTicks);
    while (packets.length() > Limits.MAX_CHUNK_PAYLOAD_BYTES) {
      send(Limits.MAX_CHUNK_PAYLOAD_BYTES, pictureTicks);
      startTicks = pictureTicks;
      flags = 0;
    }
  }

  private void send(int bytes, long nextStartTicks) {
    lastStartTicks = startTicks;
    out.accept(new ChunkDraft(
        flags, micros(startTicks), (int) (micros(nextStartTicks) - micros(startTicks)), captureUnixMicros,
        packets.take(bytes)));
    flags = 0;
  }

  private static long micros(long ticks) {
    return ticks * 100 / 9;
  }
}
