package banyan.broadcast.testpattern;

import java.nio.ShortBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds in decoded media the marks that the test source sets with a tone: beeps in the sound, flashes in the picture.
 * Both begin at whole seconds of the stream, so the time between them is what sound and picture are apart.
 */
public final class SyncMarks {
  /** Below this there is only noise, whatever it is that was recorded. */
  private static final int FAINTEST = 300;
  /** Of the loudest sample: above what a codec smears in front of a beep, soon reached by the beep itself. */
  private static final int ONSET_SHARE = 4;
  /** Part of a second that is quiet before a beep. */
  private static final int QUIET_SHARE = 4;
  /** Between the mean of the picture's brightness (90) and that of a flash (more than 210). */
  private static final int FLASH_LUMA = 165;

  private SyncMarks() {}

  /**
   * Where beeps begin, as numbers of samples. One that is under way at the beginning counts as beginning there.
   *
   * @param samples of one channel
   */
  public static List<Integer> beeps(ShortBuffer samples, int rateHz) {
    int loudest = 0;
    for (int i = 0; i < samples.limit(); i++) {
      loudest = Math.max(loudest, Math.abs(samples.get(i)));
    }
    List<Integer> beeps = new ArrayList<>();
    if (loudest < FAINTEST) {
      return beeps;
    }
    int threshold = loudest / ONSET_SHARE;
    int lastLoud = -rateHz;
    for (int i = 0; i < samples.limit(); i++) {
      if (Math.abs(samples.get(i)) >= threshold) {
        if (i - lastLoud > rateHz / QUIET_SHARE) {
          beeps.add(i);
        }
        lastLoud = i;
      }
    }
    return beeps;
  }

  /** Whether a picture flashes. */
  public static boolean isFlash(Luma picture) {
    // The lowest sixth is the barcode's.
    int rows = picture.height() * (Barcode.ROWS - Barcode.CODE_ROWS) / Barcode.ROWS;
    long sum = 0;
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < picture.width(); x++) {
        sum += picture.at(x, y);
      }
    }
    return sum > (long) FLASH_LUMA * rows * picture.width();
  }
}
