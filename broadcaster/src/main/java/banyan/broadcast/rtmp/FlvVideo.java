package banyan.broadcast.rtmp;

import java.nio.ByteBuffer;

/** Reads a message of video. */
final class FlvVideo {
  private static final int ENHANCED = 0x80;
  private static final int COMMAND_FRAME = 5;
  private static final int H264 = 7;

  private FlvVideo() {}

  static FlvTag read(ByteBuffer message) throws RtmpException {
    ByteBuffer in = message.duplicate();
    if (!in.hasRemaining()) {
      return FlvTag.nothing();
    }
    int first = FlvTag.byteOf(in);
    boolean isCommand = (first >> 4 & 7) == COMMAND_FRAME;
    if (isCommand) {
      return FlvTag.nothing();
    }
    return (first & ENHANCED) != 0 ? enhanced(first & 0x0f, in) : classic(first & 0x0f, in);
  }

  private static FlvTag classic(int codec, ByteBuffer in) throws RtmpException {
    if (codec != H264) {
      return new FlvTag.Foreign(name(codec));
    }
    int packetType = FlvTag.byteOf(in);
    int composition = compositionMillis(in);
    return switch (packetType) {
      case 0 -> new FlvTag.Config(in.slice());
      case 1 -> new FlvTag.Coded(composition, in.slice());
      default -> FlvTag.nothing();
    };
  }

  private static FlvTag enhanced(int firstPacketType, ByteBuffer in) throws RtmpException {
    int packetType = firstPacketType == FlvTag.MODIFIER ? FlvTag.skipModifiers(in) : firstPacketType;
    if (packetType == FlvTag.VIDEO_MULTITRACK) {
      return new FlvTag.Multitrack();
    }
    String codec = FlvTag.fourCc(in);
    if (!codec.equals("avc1")) {
      return new FlvTag.Foreign(name(codec));
    }
    return switch (packetType) {
      case FlvTag.SEQUENCE_START -> new FlvTag.Config(in.slice());
      case FlvTag.CODED_FRAMES -> new FlvTag.Coded(compositionMillis(in), in.slice());
      case FlvTag.CODED_FRAMES_X -> new FlvTag.Coded(0, in.slice());
      default -> FlvTag.nothing();
    };
  }

  /** 24 bits with a sign. */
  private static int compositionMillis(ByteBuffer in) throws RtmpException {
    return FlvTag.byteOf(in) << 24 >> 8 | FlvTag.byteOf(in) << 8 | FlvTag.byteOf(in);
  }

  private static String name(int codec) {
    return switch (codec) {
      case 2 -> "Sorenson H.263";
      case 3, 6 -> "Screen Video";
      case 4, 5 -> "VP6";
      case 12 -> "HEVC (H.265)";
      case 13 -> "AV1";
      default -> "of an unknown kind (FLV codec " + codec + ")";
    };
  }

  private static String name(String fourCc) {
    return switch (fourCc) {
      case "hvc1", "hev1" -> "HEVC (H.265)";
      case "av01" -> "AV1";
      case "vp08" -> "VP8";
      case "vp09" -> "VP9";
      case "vvc1", "vvi1" -> "VVC (H.266)";
      default -> "'" + fourCc + "'";
    };
  }
}
