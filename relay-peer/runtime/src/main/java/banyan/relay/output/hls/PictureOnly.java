package banyan.relay.output.hls;

import banyan.protocol.Limits;
import java.nio.ByteBuffer;

/**
 * Takes the sound out of a transport stream, its packets and its entry in the programme map (ISO/IEC 13818-1, 2.4.4.8):
 * for a player on a computer without a device for sound, which refuses all of a stream that has any. Channels carry one
 * H.264 and one AAC stream at most.
 */
final class PictureOnly {
  private static final int PACKET = Limits.TS_PACKET_BYTES;
  private static final int AAC = 0x0f;
  private static final int NONE = -1;
  /** Behind the header and the pointer to the section. */
  private static final int SECTION_AT = 5;
  private static final int PROGRAMMES_AT = SECTION_AT + 8;
  private static final int INFO_LENGTH_AT = SECTION_AT + 10;
  private static final int STREAMS_AT = SECTION_AT + 12;
  private static final int STREAM_BYTES = 5;
  private static final int CRC_BYTES = 4;
  private static final int CRC_POLYNOMIAL = 0x04C11DB7;

  private int mapPid = NONE;
  private int soundPid = NONE;

  /** A payload without sound; whole packets as well. */
  ByteBuffer of(ByteBuffer payload) {
    ByteBuffer out = ByteBuffer.allocate(payload.remaining());
    byte[] packet = new byte[PACKET];
    for (int at = payload.position(); at + PACKET <= payload.limit(); at += PACKET) {
      payload.get(at, packet);
      int pid = number(packet, 1) & 0x1fff;
      if (pid == soundPid) {
        continue;
      }
      if (pid == 0 && hasSection(packet)) {
        readAssociation(packet);
      } else if (pid == mapPid && hasSection(packet)) {
        removeSound(packet);
      }
      out.put(packet);
    }
    return out.flip();
  }

  /** Whether a section begins and ends in it, right behind its header. */
  private static boolean hasSection(byte[] packet) {
    boolean begins = (packet[1] & 0x40) != 0 && (packet[3] & 0x30) == 0x10 && packet[SECTION_AT - 1] == 0;
    return begins && sectionEnd(packet) <= PACKET && sectionEnd(packet) - CRC_BYTES >= PROGRAMMES_AT;
  }

  private static int sectionEnd(byte[] packet) {
    return SECTION_AT + 3 + (number(packet, SECTION_AT + 1) & 0xfff);
  }

  private void readAssociation(byte[] packet) {
    for (int at = PROGRAMMES_AT; at + 4 <= sectionEnd(packet) - CRC_BYTES; at += 4) {
      // Programme 0 names the network's PID.
      if (number(packet, at) != 0) {
        mapPid = number(packet, at + 2) & 0x1fff;
        return;
      }
    }
  }

  private void removeSound(byte[] packet) {
    int end = sectionEnd(packet) - CRC_BYTES;
    int at = STREAMS_AT + (number(packet, INFO_LENGTH_AT) & 0xfff);
    while (at + STREAM_BYTES <= end) {
      int next = at + STREAM_BYTES + (number(packet, at + 3) & 0xfff);
      if ((packet[at] & 0xff) == AAC && next <= end) {
        soundPid = number(packet, at + 1) & 0x1fff;
        shorten(packet, at, next, end);
        return;
      }
      at = next;
    }
  }

  /** Takes the bytes from one place to another out of a section whose checksum is at {@code end}. */
  private static void shorten(byte[] packet, int from, int to, int end) {
    System.arraycopy(packet, to, packet, from, end - to);
    int newEnd = end - (to - from);
    int length = newEnd + CRC_BYTES - SECTION_AT - 3;
    packet[SECTION_AT + 1] = (byte) (packet[SECTION_AT + 1] & 0xf0 | length >> 8);
    packet[SECTION_AT + 2] = (byte) length;
    ByteBuffer.wrap(packet).putInt(newEnd, crc(packet, SECTION_AT, newEnd));
    for (int i = newEnd + CRC_BYTES; i < PACKET; i++) {
      packet[i] = (byte) 0xff;
    }
  }

  private static int crc(byte[] bytes, int from, int to) {
    int crc = -1;
    for (int i = from; i < to; i++) {
      crc ^= bytes[i] << 24;
      for (int bit = 0; bit < 8; bit++) {
        crc = crc << 1 ^ (crc < 0 ? CRC_POLYNOMIAL : 0);
      }
    }
    return crc;
  }

  private static int number(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
  }
}
