package banyan.broadcast.testpattern;

/** The brightness of a picture, as a decoder puts it out: one byte a pixel, 16 is black and 235 is white. */
public interface Luma {
  int width();

  int height();

  /** 0 to 255. */
  int at(int x, int y);

  /** A plane of bytes, {@code stride} from line to line. */
  static Luma of(byte[] plane, int offset, int stride, int width, int height) {
    return new Luma() {
      @Override
      public int width() {
        return width;
      }

      @Override
      public int height() {
        return height;
      }

      @Override
      public int at(int x, int y) {
        return plane[offset + y * stride + x] & 0xff;
      }
    };
  }
}
