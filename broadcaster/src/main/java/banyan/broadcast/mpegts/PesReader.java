package banyan.broadcast.mpegts;

/** Takes the PES headers off one PID's payload: what is left is the elementary stream, with times at some places. */
final class PesReader {
  interface Output {
    /** The next unit that begins in the stream has these 33-bit times. */
    void times(long ptsTicks, long dtsTicks);

    void data(byte[] bytes, int from, int to, long captureUnixMicros);

    /** Bytes are missing here. */
    void lost();

    void damaged();
  }

  private static final int FIXED_HEADER_BYTES = 9;
  private static final int MAX_HEADER_BYTES = FIXED_HEADER_BYTES + 255;
  private static final int TIME_BYTES = 5;
  /** Of a packet's length field, what precedes it is not counted. */
  private static final int UNCOUNTED_BYTES = 6;

  private final Output output;
  private final byte[] header = new byte[MAX_HEADER_BYTES];
  private int headerLength;
  private State state = State.SEEKING;
  /** Of a packet that says its length. */
  private boolean bounded;
  private int remaining;

  private enum State { SEEKING, HEADER, DATA }

  PesReader(Output output) {
    this.output = output;
  }

  void payload(byte[] packet, int from, int to, boolean unitStart, long captureUnixMicros) {
    int at = from;
    if (unitStart) {
      if (state == State.HEADER || (state == State.DATA && bounded && remaining > 0)) {
        // A wrong length field: had bytes been lost, the packets' counters would have told.
        output.damaged();
      }
      state = State.HEADER;
      headerLength = 0;
    }
    while (state == State.HEADER && at < to) {
      int wanted = headerLength < FIXED_HEADER_BYTES ? FIXED_HEADER_BYTES : wholeHeaderBytes();
      int count = Math.min(wanted - headerLength, to - at);
      System.arraycopy(packet, at, header, headerLength, count);
      headerLength += count;
      at += count;
      if (headerLength >= FIXED_HEADER_BYTES && headerLength == wholeHeaderBytes()) {
        headerComplete();
      }
    }
    if (state == State.DATA && at < to) {
      int end = bounded ? Math.min(to, at + remaining) : to;
      remaining -= bounded ? end - at : 0;
      if (end > at) {
        output.data(packet, at, end, captureUnixMicros);
      }
    }
  }

  /** Packets are missing: the rest of this PES packet is not where it seems to be, but what comes is still data. */
  void lost() {
    if (state == State.DATA) {
      bounded = false;
    } else {
      state = State.SEEKING;
    }
    output.lost();
  }

  private int wholeHeaderBytes() {
    return FIXED_HEADER_BYTES + (header[8] & 0xff);
  }

  private void headerComplete() {
    boolean sound = header[0] == 0 && header[1] == 0 && header[2] == 1 && (header[6] & 0xc0) == 0x80;
    boolean scrambled = (header[6] & 0x30) != 0;
    int length = Bits.u16(header, 4);
    if (!sound || scrambled || (length != 0 && length < headerLength - UNCOUNTED_BYTES)) {
      state = State.SEEKING;
      output.damaged();
      output.lost();
      return;
    }
    state = State.DATA;
    bounded = length != 0;
    remaining = length + UNCOUNTED_BYTES - headerLength;
    boolean hasPts = (header[7] & 0x80) != 0 && headerLength >= FIXED_HEADER_BYTES + TIME_BYTES;
    boolean hasDts = (header[7] & 0xc0) == 0xc0 && headerLength >= FIXED_HEADER_BYTES + 2 * TIME_BYTES;
    if (hasPts) {
      long pts = time(FIXED_HEADER_BYTES);
      output.times(pts, hasDts ? time(FIXED_HEADER_BYTES + TIME_BYTES) : pts);
    }
  }

  private long time(int at) {
    return (header[at] >> 1 & 0x07L) << 30
        | (long) (Bits.u16(header, at + 1) >> 1) << 15
        | (Bits.u16(header, at + 3) >> 1);
  }
}
