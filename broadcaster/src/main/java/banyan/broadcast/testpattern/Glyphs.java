package banyan.broadcast.testpattern;

/** A small alphabet of 5x7 dots: what the test picture writes. No font has to be installed for it. */
final class Glyphs {
  static final int WIDTH = 5;
  static final int HEIGHT = 7;
  /** From one character to the next. */
  static final int ADVANCE = WIDTH + 1;

  /** Characters, each with its rows from the top, a row as five bits with the leftmost the highest. */
  private static final String[] ROWS = {
    "0:0e 11 13 15 19 11 0e", "1:04 0c 04 04 04 04 0e", "2:0e 11 01 02 04 08 1f", "3:1f 02 04 02 01 11 0e",
    "4:02 06 0a 12 1f 02 02", "5:1f 10 1e 01 01 11 0e", "6:06 08 10 1e 11 11 0e", "7:1f 01 02 04 08 08 08",
    "8:0e 11 11 0e 11 11 0e", "9:0e 11 11 0f 01 02 0c", "::00 0c 0c 00 0c 0c 00", ".:00 00 00 00 00 0c 0c",
    "A:0e 11 11 1f 11 11 11", "B:1e 11 11 1e 11 11 1e", "C:0e 11 10 10 10 11 0e", "E:1f 10 10 1e 10 10 1f",
    "F:1f 10 10 1e 10 10 10", "M:11 1b 15 15 11 11 11", "N:11 19 15 13 11 11 11", "R:1e 11 11 1e 14 12 11",
    "T:1f 04 04 04 04 04 04", "U:11 11 11 11 11 11 0e", "Y:11 11 0a 04 04 04 04",
  };

  private static final int[][] DOTS = new int[128][];

  static {
    for (String glyph : ROWS) {
      int[] rows = new int[HEIGHT];
      for (int row = 0; row < HEIGHT; row++) {
        rows[row] = Integer.parseInt(glyph, 2 + row * 3, 4 + row * 3, 16);
      }
      DOTS[glyph.charAt(0)] = rows;
    }
  }

  private Glyphs() {}

  /** Whether the character has a dot there; characters that are not in the alphabet are blank. */
  static boolean dot(char character, int column, int row) {
    int[] rows = character < DOTS.length ? DOTS[character] : null;
    return rows != null && (rows[row] >> (WIDTH - 1 - column) & 1) != 0;
  }
}
