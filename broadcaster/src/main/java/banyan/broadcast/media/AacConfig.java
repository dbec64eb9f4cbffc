package banyan.broadcast.media;

/**
 * What a decoder must know of an AAC frame besides its bytes (ISO/IEC 13818-7, ADTS).
 *
 * @param objectType 1 Main, 2 LC, 3 SSR, 4 LTP
 * @param rateIndex into the table of sampling rates, 0 (96 kHz) to 12 (7350 Hz)
 * @param channels the channel configuration, 0 to 7; 0 where the frames say it themselves
 */
public record AacConfig(int objectType, int rateIndex, int channels) {
  private static final int[] RATES_HZ = {
    96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350
  };

  /** Samples of one channel that a frame decodes to. */
  public static final int SAMPLES_PER_FRAME = 1_024;

  public AacConfig {
    if (objectType < 1 || objectType > 4 || rateIndex < 0 || rateIndex >= RATES_HZ.length || channels < 0
        || channels > 7) {
      throw new IllegalArgumentException(
          "AAC object type " + objectType + ", rate index " + rateIndex + ", channels " + channels);
    }
  }

  public static boolean isRateIndex(int index) {
    return index >= 0 && index < RATES_HZ.length;
  }

  public int rateHz() {
    return RATES_HZ[rateIndex];
  }

  /** Length of so many frames together, rounded once. */
  public long ticks(long frames) {
    return (frames * SAMPLES_PER_FRAME * AccessUnit.TICKS_PER_SECOND + rateHz() / 2) / rateHz();
  }
}
