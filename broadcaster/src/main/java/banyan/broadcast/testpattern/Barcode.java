package banyan.broadcast.testpattern;

import java.util.OptionalLong;

/**
 * A frame's number as a block code in its picture, which survives scaling and strong compression.
 *
 * <p>The picture is seen as a grid of {@value #COLUMNS} columns and {@value #ROWS} rows. The code is in the lowest two
 * rows, read line by line from the left: 40 cells, white for 1 and black for 0, the highest bit first. The first 32 are
 * the frame's number, the other 8 its checksum: a CRC with polynomial 0x07 and initial value 0xff over the number's
 * four bytes, the highest first. At 320x180 a cell is 16x15 pixels. A reader takes the mean of each cell's inner half:
 * at the edges neighbours bleed into each other.
 */
public final class Barcode {
  public static final int COLUMNS = 20;
  public static final int ROWS = 12;

  private static final int NUMBER_BITS = 32;
  private static final int BITS = 40;
  static final int CODE_ROWS = BITS / COLUMNS;
  private static final int FIRST_ROW = ROWS - CODE_ROWS;
  private static final int THRESHOLD = 125;
  private static final int CRC_POLYNOMIAL = 0x07;
  private static final int CRC_START = 0xff;

  private Barcode() {}

  /** Whether the pixel at a place of a picture of this size belongs to the code. */
  static boolean covers(int y, int height) {
    return y * ROWS >= FIRST_ROW * height;
  }

  /** Whether that pixel is to be white. */
  static boolean isWhite(long frame, int x, int y, int width, int height) {
    int cell = (y * ROWS / height - FIRST_ROW) * COLUMNS + x * COLUMNS / width;
    return (word(frame) >> (BITS - 1 - cell) & 1) != 0;
  }

  /** The number in a picture; empty if there is no sound code in it. */
  public static OptionalLong read(Luma picture) {
    if (picture.width() < 2 * COLUMNS || picture.height() < 2 * ROWS) {
      return OptionalLong.empty();
    }
    long word = 0;
    for (int cell = 0; cell < BITS; cell++) {
      word = word << 1 | (mean(picture, cell % COLUMNS, FIRST_ROW + cell / COLUMNS) > THRESHOLD ? 1 : 0);
    }
    long frame = word >>> BITS - NUMBER_BITS;
    return word == word(frame) ? OptionalLong.of(frame) : OptionalLong.empty();
  }

  private static int mean(Luma picture, int column, int row) {
    int fromX = (4 * column + 1) * picture.width() / (4 * COLUMNS);
    int toX = Math.max(fromX + 1, (4 * column + 3) * picture.width() / (4 * COLUMNS));
    int fromY = (4 * row + 1) * picture.height() / (4 * ROWS);
    int toY = Math.max(fromY + 1, (4 * row + 3) * picture.height() / (4 * ROWS));
    int sum = 0;
    for (int y = fromY; y < toY; y++) {
      for (int x = fromX; x < toX; x++) {
        sum += picture.at(x, y);
      }
    }
    return sum / ((toX - fromX) * (toY - fromY));
  }

  private static long word(long frame) {
    long number = frame & 0xffff_ffffL;
    return number << BITS - NUMBER_BITS | checksum(number);
  }

  private static int checksum(long number) {
    int crc = CRC_START;
    for (int shift = NUMBER_BITS - 8; shift >= 0; shift -= 8) {
      crc ^= (int) (number >> shift & 0xff);
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc << 1 ^ ((crc & 0x80) != 0 ? CRC_POLYNOMIAL : 0)) & 0xff;
      }
    }
    return crc;
  }
}
