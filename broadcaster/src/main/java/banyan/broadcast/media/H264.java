package banyan.broadcast.media;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalInt;

/** The little of H.264 (ITU-T H.264, 7.3 and 7.4) that finding pictures and join points takes. */
public final class H264 {
  public static final int SLICE = 1;
  public static final int SLICE_PARTITION_A = 2;
  public static final int SLICE_PARTITION_C = 4;
  public static final int SLICE_IDR = 5;
  public static final int SEI = 6;
  public static final int SPS = 7;
  public static final int PPS = 8;
  public static final int ACCESS_UNIT_DELIMITER = 9;
  public static final int FILLER = 12;

  private static final int SEI_RECOVERY_POINT = 6;
  private static final int SLICE_TYPE_I = 2;
  /** Slice types 5 to 9 say besides that all slices of the picture are of the same type. */
  private static final int SLICE_TYPES = 5;

  /** Parameter set ids: at most 32 of one kind and 256 of the other. */
  private static final int MAX_SPS_ID = 31;
  private static final int MAX_PPS_ID = 255;
  /** Profile, constraint flags and level stand before an SPS's id. */
  private static final int SPS_ID_AT = 4;

  private H264() {}

  public static int nalType(int firstByte) {
    return firstByte & 0x1f;
  }

  public static int nalType(ByteBuffer nal) {
    return nalType(nal.get(nal.position()));
  }

  /** Whether it holds part of a coded picture. */
  public static boolean isSlice(int nalType) {
    return nalType >= SLICE && nalType <= SLICE_IDR;
  }

  /** Whether a NAL of this type starts with a slice header; partitions B and C do not. */
  public static boolean hasSliceHeader(int nalType) {
    return nalType == SLICE || nalType == SLICE_PARTITION_A || nalType == SLICE_IDR;
  }

  /** Whether a NAL of this type, after a picture's slices, can only belong to the next access unit (7.4.1.2.3). */
  public static boolean startsAccessUnit(int nalType) {
    return (nalType >= SEI && nalType <= ACCESS_UNIT_DELIMITER) || (nalType >= 14 && nalType <= 18);
  }

  /** {@code first_mb_in_slice == 0}, from the byte after the NAL's header: an Exp-Golomb zero is a single 1 bit. */
  public static boolean isFirstSlice(int byteAfterHeader) {
    return (byteAfterHeader & 0x80) != 0;
  }

  /** Whether it is a slice that needs no other picture. False for what cannot be read. */
  public static boolean isIntraSlice(ByteBuffer nal) {
    int type = nalType(nal);
    if (type == SLICE_IDR) {
      return true;
    }
    if (!hasSliceHeader(type)) {
      return false;
    }
    // Two numbers of at most 32 bits: no need to unescape the whole slice.
    BitReader bits = new BitReader(nal, 1, 16);
    bits.unsignedExpGolomb();
    int sliceType = bits.unsignedExpGolomb();
    return !bits.isExhausted() && sliceType % SLICE_TYPES == SLICE_TYPE_I;
  }

  /**
   * Where this SEI says that decoding can begin at its picture: how many pictures later all is right. Encoders that
   * send no key pictures, but refresh a part of each picture (intra refresh), say more than 0.
   */
  public static OptionalInt recoveryFrames(ByteBuffer nal) {
    if (nalType(nal) != SEI) {
      return OptionalInt.empty();
    }
    BitReader bits = new BitReader(nal, 1, nal.remaining());
    while (bits.remainingBits() > 16) {
      int type = seiNumber(bits);
      int size = seiNumber(bits);
      if (type == SEI_RECOVERY_POINT) {
        int frames = bits.unsignedExpGolomb();
        return bits.isExhausted() ? OptionalInt.empty() : OptionalInt.of(frames);
      }
      if (size > bits.remainingBits() / 8) {
        return OptionalInt.empty();
      }
      bits.skip(size * 8);
    }
    return OptionalInt.empty();
  }

  /** Whether the picture of these NALs needs no other one. */
  public static boolean isIntra(List<ByteBuffer> nals) {
    boolean intra = true;
    for (ByteBuffer nal : nals) {
      intra &= !hasSliceHeader(nalType(nal)) || isIntraSlice(nal);
    }
    return intra;
  }

  /**
   * Whether decoding can begin with the picture of these NALs: an IDR, an I picture with a recovery point, or where a
   * gradual refresh begins.
   */
  public static boolean isJoinPoint(List<ByteBuffer> nals) {
    OptionalInt recovery = OptionalInt.empty();
    for (ByteBuffer nal : nals) {
      int type = nalType(nal);
      if (type == SLICE_IDR) {
        return true;
      }
      if (type == SEI && recovery.isEmpty()) {
        recovery = recoveryFrames(nal);
      }
    }
    return recovery.isPresent() && (recovery.getAsInt() > 0 || isIntra(nals));
  }

  /** Types and sizes are sums of bytes, of which all but the last are 255. */
  private static int seiNumber(BitReader bits) {
    int sum = 0;
    int next;
    do {
      next = bits.bits(8);
      sum += next;
    } while (next == 0xff && !bits.isExhausted());
    return sum;
  }

  /** The id of an SPS or PPS, or −1 if it cannot be read. */
  public static int parameterSetId(ByteBuffer nal) {
    int type = nalType(nal);
    BitReader bits = new BitReader(nal, type == SPS ? SPS_ID_AT : 1, 16);
    int id = bits.unsignedExpGolomb();
    return bits.isExhausted() || id > (type == SPS ? MAX_SPS_ID : MAX_PPS_ID) ? -1 : id;
  }
}
