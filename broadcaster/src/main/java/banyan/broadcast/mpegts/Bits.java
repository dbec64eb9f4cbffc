package banyan.broadcast.mpegts;

/** Numbers as MPEG-TS writes them: the highest bits first, sometimes after bits that mean something else. */
final class Bits {
  private Bits() {}

  static int u16(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
  }

  /** The low 13 of 16 bits: a PID. */
  static int u13(byte[] bytes, int at) {
    return u16(bytes, at) & 0x1fff;
  }

  /** The low 12 of 16 bits: a length. */
  static int u12(byte[] bytes, int at) {
    return u16(bytes, at) & 0x0fff;
  }
}
