package banyan.broadcast.mpegts;

import java.nio.charset.StandardCharsets;

/** Guesses what it is that was sent instead of MPEG-TS, so that the answer can say so. */
public final class Container {
  public static final String MP4 = "MP4";

  private Container() {}

  /** A name with its article, or empty if the bytes look like nothing known. */
  public static String named(byte[] start) {
    String text = new String(start, StandardCharsets.ISO_8859_1);
    if (text.startsWith("FLV")) {
      return "FLV";
    }
    if (text.startsWith("ftyp", 4) || text.startsWith("moov", 4) || text.startsWith("moof", 4)
        || text.startsWith("mdat", 4) || text.startsWith("wide", 4)) {
      return MP4;
    }
    if (text.startsWith("\u001aE\u00df\u00a3")) {
      return "Matroska or WebM";
    }
    if (text.startsWith("OggS")) {
      return "Ogg";
    }
    if (text.startsWith("RIFF")) {
      return "AVI or WAV";
    }
    if (text.startsWith("\u0000\u0000\u0000\u0001") || text.startsWith("\u0000\u0000\u0001")) {
      return "a bare video stream";
    }
    return text.startsWith("--") ? "a web form" : "";
  }
}
