package banyan.broadcast.ingest;

import banyan.broadcast.media.SourceSink;
import banyan.broadcast.mpegts.TsReader;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;

/** One encoder's stream of MPEG-TS, from its first byte to its last: reads it, and notes when to slow down. */
final class Session {
  private final PacedSink sink;
  private final TsReader reader;

  Session(OptionalInt programme, SourceSink sink, String encoder) {
    this(programme, sink, encoder, PacedSink.HELD_BACK);
  }

  /**
   * @param programme as {@link TsReader} takes it
   * @param tooFast what to say, once, of a stream that is faster than real time
   */
  Session(OptionalInt programme, SourceSink sink, String encoder, String tooFast) {
    this.sink = new PacedSink(sink, tooFast);
    this.reader = new TsReader(programme, this.sink);
    sink.encoderConnected(encoder);
  }

  /** Returns for how long to read nothing more. */
  long read(long now, long captureUnixMicros, ByteBuffer... parts) {
    sink.begin(now);
    for (ByteBuffer part : parts) {
      reader.read(part, captureUnixMicros);
    }
    return sink.pauseMicros();
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
    return sink.refusal();
  }

  TsReader.Counts counts() {
    return reader.counts();
  }
}
