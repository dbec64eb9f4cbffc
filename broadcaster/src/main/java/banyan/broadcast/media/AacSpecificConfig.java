package banyan.broadcast.media;

import java.nio.ByteBuffer;
import java.util.Optional;

/** What MP4, RTMP and LATM say of their AAC (ISO/IEC 14496-3, AudioSpecificConfig). */
public final class AacSpecificConfig {
  private static final int ESCAPE = 31;
  private static final int EXPLICIT_RATE = 15;
  private static final int SPECTRAL_BAND_REPLICATION = 5;
  private static final int PARAMETRIC_STEREO = 29;
  private static final int CORE_DELAY_BITS = 14;

  private final BitCursor in;

  private AacSpecificConfig(BitCursor in) {
    this.in = in;
  }

  /** Empty for what ADTS headers, and so MPEG-TS, cannot express. */
  public static Optional<AacConfig> read(ByteBuffer config) {
    return read(new BitCursor(config));
  }

  /**
   * Reads one that stands among other bits; what follows is behind it, unless the channels are configured in the frames
   * (0), for which it would have to be read further.
   */
  public static Optional<AacConfig> read(BitCursor in) {
    AacSpecificConfig reader = new AacSpecificConfig(in);
    int objectType = reader.objectType();
    int rateIndex = reader.rateIndex();
    int channels = in.bits(4);
    if (objectType == SPECTRAL_BAND_REPLICATION || objectType == PARAMETRIC_STEREO) {
      // The doubled rate; decoders find that out by themselves, and ADTS names the core's.
      reader.rateIndex();
      objectType = reader.objectType();
    }
    boolean isAdts = objectType >= 1 && objectType <= 4 && AacConfig.isRateIndex(rateIndex) && channels <= 7;
    if (!isAdts || reader.hasShortFrames()) {
      return Optional.empty();
    }
    return Optional.of(new AacConfig(objectType, rateIndex, channels));
  }

  private int objectType() {
    int type = in.bits(5);
    return type == ESCAPE ? 32 + in.bits(6) : type;
  }

  private int rateIndex() {
    int index = in.bits(4);
    if (index == EXPLICIT_RATE) {
      in.skip(24);
    }
    return index;
  }

  /** The rest of it; frames of 960 samples have no place in ADTS. */
  private boolean hasShortFrames() {
    boolean isShort = in.flag();
    if (in.flag()) {
      in.skip(CORE_DELAY_BITS);
    }
    in.skip(1);
    return isShort;
  }
}
