package banyan.broadcast.media;

import java.nio.ByteBuffer;

/** Reads bits, the highest of each byte first. Past the end it reads zeros, and says so. */
public final class BitCursor {
  private final ByteBuffer bytes;
  private int bit;

  /** @param bytes from their position to their limit; the position stays */
  public BitCursor(ByteBuffer bytes) {
    this.bytes = bytes.slice();
  }

  /** At most 32. */
  public int bits(int count) {
    int value = 0;
    for (int i = 0; i < count; i++, bit++) {
      int at = bit >> 3;
      value = value << 1 | (at < bytes.limit() ? bytes.get(at) >> (7 - (bit & 7)) & 1 : 0);
    }
    return value;
  }

  public boolean flag() {
    return bits(1) != 0;
  }

  /** @param count none if it is less than 0 */
  public void skip(int count) {
    bit = (int) Math.min(bytes.limit() * 8L + 1, bit + Math.max(0L, count));
  }

  /** How many bits were read or skipped. */
  public int position() {
    return bit;
  }

  /** Whether more was read than there is. */
  public boolean isExhausted() {
    return bit > bytes.limit() * 8;
  }

  /** So many bytes from here on, which need not begin where a byte does. */
  public ByteBuffer bytes(int count) {
    byte[] taken = new byte[count];
    for (int i = 0; i < count; i++) {
      taken[i] = (byte) bits(8);
    }
    return ByteBuffer.wrap(taken).asReadOnlyBuffer();
  }
}
