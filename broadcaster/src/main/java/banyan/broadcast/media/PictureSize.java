package banyan.broadcast.media;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;

/** How large pictures are, in pixels, as a sequence parameter set says (ITU-T H.264, 7.3.2.1.1 and 7.4.2.1.1). */
public record PictureSize(int width, int height) {
  private static final int BLOCK_PIXELS = 16;
  /** Of a side: what the largest level, 6.2, allows (A.3.1). */
  private static final int MAX_BLOCKS = 1_055;
  /** Profiles whose parameter sets say more of colours. */
  private static final Set<Integer> HIGH = Set.of(100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135);
  private static final int YUV_420 = 1;
  private static final int YUV_422 = 2;
  private static final int YUV_444 = 3;
  private static final int MAX_ORDER_OFFSETS = 255;

  /** Empty for what cannot be read. */
  public static Optional<PictureSize> of(ByteBuffer sps) {
    BitReader bits = new BitReader(sps, 1, sps.remaining());
    int profile = bits.bits(8);
    // Constraints and level, then the set's id.
    bits.skip(16);
    bits.unsignedExpGolomb();
    int chroma = HIGH.contains(profile) ? chroma(bits) : YUV_420;
    bits.unsignedExpGolomb();
    skipOrder(bits);
    // Reference pictures, and whether there may be gaps in their numbers.
    bits.unsignedExpGolomb();
    bits.skip(1);
    long blocksAcross = bits.unsignedExpGolomb() + 1L;
    long blocksDown = bits.unsignedExpGolomb() + 1L;
    // Fields have half of a picture's rows, and say one thing more.
    int fields = bits.bits(1) == 1 ? 1 : 2;
    bits.skip(fields);
    long[] cropped = new long[4];
    if (bits.bits(1) == 1) {
      for (int i = 0; i < cropped.length; i++) {
        cropped[i] = bits.unsignedExpGolomb();
      }
    }
    if (bits.isExhausted() || blocksAcross > MAX_BLOCKS || blocksDown * fields > MAX_BLOCKS) {
      return Optional.empty();
    }
    int across = chroma == YUV_420 || chroma == YUV_422 ? 2 : 1;
    int down = (chroma == YUV_420 ? 2 : 1) * fields;
    long width = blocksAcross * BLOCK_PIXELS - across * (cropped[0] + cropped[1]);
    long height = blocksDown * fields * BLOCK_PIXELS - down * (cropped[2] + cropped[3]);
    return width > 0 && height > 0 ? Optional.of(new PictureSize((int) width, (int) height)) : Optional.empty();
  }

  private static int chroma(BitReader bits) {
    int chroma = bits.unsignedExpGolomb();
    if (chroma == YUV_444) {
      bits.skip(1);
    }
    // Depths of bits, and a bypass.
    bits.unsignedExpGolomb();
    bits.unsignedExpGolomb();
    bits.skip(1);
    if (bits.bits(1) == 1) {
      int lists = chroma == YUV_444 ? 12 : 8;
      for (int i = 0; i < lists; i++) {
        if (bits.bits(1) == 1) {
          skipScaling(bits, i < 6 ? 16 : 64);
        }
      }
    }
    return chroma;
  }

  private static void skipScaling(BitReader bits, int count) {
    int next = 8;
    for (int i = 0, last = 8; i < count && next != 0; i++) {
      next = last + signedExpGolomb(bits) & 0xff;
      last = next == 0 ? last : next;
    }
  }

  private static void skipOrder(BitReader bits) {
    int type = bits.unsignedExpGolomb();
    if (type == 0) {
      bits.unsignedExpGolomb();
    } else if (type == 1) {
      bits.skip(1);
      bits.unsignedExpGolomb();
      bits.unsignedExpGolomb();
      int offsets = Math.min(MAX_ORDER_OFFSETS, bits.unsignedExpGolomb());
      for (int i = 0; i < offsets; i++) {
        bits.unsignedExpGolomb();
      }
    }
  }

  private static int signedExpGolomb(BitReader bits) {
    int coded = bits.unsignedExpGolomb();
    return (coded & 1) == 1 ? (coded + 1) / 2 : -(coded / 2);
  }
}
