package banyan.broadcast.mpegts;

import java.util.Optional;

/** What a programme map says that a stream is, with what to tell a person whose encoder sends it. */
enum StreamType {
  H264("H.264", Kind.VIDEO),
  AAC("AAC", Kind.AUDIO),
  HEVC("HEVC (H.265)", Kind.VIDEO),
  VVC("VVC (H.266)", Kind.VIDEO),
  MPEG1_VIDEO("MPEG-1", Kind.VIDEO),
  MPEG2_VIDEO("MPEG-2", Kind.VIDEO),
  MPEG4_VIDEO("MPEG-4 part 2", Kind.VIDEO),
  AV1("AV1", Kind.VIDEO),
  VC1("VC-1", Kind.VIDEO),
  MP3("MPEG audio (MP2 or MP3)", Kind.AUDIO),
  AAC_LATM("AAC in LATM framing", Kind.AUDIO),
  AC3("AC-3", Kind.AUDIO),
  EAC3("E-AC-3", Kind.AUDIO),
  DTS("DTS", Kind.AUDIO),
  OPUS("Opus", Kind.AUDIO);

  enum Kind { VIDEO, AUDIO }

  private final String text;
  private final Kind kind;

  StreamType(String text, Kind kind) {
    this.text = text;
    this.kind = kind;
  }

  boolean isVideo() {
    return kind == Kind.VIDEO;
  }

  boolean isCarried() {
    return this == H264 || this == AAC || this == AAC_LATM;
  }

  String whyNotCarried() {
    return isVideo()
        ? "The stream's video is " + text + ", but channels carry H.264: set the encoder to H.264, e.g. ffmpeg "
            + "-c:v libx264."
        : "The stream's audio is " + text + ", but channels carry AAC: set the encoder to AAC, e.g. ffmpeg -c:a "
            + "aac.";
  }

  /**
   * The type of a stream in a programme map; empty for subtitles, data and what nobody plays.
   *
   * @param code stream_type (ISO/IEC 13818-1, table 2-34, and its registered uses)
   * @param section where its descriptors are, from {@code from} to {@code to}
   */
  static Optional<StreamType> of(int code, byte[] section, int from, int to) {
    return switch (code) {
      case 0x01 -> Optional.of(MPEG1_VIDEO);
      case 0x02 -> Optional.of(MPEG2_VIDEO);
      case 0x03, 0x04 -> Optional.of(MP3);
      case 0x06 -> privateData(section, from, to);
      case 0x0f -> Optional.of(AAC);
      case 0x10 -> Optional.of(MPEG4_VIDEO);
      case 0x11 -> Optional.of(AAC_LATM);
      case 0x1b -> Optional.of(H264);
      case 0x24 -> Optional.of(HEVC);
      case 0x33 -> Optional.of(VVC);
      case 0x81 -> Optional.of(AC3);
      case 0x82, 0x86, 0x8a -> Optional.of(DTS);
      case 0x84, 0x87 -> Optional.of(EAC3);
      case 0xea -> Optional.of(VC1);
      default -> Optional.empty();
    };
  }

  /** Private data says by descriptors what it is: DVB's own for AC-3, E-AC-3 and DTS, registrations for others. */
  private static Optional<StreamType> privateData(byte[] section, int from, int to) {
    int at = from;
    while (at + 2 <= to) {
      int tag = section[at] & 0xff;
      int length = section[at + 1] & 0xff;
      int body = at + 2;
      if (body + length > to) {
        break;
      }
      Optional<StreamType> found = switch (tag) {
        case 0x6a -> Optional.of(AC3);
        case 0x7a -> Optional.of(EAC3);
        case 0x7b -> Optional.of(DTS);
        case 0x05 -> length < 4 ? Optional.empty() : registered(section, body);
        default -> Optional.empty();
      };
      if (found.isPresent()) {
        return found;
      }
      at = body + length;
    }
    return Optional.empty();
  }

  private static Optional<StreamType> registered(byte[] section, int at) {
    StringBuilder format = new StringBuilder(4);
    for (int i = 0; i < 4; i++) {
      format.append((char) (section[at + i] & 0xff));
    }
    return switch (format.toString()) {
      case "AV01" -> Optional.of(AV1);
      case "HEVC" -> Optional.of(HEVC);
      case "Opus" -> Optional.of(OPUS);
      case "AC-3" -> Optional.of(AC3);
      case "EAC3" -> Optional.of(EAC3);
      case "DTS1", "DTS2", "DTS3" -> Optional.of(DTS);
      case "VC-1" -> Optional.of(VC1);
      default -> Optional.empty();
    };
  }
}
