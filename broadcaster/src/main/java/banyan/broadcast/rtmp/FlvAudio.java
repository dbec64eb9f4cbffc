package banyan.broadcast.rtmp;

import java.nio.ByteBuffer;

/** Reads a message of audio. */
final class FlvAudio {
  private static final int ENHANCED = 9;
  private static final int AAC = 10;

  private FlvAudio() {}

  static FlvTag read(ByteBuffer message) throws RtmpException {
    ByteBuffer in = message.duplicate();
    if (!in.hasRemaining()) {
      return FlvTag.nothing();
    }
    int first = FlvTag.byteOf(in);
    int format = first >> 4;
    if (format == ENHANCED) {
      return enhanced(first & 0x0f, in);
    }
    if (format != AAC) {
      return new FlvTag.Foreign(name(format));
    }
    return switch (FlvTag.byteOf(in)) {
      case 0 -> new FlvTag.Config(in.slice());
      case 1 -> new FlvTag.Coded(0, in.slice());
      default -> FlvTag.nothing();
    };
  }

  private static FlvTag enhanced(int firstPacketType, ByteBuffer in) throws RtmpException {
    int packetType = firstPacketType == FlvTag.MODIFIER ? FlvTag.skipModifiers(in) : firstPacketType;
    if (packetType == FlvTag.MULTITRACK) {
      return new FlvTag.Multitrack();
    }
    String codec = FlvTag.fourCc(in);
    if (!codec.equals("mp4a")) {
      return new FlvTag.Foreign(name(codec));
    }
    return switch (packetType) {
      case FlvTag.SEQUENCE_START -> new FlvTag.Config(in.slice());
      case FlvTag.CODED_FRAMES -> new FlvTag.Coded(0, in.slice());
      default -> FlvTag.nothing();
    };
  }

  private static String name(int format) {
    return switch (format) {
      case 0, 3 -> "PCM";
      case 1 -> "ADPCM";
      case 2, 14 -> "MP3";
      case 4, 5, 6 -> "Nellymoser";
      case 7, 8 -> "G.711";
      case 11 -> "Speex";
      case 13 -> "Opus";
      default -> "of an unknown kind (FLV format " + format + ")";
    };
  }

  private static String name(String fourCc) {
    return switch (fourCc) {
      case "Opus" -> "Opus";
      case "ac-3" -> "AC-3";
      case "ec-3" -> "E-AC-3";
      case "fLaC" -> "FLAC";
      case ".mp3" -> "MP3";
      default -> "'" + fourCc + "'";
    };
  }
}
