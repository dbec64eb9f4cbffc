package banyan.broadcast.ingest;

import java.nio.ByteBuffer;

/** The header that some encoders put before MPEG-TS in a datagram (RFC 3550, 5.1; RFC 2250). */
final class Rtp {
  private static final int FIXED_BYTES = 12;
  private static final int VERSION_2 = 0x80;
  private static final int MP2T = 33;
  private static final int TS_SYNC = 0x47;

  private Rtp() {}

  /** Moves to the first TS packet if the datagram is RTP; leaves it as it is if not. */
  static void skipHeader(ByteBuffer datagram) {
    int at = datagram.position();
    if (datagram.remaining() < FIXED_BYTES || (datagram.get(at) & 0xc0) != VERSION_2
        || (datagram.get(at + 1) & 0x7f) != MP2T) {
      return;
    }
    int header = FIXED_BYTES + 4 * (datagram.get(at) & 0x0f);
    boolean extended = (datagram.get(at) & 0x10) != 0;
    if (extended && datagram.remaining() >= header + 4) {
      header += 4 + 4 * (datagram.getShort(at + header + 2) & 0xffff);
    }
    boolean padded = (datagram.get(at) & 0x20) != 0;
    if (datagram.remaining() <= header || (datagram.get(at + header) & 0xff) != TS_SYNC) {
      return;
    }
    if (padded) {
      int padding = datagram.get(datagram.limit() - 1) & 0xff;
      datagram.limit(Math.max(at + header, datagram.limit() - padding));
    }
    datagram.position(at + header);
  }
}
