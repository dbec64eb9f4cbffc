package banyan.broadcast.mpegts;

import java.util.Arrays;

/** Puts the sections of one PID (programme tables) together out of packets, and checks their CRC. */
final class SectionReader {
  interface Output {
    /** A whole section whose CRC is right; the array holds nothing else, the CRC included. */
    void section(byte[] section);

    void damaged();
  }

  /** A programme table's longest section (ISO/IEC 13818-1, 2.4.4.3 and 2.4.4.8), its first three bytes included. */
  private static final int MAX_SECTION_BYTES = 1_024;
  private static final int HEADER_BYTES = 3;
  private static final int CRC_BYTES = 4;
  /** Where a table id would be, this says that the packet holds no further section. */
  private static final int STUFFING = 0xff;

  private final Output output;
  private final byte[] section = new byte[MAX_SECTION_BYTES];
  private int length;
  private boolean inside;

  SectionReader(Output output) {
    this.output = output;
  }

  void payload(byte[] packet, int from, int to, boolean unitStart) {
    int at = from;
    if (unitStart) {
      int start = from + 1 + (packet[from] & 0xff);
      if (start > to) {
        lost();
        return;
      }
      take(packet, from + 1, start);
      inside = true;
      length = 0;
      at = start;
    }
    take(packet, at, to);
  }

  /** Packets are missing: what was begun cannot be completed. */
  void lost() {
    inside = false;
    length = 0;
  }

  private void take(byte[] packet, int from, int to) {
    int at = from;
    while (inside && at < to) {
      if (length == 0 && (packet[at] & 0xff) == STUFFING) {
        inside = false;
        return;
      }
      int wanted = length < HEADER_BYTES ? HEADER_BYTES : sectionBytes();
      int count = Math.min(wanted - length, to - at);
      System.arraycopy(packet, at, section, length, count);
      length += count;
      at += count;
      if (length < HEADER_BYTES) {
        return;
      }
      int whole = sectionBytes();
      if (whole > MAX_SECTION_BYTES || whole < HEADER_BYTES + CRC_BYTES) {
        lost();
        output.damaged();
        return;
      }
      if (length == whole) {
        length = 0;
        if (Crc32Mpeg.of(section, 0, whole) == 0) {
          output.section(Arrays.copyOf(section, whole));
        } else {
          output.damaged();
        }
      }
    }
  }

  private int sectionBytes() {
    return HEADER_BYTES + Bits.u12(section, 1);
  }
}
