package banyan.broadcast.media;

import java.nio.ByteBuffer;
import java.util.Optional;

/** What MP4 and RTMP say of their AAC (ISO/IEC 14496-3, AudioSpecificConfig). */
public final class AacSpecificConfig {
  private static final int ESCAPE = 31;
  private static final int EXPLICIT_RATE = 15;
  private static final int SPECTRAL_BAND_REPLICATION = 5;
  private static final int PARAMETRIC_STEREO = 29;

  private final ByteBuffer bytes;
  private int bit;

  private AacSpecificConfig(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /** Empty for what ADTS headers, and so MPEG-TS, cannot express. */
  public static Optional<AacConfig> read(ByteBuffer config) {
    AacSpecificConfig reader = new AacSpecificConfig(config.slice());
    int objectType = reader.objectType();
    int rateIndex = reader.rateIndex();
    int channels = reader.bits(4);
    if (objectType == SPECTRAL_BAND_REPLICATION || objectType == PARAMETRIC_STEREO) {
      // The doubled rate; decoders find that out by themselves, and ADTS names the core's.
      reader.rateIndex();
      objectType = reader.objectType();
    }
    return objectType < 1 || objectType > 4 || !AacConfig.isRateIndex(rateIndex) || channels > 7
        ? Optional.empty() : Optional.of(new AacConfig(objectType, rateIndex, channels));
  }

  private int objectType() {
    int type = bits(5);
    return type == ESCAPE ? 32 + bits(6) : type;
  }

  private int rateIndex() {
    int index = bits(4);
    if (index == EXPLICIT_RATE) {
      bits(24);
    }
    return index;
  }

  /** Past the end there are zeros. */
  private int bits(int count) {
    int value = 0;
    for (int i = 0; i < count; i++, bit++) {
      int at = bit >> 3;
      value = value << 1 | (at < bytes.limit() ? bytes.get(at) >> (7 - (bit & 7)) & 1 : 0);
    }
    return value;
  }
}
