package banyan.broadcast.media;

import java.nio.ByteBuffer;

/** Reads bits of a NAL without its emulation prevention bytes. Past the end it reads zeros, and says so. */
final class BitReader {
  private final byte[] bytes;
  private final int endBit;
  private int bit;
  private boolean exhausted;

  /** From byte {@code from} of the NAL on, at most {@code max} bytes. */
  BitReader(ByteBuffer nal, int from, int max) {
    int available = Math.max(0, Math.min(max, nal.remaining() - from));
    bytes = new byte[available];
    int length = 0;
    int zeros = 0;
    for (int i = 0; i < available; i++) {
      byte next = nal.get(nal.position() + from + i);
      if (zeros >= 2 && next == 3) {
        zeros = 0;
        continue;
      }
      zeros = next == 0 ? zeros + 1 : 0;
      bytes[length++] = next;
    }
    endBit = length * 8;
  }

  int remainingBits() {
    return endBit - bit;
  }

  boolean isExhausted() {
    return exhausted;
  }

  void skip(int count) {
    bit = Math.min(endBit, bit + count);
  }

  int bits(int count) {
    int value = 0;
    for (int i = 0; i < count; i++) {
      value = value << 1 | next();
    }
    return value;
  }

  int unsignedExpGolomb() {
    int zeros = 0;
    while (next() == 0) {
      if (exhausted || ++zeros > 30) {
        exhausted = true;
        return 0;
      }
    }
    return (1 << zeros) - 1 + bits(zeros);
  }

  private int next() {
    if (bit >= endBit) {
      exhausted = true;
      return 0;
    }
    int value = bytes[bit >> 3] >> (7 - (bit & 7)) & 1;
    bit++;
    return value;
  }
}
