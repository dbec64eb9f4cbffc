package banyan.broadcast.ingest;

import banyan.broadcast.media.AccessUnit;
import banyan.broadcast.media.SourceSink;
import banyan.broadcast.media.Tracks;
import banyan.broadcast.mpegts.TsReader;
import java.nio.ByteBuffer;
import java.util.Optional;

/** One encoder's stream, from its first byte to its last: reads it, hands it on, and notes when to slow down. */
final class Session implements SourceSink {
  private static final String HELD_BACK =
      "The encoder sends faster than real time, so it is held back; with ffmpeg, put -re before -i.";

  private final SourceSink sink;
  private final TsReader reader = new TsReader(this);
  private final Pacer pacer = new Pacer();
  private Optional<String> refusal = Optional.empty();
  private long nowMicros;
  private long pauseMicros;
  private final String tooFast;
  private boolean toldTooFast;

  Session(SourceSink sink, String encoder) {
    this(sink, encoder, HELD_BACK);
  }

  /** @param tooFast what to say, once, of a stream that is faster than real time */
  Session(SourceSink sink, String encoder, String tooFast) {
    this.sink = sink;
    this.tooFast = tooFast;
    sink.encoderConnected(encoder);
  }

  /** Returns for how long to read nothing more. */
  long read(long now, long captureUnixMicros, ByteBuffer... parts) {
    nowMicros = now;
    pauseMicros = 0;
    for (ByteBuffer part : parts) {
      reader.read(part, captureUnixMicros);
    }
    if (pauseMicros > 0 && !toldTooFast) {
      toldTooFast = true;
      sink.warning(tooFast);
    }
    return pauseMicros;
  }

  /** The encoder ended the stream as it should. */
  void end() {
    reader.end();
    sink.encoderGone();
  }

  /** The encoder was lost: what had only begun stays out. */
  void abort() {
    sink.encoderGone();
  }

  /** Why the stream cannot be carried, once that is known. */
  Optional<String> refusal() {
    return refusal;
  }

  TsReader.Counts counts() {
    return reader.counts();
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
