package banyan.broadcast.mpegts;

import java.util.Arrays;

/** Writes one PID's packets, with its continuity counter. */
final class Packetizer {
  private static final int SYNC = 0x47;
  private static final int HEADER_BYTES = 4;
  private static final int PAYLOAD_BYTES = TsPackets.PACKET_BYTES - HEADER_BYTES;
  /** An adaptation field with nothing but a PCR: length, flags, six bytes. */
  private static final int PCR_FIELD_BYTES = 8;

  /** The header's two bits that say what follows it. */
  private static final int HAS_ADAPTATION = 2;
  private static final int HAS_PAYLOAD = 1;

  private static final int DISCONTINUITY = 0x80;
  private static final int RANDOM_ACCESS = 0x40;
  private static final int HAS_PCR = 0x10;

  private final int pid;
  /** Of the last packet with payload; the first one has 0. */
  private int counter = 0x0f;

  Packetizer(int pid) {
    this.pid = pid;
  }

  /** One packet with a whole section in it. */
  void section(byte[] section, int length, TsPackets out) {
    int at = header(out, true, HAS_PAYLOAD);
    byte[] bytes = out.array();
    bytes[at] = 0;
    System.arraycopy(section, 0, bytes, at + 1, length);
    Arrays.fill(bytes, at + 1 + length, at + PAYLOAD_BYTES, (byte) 0xff);
  }

  /**
   * A PES packet; it ends with a whole TS packet.
   *
   * @param pcrsTicks go into as many packets, one each, from the first on; those that find no room in the PES packet
   *     get packets of their own before it
   */
  void pes(byte[] pes, int length, long[] pcrsTicks, boolean discontinuity, boolean randomAccess, TsPackets out) {
    int room = (length + PAYLOAD_BYTES - PCR_FIELD_BYTES - 1) / (PAYLOAD_BYTES - PCR_FIELD_BYTES);
    int next = 0;
    boolean mark = discontinuity;
    while (pcrsTicks.length - next > room) {
      // No payload: the counter stands still.
      int at = header(out, false, HAS_ADAPTATION);
      adaptation(out.array(), at, PAYLOAD_BYTES, (mark ? DISCONTINUITY : 0) | HAS_PCR, pcrsTicks[next++]);
      mark = false;
    }
    int sent = 0;
    while (sent < length) {
      boolean start = sent == 0;
      boolean hasPcr = next < pcrsTicks.length;
      int flags = (start && mark ? DISCONTINUITY : 0) | (start && randomAccess ? RANDOM_ACCESS : 0)
          | (hasPcr ? HAS_PCR : 0);
      int field = hasPcr ? PCR_FIELD_BYTES : flags != 0 ? 2 : 0;
      field = Math.max(field, PAYLOAD_BYTES - (length - sent));
      int at = header(out, start, field > 0 ? HAS_ADAPTATION | HAS_PAYLOAD : HAS_PAYLOAD);
      if (field > 0) {
        adaptation(out.array(), at, field, flags, hasPcr ? pcrsTicks[next++] : 0);
      }
      int count = PAYLOAD_BYTES - field;
      System.arraycopy(pes, sent, out.array(), at + field, count);
      sent += count;
    }
  }

  private int header(TsPackets out, boolean start, int control) {
    int at = out.begin();
    byte[] bytes = out.array();
    bytes[at] = SYNC;
    bytes[at + 1] = (byte) ((start ? 0x40 : 0) | pid >> 8);
    bytes[at + 2] = (byte) pid;
    counter = counter + ((control & HAS_PAYLOAD) != 0 ? 1 : 0) & 0x0f;
    bytes[at + 3] = (byte) (control << 4 | counter);
    return at + HEADER_BYTES;
  }

  /** A field of {@code length} bytes, its length byte included; one byte alone is stuffing. */
  private static void adaptation(byte[] bytes, int at, int length, int flags, long pcrTicks) {
    bytes[at] = (byte) (length - 1);
    if (length == 1) {
      return;
    }
    bytes[at + 1] = (byte) flags;
    int filled = at + 2;
    if ((flags & HAS_PCR) != 0) {
      long base = pcrTicks & 0x1_ffff_ffffL;
      bytes[filled++] = (byte) (base >> 25);
      bytes[filled++] = (byte) (base >> 17);
      bytes[filled++] = (byte) (base >> 9);
      bytes[filled++] = (byte) (base >> 1);
      // Six reserved bits, and an extension of 0 in units of 27 MHz.
      bytes[filled++] = (byte) (base << 7 | 0x7e);
      bytes[filled++] = 0;
    }
    Arrays.fill(bytes, filled, at + length, (byte) 0xff);
  }
}
