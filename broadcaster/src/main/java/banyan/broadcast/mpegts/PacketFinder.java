package banyan.broadcast.mpegts;

import java.nio.ByteBuffer;

/**
 * Finds TS packets in bytes that come in any slices. They may stand close (188 bytes), each with a time before it
 * (M2TS, 192), or with parity bytes behind it (204).
 */
final class PacketFinder {
  interface Output {
    void packet(byte[] bytes, int at, long captureUnixMicros);

    /** The packets were lost sight of: what comes next does not follow the last one. */
    void lostSync();
  }

  private static final int PACKET_BYTES = TsPackets.PACKET_BYTES;
  private static final int SYNC = 0x47;
  private static final int[] STRIDES = {PACKET_BYTES, 192, 204};
  private static final int MAX_STRIDE = 204;
  /** So many packets in a row must begin with the sync byte before they are believed. */
  private static final int SYNCS_NEEDED = 3;

  private final Output output;
  /** Bytes that were not yet taken as packets: while seeking, what it takes to see enough sync bytes in a row. */
  private final byte[] pending = new byte[MAX_STRIDE * SYNCS_NEEDED];
  private int pendingLength;
  private long pendingCaptureUnixMicros;
  private boolean looked;
  private String looksLike = "";
  private boolean locked;
  private boolean everLocked;
  private int stride = PACKET_BYTES;

  PacketFinder(Output output) {
    this.output = output;
  }

  /** Whether there were packets, ever. */
  boolean hasLocked() {
    return everLocked;
  }

  /** What the first bytes are the beginning of, with its article; empty if unknown. */
  String looksLike() {
    return looksLike;
  }

  /** Takes what the buffer holds. */
  void read(ByteBuffer in, long captureUnixMicros) {
    while (in.hasRemaining()) {
      if (pendingLength == 0) {
        pendingCaptureUnixMicros = captureUnixMicros;
        if (locked && in.hasArray()) {
          wholePackets(in, captureUnixMicros);
        }
      }
      int wanted = locked ? stride : pending.length;
      int count = Math.min(wanted - pendingLength, in.remaining());
      in.get(pending, pendingLength, count);
      pendingLength += count;
      if (pendingLength < wanted) {
        return;
      }
      if (!locked) {
        seek();
      } else if (isSync(0)) {
        pendingLength = 0;
        output.packet(pending, 0, pendingCaptureUnixMicros);
      } else {
        locked = false;
        output.lostSync();
      }
    }
  }

  /** The last packets are too few to be sure of, or without what stands behind them, unless they are all there is. */
  void end() {
    for (int at = 0; at + PACKET_BYTES <= pendingLength && isSync(at); at += stride) {
      output.packet(pending, at, pendingCaptureUnixMicros);
    }
    pendingLength = 0;
  }

  private boolean isSync(int at) {
    return (pending[at] & 0xff) == SYNC;
  }

  /** Those that need no copying. */
  private void wholePackets(ByteBuffer in, long captureUnixMicros) {
    byte[] bytes = in.array();
    int at = in.arrayOffset() + in.position();
    int end = in.arrayOffset() + in.limit();
    while (at + stride <= end && (bytes[at] & 0xff) == SYNC) {
      output.packet(bytes, at, captureUnixMicros);
      at += stride;
    }
    in.position(at - in.arrayOffset());
  }

  /** Looks for three packets in a row in the full buffer. */
  private void seek() {
    if (!looked) {
      looked = true;
      looksLike = Container.named(pending);
    }
    int start = 0;
    int found = strideAt(start);
    while (found < 0 && ++start < PACKET_BYTES) {
      found = strideAt(start);
    }
    if (found < 0 || start > 0) {
      discard(start);
      return;
    }
    locked = true;
    everLocked = true;
    stride = found;
    int at = 0;
    for (; at + stride <= pendingLength; at += stride) {
      output.packet(pending, at, pendingCaptureUnixMicros);
    }
    discard(at);
  }

  /** At which distance packets follow each other from here on; −1 if at none. */
  private int strideAt(int start) {
    for (int candidate : STRIDES) {
      int at = start;
      while (at < pendingLength && isSync(at)) {
        at += candidate;
      }
      if (at >= pendingLength) {
        return candidate;
      }
    }
    return -1;
  }

  private void discard(int count) {
    System.arraycopy(pending, count, pending, 0, pendingLength - count);
    pendingLength -= count;
  }
}
