package banyan.broadcast.mpegts;

/** The CRC at the end of PSI sections (ISO/IEC 13818-1, annex A): polynomial 0x04C11DB7, not reflected. */
final class Crc32Mpeg {
  private static final int[] TABLE = new int[256];

  static {
    for (int i = 0; i < 256; i++) {
      int value = i << 24;
      for (int bit = 0; bit < 8; bit++) {
        value = value << 1 ^ (value < 0 ? 0x04C11DB7 : 0);
      }
      TABLE[i] = value;
    }
  }

  private Crc32Mpeg() {}

  static int of(byte[] bytes, int from, int length) {
    int crc = -1;
    for (int i = from; i < from + length; i++) {
      crc = crc << 8 ^ TABLE[(crc >>> 24 ^ bytes[i]) & 0xff];
    }
    return crc;
  }
}
