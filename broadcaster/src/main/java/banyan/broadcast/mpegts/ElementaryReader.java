package banyan.broadcast.mpegts;

import banyan.broadcast.media.AccessUnit;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;

/**
 * What finding units in an elementary stream shares, whatever the codec: the bytes not yet used up, which times belong
 * to which place among them, and when they came in.
 */
abstract class ElementaryReader implements PesReader.Output {
  interface Output {
    void unit(AccessUnit unit);

    void damaged();

    /** What comes cannot be carried, for the reason given. */
    void refused(String sentence);
  }

  /** Times of a PES packet, for the first unit that begins at or after the offset. */
  record Times(long offset, long ptsTicks, long dtsTicks) {}

  /** PES packets within one unit: a picture is seldom cut into more than two. */
  private static final int MAX_TIMES = 256;
  private static final int FIRST_BUFFER_BYTES = 64 * 1024;

  final Output output;
  private final ClockUnwrapper clock;
  private final int maxBytes;
  byte[] buffer = new byte[FIRST_BUFFER_BYTES];
  int length;
  /** Offset in the elementary stream of the buffer's first byte. */
  private long bufferOffset;
  private final ArrayDeque<Times> times = new ArrayDeque<>();
  private long lastDataOffset;
  private long lastCaptureUnixMicros = -1;
  private long previousCaptureUnixMicros;
  /** The next unit is the first of its kind from this encoder. */
  private boolean first;

  ElementaryReader(Output output, ClockUnwrapper clock, boolean first, int maxBytes) {
    this.output = output;
    this.clock = clock;
    this.first = first;
    this.maxBytes = maxBytes;
  }

  /** New bytes are in the buffer. */
  abstract void scan();

  /** Forget what was begun: bytes are missing after it. */
  abstract void dropBegun();

  /** The buffer was full, and is now empty. */
  abstract void overflowed();

  /** No more bytes will come. */
  abstract void end();

  @Override
  public void times(long ptsTicks, long dtsTicks) {
    long dts = clock.unwrap(dtsTicks);
    if (times.size() == MAX_TIMES) {
      times.removeFirst();
    }
    times.add(new Times(bufferOffset + length, ClockUnwrapper.near(ptsTicks, dts), dts));
  }

  @Override
  public void data(byte[] bytes, int from, int to, long captureUnixMicros) {
    int count = to - from;
    if (length + count > maxBytes) {
      output.damaged();
      discard(length);
      overflowed();
    }
    if (length + count > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.min(maxBytes, Math.max(buffer.length * 2, length + count)));
    }
    System.arraycopy(bytes, from, buffer, length, count);
    if (captureUnixMicros != lastCaptureUnixMicros) {
      previousCaptureUnixMicros = lastCaptureUnixMicros < 0 ? captureUnixMicros : lastCaptureUnixMicros;
      lastCaptureUnixMicros = captureUnixMicros;
      lastDataOffset = bufferOffset + length;
    }
    length += count;
    scan();
  }

  @Override
  public void lost() {
    dropBegun();
  }

  @Override
  public void damaged() {
    output.damaged();
  }

  /** The times of a unit that begins at this place in the buffer, if a PES packet gave it its own. */
  Optional<Times> takeTimes(int at) {
    Times found = null;
    while (!times.isEmpty() && times.getFirst().offset() <= bufferOffset + at) {
      found = times.removeFirst();
    }
    return Optional.ofNullable(found);
  }

  /** When the bytes came in that this place belongs to; known only of the last two pieces. */
  long captureOf(int at) {
    return bufferOffset + at >= lastDataOffset ? lastCaptureUnixMicros : previousCaptureUnixMicros;
  }

  /** True for the first unit only. */
  boolean takeFirst() {
    boolean was = first;
    first = false;
    return was;
  }

  /** Forgets the buffer's first bytes. */
  void discard(int count) {
    System.arraycopy(buffer, count, buffer, 0, length - count);
    length -= count;
    bufferOffset += count;
  }
}
