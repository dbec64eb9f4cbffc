package banyan.broadcast.media;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How MP4 and RTMP pack H.264: NAL units with their lengths before them, parameter sets apart.
 *
 * @param lengthBytes that each length takes, 1 to 4
 * @param parameterSets SPS, then PPS
 */
public record AvcConfig(int lengthBytes, List<ByteBuffer> parameterSets) {
  /** A slice for each row of macroblocks of an 8K picture, many times over. */
  private static final int MAX_NALS = 8_192;
  private static final int VERSION = 1;
  /** Version, profile, constraints, level. */
  private static final int BEFORE_LENGTH_BYTES = 4;

  public AvcConfig {
    if (lengthBytes < 1 || lengthBytes > 4) {
      throw new IllegalArgumentException("lengths of " + lengthBytes + " bytes");
    }
    parameterSets = List.copyOf(parameterSets);
  }

  /** Reads an AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.2.4); empty if it is none, or lacks a set. */
  public static Optional<AvcConfig> read(ByteBuffer bytes) {
    ByteBuffer in = bytes.slice();
    try {
      if (in.get(0) != VERSION) {
        return Optional.empty();
      }
      in.position(BEFORE_LENGTH_BYTES);
      int lengthBytes = (in.get() & 3) + 1;
      List<ByteBuffer> sets = new ArrayList<>();
      boolean hasSps = readSets(in, in.get() & 0x1f, H264.SPS, sets);
      boolean hasPps = readSets(in, in.get() & 0xff, H264.PPS, sets);
      return hasSps && hasPps ? Optional.of(new AvcConfig(lengthBytes, sets)) : Optional.empty();
    } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean readSets(ByteBuffer in, int count, int type, List<ByteBuffer> sets) {
    boolean found = false;
    for (int i = 0; i < count; i++) {
      int length = in.getShort() & 0xffff;
      ByteBuffer set = in.slice(in.position(), length);
      in.position(in.position() + length);
      if (length > 0 && H264.nalType(set) == type) {
        sets.add(set);
        found = true;
      }
    }
    return found;
  }

  /** A sample's NAL units, without delimiters and filler. Where a length is too long, it is damaged, and they end. */
  public List<ByteBuffer> nals(ByteBuffer sample) {
    ByteBuffer in = sample.duplicate();
    List<ByteBuffer> nals = new ArrayList<>();
    while (in.remaining() > lengthBytes && nals.size() < MAX_NALS) {
      long length = 0;
      for (int i = 0; i < lengthBytes; i++) {
        length = length << 8 | (in.get() & 0xff);
      }
      if (length > in.remaining()) {
        break;
      }
      ByteBuffer nal = in.slice(in.position(), (int) length);
      in.position(in.position() + (int) length);
      int type = length == 0 ? H264.FILLER : H264.nalType(nal);
      if (type != H264.ACCESS_UNIT_DELIMITER && type != H264.FILLER) {
        nals.add(nal);
      }
    }
    return nals;
  }

  /** The same NAL units with the parameter sets before them, unless they bring some of their own. */
  public List<ByteBuffer> withParameterSets(List<ByteBuffer> nals) {
    if (nals.stream().anyMatch(nal -> H264.nalType(nal) == H264.SPS)) {
      return nals;
    }
    List<ByteBuffer> all = new ArrayList<>(parameterSets);
    all.addAll(nals);
    return all;
  }
}
