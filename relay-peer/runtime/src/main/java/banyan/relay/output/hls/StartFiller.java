package banyan.relay.output.hls;

import banyan.protocol.Limits;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Filler data (ITU-T H.264, 7.3.2.7: NAL unit type 12, which decoders skip) for the beginning of a stream. JavaFX's
 * demuxer reads 250,000 bytes of media before it lets a player begin, to guess how long the file is (libavformat,
 * estimate_timings_from_pts): at 500 kbit/s that is 4 s, by which the picture then stays late.
 */
final class StartFiller {
  /** Continuity counters have four bits: after a multiple of 16 packets what follows fits. */
  static final int PACKETS = 88 * 16;

  private static final int PACKET = Limits.TS_PACKET_BYTES;
  private static final int HEADER_BYTES = 4;
  private static final int NONE = -1;
  /** A PES packet of a video stream, of any length, without a time; then the filler's start code and type. */
  private static final byte[] BEGIN = {0, 0, 1, (byte) 0xe0, 0, 0, (byte) 0x80, 0, 0, 0, 0, 0, 1, 12};
  private static final byte END = (byte) 0x80;

  private StartFiller() {}

  /** What may go behind a payload that ends with a whole picture; nothing if there is no video in it. */
  static ByteBuffer behind(ByteBuffer payload) {
    int videoPid = NONE;
    int counter = 0;
    for (int at = payload.position(); at + PACKET <= payload.limit(); at += PACKET) {
      int pid = payload.getShort(at + 1) & 0x1fff;
      if (beginsVideo(payload, at)) {
        videoPid = pid;
      }
      if (pid == videoPid && (payload.get(at + 3) & 0x10) != 0) {
        counter = payload.get(at + 3) & 0x0f;
      }
    }
    return videoPid == NONE ? ByteBuffer.allocate(0) : packets(videoPid, counter + 1);
  }

  private static boolean beginsVideo(ByteBuffer payload, int at) {
    boolean begins = (payload.get(at + 1) & 0x40) != 0 && (payload.get(at + 3) & 0x10) != 0;
    boolean hasField = (payload.get(at + 3) & 0x20) != 0;
    int body = at + HEADER_BYTES + (hasField ? 1 + (payload.get(at + HEADER_BYTES) & 0xff) : 0);
    return begins && body + 4 <= at + PACKET && (payload.getInt(body) & 0xfffffff0) == 0x000001e0;
  }

  private static ByteBuffer packets(int pid, int firstCounter) {
    ByteBuffer out = ByteBuffer.allocate(PACKETS * PACKET);
    byte[] filler = new byte[PACKET - HEADER_BYTES];
    Arrays.fill(filler, (byte) 0xff);
    for (int i = 0; i < PACKETS; i++) {
      out.put((byte) 0x47).put((byte) ((i == 0 ? 0x40 : 0) | pid >> 8)).put((byte) pid)
          .put((byte) (0x10 | firstCounter + i & 0x0f)).put(filler);
    }
    out.put(HEADER_BYTES, BEGIN);
    out.put(out.capacity() - 1, END);
    return out.flip();
  }
}
