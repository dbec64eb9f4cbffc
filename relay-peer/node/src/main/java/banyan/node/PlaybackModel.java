package banyan.node;

import banyan.protocol.Chunk;

/**
 * A viewer as arithmetic: starts to play when enough media is there, plays at media rate, stalls when the next chunk is
 * not there in time, and plays on as soon as it is. It measures what counts: the gaps.
 *
 * <p>A jump of the media time (a lost chunk, a new epoch, an encoder that came back) is played across without a gap of
 * its own: what stalls a viewer is only that nothing is there to play.
 */
public final class PlaybackModel {
  private static final long NONE = Long.MIN_VALUE;

  /** Hears of each stall when it is over. */
  public interface GapListener {
    void gap(long fromMicros, long untilMicros);
  }

  private final long bufferMicros;
  private final long joinedAtMicros;
  private final GapListener listener;
  private long firstChunkAtMicros = NONE;
  private long playingSinceMicros = NONE;
  /** When what is there will have been played; before the start: only its length counts. */
  private long bufferedMicros;
  private long emptyAtMicros;
  private boolean hasLast;
  private long lastEpoch;
  private long lastSequence;
  /** Where the last chunk, as it says, ends. */
  private long lastEndMicros;

  private long chunks;
  private long late;
  private long lost;
  private long repeated;
  private int gaps;
  private long stalledMicros;
  private long longestGapMicros;
  private long mediaMicros;

  /**
   * What a viewer saw. Times are in microseconds, −1 for what has not happened yet.
   *
   * @param startupMicros from joining to the first chunk, a join point
   * @param pictureMicros from joining to the beginning of playback
   * @param mediaMicros media that was delivered
   * @param playedMicros media that was played
   * @param gaps stalls, the current one included
   * @param stalledMicros all of them together
   * @param longestGapMicros the longest of them
   * @param chunks delivered
   * @param late of those, the ones that came after their time
   * @param lost never delivered between the first and the last
   * @param repeated delivered again, or behind a later one
   */
  public record Figures(
      long startupMicros, long pictureMicros, long mediaMicros, long playedMicros, int gaps, long stalledMicros,
      long longestGapMicros, long chunks, long late, long lost, long repeated) {
    /** The share of chunks that were there in time, among those that were due. */
    public double continuity() {
      long due = chunks + lost;
      return due == 0 ? 0 : (double) (chunks - late) / due;
    }
  }

  /** @param bufferMicros media that must be there before playback begins */
  public PlaybackModel(long bufferMicros, long joinedAtMicros) {
    this(bufferMicros, joinedAtMicros, (from, until) -> {});
  }

  public PlaybackModel(long bufferMicros, long joinedAtMicros, GapListener listener) {
    this.bufferMicros = bufferMicros;
    this.joinedAtMicros = joinedAtMicros;
    this.listener = listener;
  }

  /** A chunk has been delivered. */
  public void delivered(Chunk chunk, long nowMicros) {
    delivered(chunk.epoch(), chunk.sequence(), chunk.mediaTimeMicros(), chunk.durationMicros(),
        chunk.isDiscontinuity(), nowMicros);
  }

  /** The same, of a chunk that is not at hand any more. */
  public void delivered(
      long epoch, long sequence, long mediaTimeMicros, long durationMicros, boolean isDiscontinuity, long nowMicros) {
    boolean isSameEpoch = hasLast && epoch == lastEpoch;
    if (hasLast && (epoch < lastEpoch || isSameEpoch && sequence <= lastSequence)) {
      repeated++;
      return;
    }
    // A chunk says how long it expects to last; the next one knows better.
    long correction = 0;
    if (isSameEpoch) {
      long between = sequence - lastSequence - 1;
      lost += between;
      correction = between > 0 || isDiscontinuity ? 0 : mediaTimeMicros - lastEndMicros;
    }
    hasLast = true;
    lastEpoch = epoch;
    lastSequence = sequence;
    lastEndMicros = mediaTimeMicros + durationMicros;
    chunks++;
    if (firstChunkAtMicros == NONE) {
      firstChunkAtMicros = nowMicros;
    }
    play(Math.max(0, durationMicros + correction), nowMicros);
  }

  private void play(long media, long nowMicros) {
    mediaMicros += media;
    if (playingSinceMicros == NONE) {
      bufferedMicros += media;
      if (bufferedMicros >= bufferMicros) {
        playingSinceMicros = nowMicros;
        emptyAtMicros = nowMicros + bufferedMicros;
      }
      return;
    }
    if (nowMicros > emptyAtMicros) {
      late++;
      gapEnded(nowMicros - emptyAtMicros);
      listener.gap(emptyAtMicros, nowMicros);
      emptyAtMicros = nowMicros;
    }
    emptyAtMicros += media;
  }

  private void gapEnded(long micros) {
    gaps++;
    stalledMicros += micros;
    longestGapMicros = Math.max(longestGapMicros, micros);
  }

  /** When what is there will have been played, or was: playback stalls from then on. −1 before it begins. */
  public long emptyAtMicros() {
    return playingSinceMicros == NONE ? -1 : emptyAtMicros;
  }

  public Figures figures(long nowMicros) {
    boolean plays = playingSinceMicros != NONE;
    long stalledNow = plays ? Math.max(0, nowMicros - emptyAtMicros) : 0;
    return new Figures(
        firstChunkAtMicros == NONE ? -1 : firstChunkAtMicros - joinedAtMicros,
        plays ? playingSinceMicros - joinedAtMicros : -1,
        mediaMicros,
        plays ? nowMicros - playingSinceMicros - stalledMicros - stalledNow : 0,
        gaps + (stalledNow > 0 ? 1 : 0),
        stalledMicros + stalledNow,
        Math.max(longestGapMicros, stalledNow),
        chunks, late, lost, repeated);
  }
}
