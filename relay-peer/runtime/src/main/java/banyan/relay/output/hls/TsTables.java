package banyan.relay.output.hls;

import banyan.protocol.Limits;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The tables that say what is in the stream (PAT and PMT, ISO/IEC 13818-1, 2.4.4), kept to be said again at the start
 * of a segment that has none. The copies are of the same counter as what they were copied from, so that what follows
 * fits; that they are copies the discontinuity_indicator excuses (2.4.3.5).
 */
final class TsTables {
  private static final int PACKET = Limits.TS_PACKET_BYTES;
  private static final byte SYNC = 0x47;
  private static final int PID_MASK = 0x1fff;
  private static final int UNIT_START = 0x4000;
  private static final int PAYLOAD_ALONE = 0x10;
  private static final int ADAPTATION_AND_PAYLOAD = 0x30;
  private static final int DISCONTINUITY = 0x80;
  /** Sync, PID, counter; then the pointer to the section, its id and its length. */
  private static final int HEADER_BYTES = 4;
  private static final int SECTION_AT = HEADER_BYTES + 1;
  private static final int SECTION_LENGTH_AT = SECTION_AT + 1;
  /** From the section's start: eight bytes of header, then programmes of four bytes, at last a checksum of four. */
  private static final int PROGRAMMES_AT = SECTION_AT + 8;
  /** What an adaptation field that holds flags alone takes. */
  private static final int FIELD_BYTES = 2;

  private byte[] pat = {};
  private byte[] pmt = {};

  /** Looks for tables at the beginning of what a decoder can begin with. */
  void read(ByteBuffer payload) {
    byte[] map = null;
    byte[] association = packet(payload, 0);
    if (association != null) {
      map = packet(payload, programmeMapPid(association));
    }
    if (association != null && map != null) {
      pat = association;
      pmt = map;
    }
  }

  /** PAT and PMT as last read, nothing before the first; and behind them these packets. */
  ByteBuffer packetsAnd(ByteBuffer packets) {
    return ByteBuffer.allocate(pat.length + pmt.length + packets.remaining()).put(pat).put(pmt).put(packets).flip();
  }

  /** The first packet of this PID, if it holds a whole section and has room for an adaptation field. */
  private static byte @Nullable [] packet(ByteBuffer payload, int pid) {
    for (int at = payload.position(); at + PACKET <= payload.limit(); at += PACKET) {
      int head = payload.getShort(at + 1);
      if (payload.get(at) == SYNC && (head & PID_MASK) == pid) {
        boolean begins = (head & UNIT_START) != 0 && (payload.get(at + 3) & 0x30) == PAYLOAD_ALONE;
        int sectionBytes = (payload.getShort(at + SECTION_LENGTH_AT) & 0xfff) + 3;
        boolean fits = payload.get(at + HEADER_BYTES) == 0 && SECTION_AT + sectionBytes + FIELD_BYTES <= PACKET;
        return begins && fits ? copy(payload, at) : null;
      }
    }
    return null;
  }

  /** The field takes the place of two bytes of stuffing behind the section. */
  private static byte[] copy(ByteBuffer payload, int at) {
    byte[] copy = new byte[PACKET];
    payload.get(at, copy, 0, HEADER_BYTES);
    copy[3] = (byte) (copy[3] & 0x0f | ADAPTATION_AND_PAYLOAD);
    copy[HEADER_BYTES] = FIELD_BYTES - 1;
    copy[HEADER_BYTES + 1] = (byte) DISCONTINUITY;
    payload.get(at + HEADER_BYTES, copy, HEADER_BYTES + FIELD_BYTES, PACKET - HEADER_BYTES - FIELD_BYTES);
    return copy;
  }

  /** Of the first programme; -1 if there is none. */
  private static int programmeMapPid(byte[] association) {
    ByteBuffer packet = ByteBuffer.wrap(association);
    int end = SECTION_AT + FIELD_BYTES + (packet.getShort(SECTION_LENGTH_AT + FIELD_BYTES) & 0xfff) + 3 - 4;
    for (int at = PROGRAMMES_AT + FIELD_BYTES; at + 4 <= end; at += 4) {
      // Programme 0 names the network's PID.
      if (packet.getShort(at) != 0) {
        return packet.getShort(at + 2) & PID_MASK;
      }
    }
    return -1;
  }
}
