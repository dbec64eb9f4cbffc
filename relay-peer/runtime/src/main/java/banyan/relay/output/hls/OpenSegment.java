package banyan.relay.output.hls;

import banyan.protocol.Chunk;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A segment that still grows. */
final class OpenSegment {
  private final Chunk first;
  private final boolean isDiscontinuity;
  private final List<ByteBuffer> parts = new ArrayList<>();
  private Chunk last;
  private long durationMicros;
  private long bytes;

  /**
   * Begins with a chunk.
   *
   * @param before packets that go before it
   * @param isDiscontinuity it does not continue the segment before
   * @param payload what of the first chunk is to be in the segment
   */
  OpenSegment(boolean isDiscontinuity, ByteBuffer before, Chunk first, ByteBuffer payload) {
    this.isDiscontinuity = isDiscontinuity;
    this.first = first;
    this.last = first;
    add(before, first, payload);
  }

  /**
   * Goes on with the next chunk.
   *
   * @param before packets that go before the chunk, mostly none
   * @param payload what of the chunk is to be in the segment
   */
  void add(ByteBuffer before, Chunk chunk, ByteBuffer payload) {
    add(before);
    add(payload);
    last = chunk;
    durationMicros += chunk.durationMicros();
  }

  /** Packets that are of no chunk. */
  void add(ByteBuffer packets) {
    if (packets.hasRemaining()) {
      parts.add(packets);
      bytes += packets.remaining();
    }
  }

  Chunk first() {
    return first;
  }

  long durationMicros() {
    return durationMicros;
  }

  long bytes() {
    return bytes;
  }

  /** A picture too large for one chunk takes all of its time in its last one. */
  boolean endsWithinPicture() {
    return last.durationMicros() == 0;
  }

  Segment close(String name) {
    return new Segment(name, durationMicros, first.captureUnixMicros(), isDiscontinuity, parts, bytes);
  }
}
