package banyan.broadcast.ingest;

import banyan.broadcast.media.AccessUnit;
import banyan.broadcast.media.SourceSink;
import banyan.broadcast.media.Tracks;
import java.util.Optional;

/** Hands one encoder's stream on, notes when it comes too fast, and whether it can be carried at all. */
public final class PacedSink implements SourceSink {
  /** What to say of a stream that waits when it is not read. */
  public static final String HELD_BACK =
      "The encoder sends faster than real time, so it is held back; with ffmpeg, put -re before -i.";

  private final SourceSink sink;
  private final String tooFast;
  private final Pacer pacer = new Pacer();
  private Optional<String> refusal = Optional.empty();
  private long nowMicros;
  private long pauseMicros;
  private boolean toldTooFast;

  /** @param tooFast what to say, once, of a stream that is faster than real time */
  public PacedSink(SourceSink sink, String tooFast) {
    this.sink = sink;
    this.tooFast = tooFast;
  }

  /** Bytes that came at this time are read now. */
  public void begin(long now) {
    nowMicros = now;
    pauseMicros = 0;
  }

  /** They have been; returns for how long to read nothing more. */
  public long pauseMicros() {
    if (pauseMicros > 0 && !toldTooFast) {
      toldTooFast = true;
      sink.warning(tooFast);
    }
    return pauseMicros;
  }

  /** Why the stream cannot be carried, once that is known. */
  public Optional<String> refusal() {
    return refusal;
  }

  @Override
  public void encoderConnected(String encoder) {
    sink.encoderConnected(encoder);
  }

  @Override
  public void tracks(Tracks tracks) {
    sink.tracks(tracks);
  }

  @Override
  public void accessUnit(AccessUnit unit) {
    pauseMicros = Math.max(pauseMicros, pacer.pauseMicros(unit, nowMicros));
    sink.accessUnit(unit);
  }

  @Override
  public void damaged(int pieces) {
    sink.damaged(pieces);
  }

  @Override
  public void warning(String sentence) {
    sink.warning(sentence);
  }

  @Override
  public void encoderRefused(String sentence) {
    refusal = Optional.of(sentence);
    sink.encoderRefused(sentence);
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
