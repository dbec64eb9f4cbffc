package banyan.broadcast.mpegts;

import banyan.broadcast.media.AacConfig;
import banyan.broadcast.media.AacSpecificConfig;
import banyan.broadcast.media.BitCursor;
import java.util.Optional;

/**
 * What a LATM multiplex holds (ISO/IEC 14496-3, StreamMuxConfig): one programme of one layer, as broadcasters send it,
 * or something that cannot be carried.
 *
 * @param aac of its frames; empty if they cannot be carried
 * @param framesEach in each element
 */
record LatmConfig(Optional<AacConfig> aac, int framesEach) {
  static final String WHY_NOT_CARRIED = "The stream's audio is AAC in LATM framing of a kind that cannot be read here "
      + "(several layers, frames of 960 samples, or no AAC-LC): set the encoder to AAC-LC, or let ffmpeg make it anew, "
      + "ffmpeg -c:a aac.";

  private static final LatmConfig NOT_CARRIED = new LatmConfig(Optional.empty(), 0);
  private static final int FRAMES_WITH_LENGTHS = 0;

  static LatmConfig read(BitCursor in) {
    boolean hasValues = in.flag();
    boolean isOtherVersion = hasValues && in.flag();
    if (isOtherVersion) {
      return NOT_CARRIED;
    }
    if (hasValues) {
      value(in);
    }
    boolean sharesTimes = in.flag();
    int framesEach = in.bits(6) + 1;
    int programmes = in.bits(4) + 1;
    int layers = in.bits(3) + 1;
    if (!sharesTimes || programmes > 1 || layers > 1) {
      return NOT_CARRIED;
    }
    int configBits = hasValues ? value(in) : 0;
    int configStart = in.position();
    Optional<AacConfig> aac = AacSpecificConfig.read(in).filter(read -> read.channels() > 0);
    if (hasValues) {
      in.skip(configBits - (in.position() - configStart));
    }
    if (in.bits(3) != FRAMES_WITH_LENGTHS || aac.isEmpty()) {
      return NOT_CARRIED;
    }
    // How full the buffer is.
    in.skip(8);
    if (in.flag()) {
      skipOtherDataLength(in, hasValues);
    }
    if (in.flag()) {
      // A checksum of all this.
      in.skip(8);
    }
    return new LatmConfig(aac, framesEach);
  }

  /** What is behind the frames is left out with the rest of the element. */
  private static void skipOtherDataLength(BitCursor in, boolean hasValues) {
    if (hasValues) {
      value(in);
      return;
    }
    boolean goesOn = true;
    while (goesOn && !in.isExhausted()) {
      goesOn = in.flag();
      in.skip(8);
    }
  }

  /** LatmGetValue: one to four bytes. */
  private static int value(BitCursor in) {
    return in.bits(8 * (in.bits(2) + 1));
  }
}
