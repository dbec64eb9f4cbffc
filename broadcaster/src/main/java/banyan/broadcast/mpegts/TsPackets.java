package banyan.broadcast.mpegts;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** TS packets in a row, as they are being written. */
public final class TsPackets {
  public static final int PACKET_BYTES = 188;
  private static final int FIRST_BYTES = 64 * PACKET_BYTES;

  private byte[] bytes = new byte[FIRST_BYTES];
  private int length;

  public int length() {
    return length;
  }

  public boolean isEmpty() {
    return length == 0;
  }

  public void clear() {
    length = 0;
  }

  public void append(TsPackets other) {
    reserve(other.length);
    System.arraycopy(other.bytes, 0, bytes, length, other.length);
    length += other.length;
  }

  /** Takes the first bytes out, as a copy of their own. */
  public ByteBuffer take(int count) {
    ByteBuffer taken = ByteBuffer.wrap(Arrays.copyOf(bytes, count)).asReadOnlyBuffer();
    System.arraycopy(bytes, count, bytes, 0, length - count);
    length -= count;
    return taken;
  }

  /** Room for one packet; returns where it begins. */
  int begin() {
    reserve(PACKET_BYTES);
    int at = length;
    length += PACKET_BYTES;
    return at;
  }

  /** Valid until the next {@link #begin} or {@link #append}. */
  byte[] array() {
    return bytes;
  }

  private void reserve(int count) {
    if (length + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
    }
  }
}
