package banyan.broadcast.testpattern;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Draws the test pattern: a banyan at dusk under a wandering sun, a hand that goes round once a second, the frame's
 * number and the wall clock to read, and the number as a {@link Barcode}.
 *
 * <p>Planes are Y, U and V with 4:2:0 subsampling, 8 bits, limited range. What does not move is drawn once, so that
 * it costs an encoder nothing.
 */
final class TestPicture {
  /** The smallest picture in which text and barcode can be told. */
  static final int MIN_WIDTH = 160;
  static final int MIN_HEIGHT = 96;

  private record Colour(int y, int u, int v) {}

  private static final Colour BLACK = new Colour(16, 128, 128);
  private static final Colour WHITE = new Colour(235, 128, 128);
  private static final Colour PANEL = new Colour(28, 134, 124);
  private static final Colour SKY_TOP = new Colour(40, 156, 118);
  private static final Colour SKY_LOW = new Colour(150, 104, 162);
  private static final Colour GROUND = new Colour(46, 120, 122);
  private static final Colour TREE = new Colour(30, 122, 124);
  private static final Colour SUN = new Colour(214, 66, 150);

  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final double SUN_SECONDS = 12;
  /** The crown of the tree: circles, as x, y and radius in hundredths of the picture's height from its middle. */
  private static final int[][] CROWN = {
    {0, 42, 14}, {-17, 46, 12}, {17, 46, 12}, {-33, 51, 9}, {33, 51, 9}, {-8, 36, 10}, {9, 37, 10}
  };
  /** Trunk and aerial roots: x and half width, likewise. */
  private static final int[][] TRUNKS = {{0, 4}, {-14, 1}, {15, 1}, {-26, 1}, {25, 1}, {-36, 1}, {35, 1}};

  final int width;
  final int height;
  private final byte[][] still;
  private final byte[][] planes;

  TestPicture(int width, int height) {
    if (width < MIN_WIDTH || height < MIN_HEIGHT || width % 2 != 0 || height % 2 != 0) {
      throw new IllegalArgumentException("a test picture of " + width + "x" + height);
    }
    this.width = width;
    this.height = height;
    planes = new byte[][] {
      new byte[width * height], new byte[width * height / 4], new byte[width * height / 4]
    };
    drawStill();
    still = new byte[][] {planes[0].clone(), planes[1].clone(), planes[2].clone()};
  }

  /**
   * Draws a frame; the planes are used again for the next one.
   *
   * @param flash whether all is white behind what is to be read
   */
  byte[][] draw(long frame, double seconds, long unixMicros, boolean flash) {
    if (flash) {
      fill(0, 0, width, height, WHITE);
    } else {
      for (int i = 0; i < planes.length; i++) {
        System.arraycopy(still[i], 0, planes[i], 0, planes[i].length);
      }
      drawSun(seconds);
    }
    drawHand(seconds);
    int dot = Math.max(1, width / 160);
    int left = 4 * dot;
    String number = String.format(Locale.ROOT, "FRAME %07d", frame);
    String clock = CLOCK.format(Instant.ofEpochSecond(0, unixMicros * 1_000)) + " UTC";
    fill(left - 2 * dot, left - 2 * dot, (clock.length() * Glyphs.ADVANCE + 3) * dot, 22 * dot, PANEL);
    write(number, left, left, dot);
    write(clock, left, left + 10 * dot, dot);
    drawBarcode(frame);
    return planes;
  }

  private void drawStill() {
    int horizon = height * 68 / 100;
    for (int y = 0; y < height; y += 2) {
      int share = Math.min(256, 256 * y / horizon);
      Colour sky = new Colour(
          mix(SKY_TOP.y, SKY_LOW.y, share), mix(SKY_TOP.u, SKY_LOW.u, share), mix(SKY_TOP.v, SKY_LOW.v, share));
      fill(0, y, width, 2, y < horizon ? sky : GROUND);
    }
    int middle = width / 2;
    for (int[] circle : CROWN) {
      disc(middle + percent(circle[0]), percent(circle[1]), percent(circle[2]), TREE);
    }
    int top = percent(48);
    for (int[] trunk : TRUNKS) {
      int half = Math.max(1, percent(trunk[1]));
      fill(middle + percent(trunk[0]) - half, top, 2 * half, percent(76) - top, TREE);
    }
  }

  /** Behind the tree. */
  private void drawSun(double seconds) {
    double way = seconds / SUN_SECONDS % 1;
    int x = (int) (width * (0.06 + 0.88 * way));
    int y = (int) (height * (0.58 - 0.3 * Math.sin(Math.PI * way)));
    int radius = percent(5);
    for (int down = -radius; down <= radius; down++) {
      for (int right = -radius; right <= radius; right++) {
        boolean inside = down * down + right * right <= radius * radius;
        if (inside && still[0][(y + down) * width + x + right] != (byte) TREE.y) {
          set(x + right, y + down, SUN);
        }
      }
    }
  }

  private void drawHand(double seconds) {
    int radius = percent(11);
    int centreX = width - radius - percent(4);
    int centreY = radius + percent(4);
    disc(centreX, centreY, radius, PANEL);
    double angle = 2 * Math.PI * (seconds % 1);
    for (int i = 0; i <= radius * 8; i++) {
      double reach = (radius - 2) * i / (radius * 8.0);
      fill((int) (centreX + reach * Math.sin(angle)), (int) (centreY - reach * Math.cos(angle)), 2, 2, WHITE);
    }
  }

  private void drawBarcode(long frame) {
    for (int y = 0; y < height; y++) {
      if (!Barcode.covers(y, height)) {
        continue;
      }
      for (int x = 0; x < width; x++) {
        set(x, y, Barcode.isWhite(frame, x, y, width, height) ? WHITE : BLACK);
      }
    }
  }

  private void write(String text, int left, int top, int dot) {
    for (int i = 0; i < text.length(); i++) {
      for (int row = 0; row < Glyphs.HEIGHT; row++) {
        for (int column = 0; column < Glyphs.WIDTH; column++) {
          if (Glyphs.dot(text.charAt(i), column, row)) {
            fill(left + (i * Glyphs.ADVANCE + column) * dot, top + row * dot, dot, dot, WHITE);
          }
        }
      }
    }
  }

  private void disc(int centreX, int centreY, int radius, Colour colour) {
    for (int y = -radius; y <= radius; y++) {
      int half = (int) Math.sqrt((double) radius * radius - (double) y * y);
      fill(centreX - half, centreY + y, 2 * half, 1, colour);
    }
  }

  private void fill(int left, int top, int columns, int rows, Colour colour) {
    for (int y = Math.max(0, top); y < Math.min(height, top + rows); y++) {
      for (int x = Math.max(0, left); x < Math.min(width, left + columns); x++) {
        set(x, y, colour);
      }
    }
  }

  private void set(int x, int y, Colour colour) {
    planes[0][y * width + x] = (byte) colour.y;
    int chroma = y / 2 * (width / 2) + x / 2;
    planes[1][chroma] = (byte) colour.u;
    planes[2][chroma] = (byte) colour.v;
  }

  private int percent(int ofHeight) {
    return height * ofHeight / 100;
  }

  private static int mix(int from, int to, int share) {
    return from + (to - from) * share / 256;
  }
}
