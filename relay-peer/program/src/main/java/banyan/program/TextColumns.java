package banyan.program;

import java.util.ArrayList;
import java.util.List;

/**
 * How many columns of a terminal a text takes. Where terminals differ the greater number counts, so that a line that is
 * said to fit never wraps.
 */
public final class TextColumns {
  /** First and last of the ranges that are two columns wide (Unicode 15, East Asian Width W and F, coarsely). */
  private static final int[] WIDE = {
    0x1100, 0x115f, 0x231a, 0x231b, 0x23e9, 0x23f3, 0x25fd, 0x25fe, 0x2600, 0x27bf, 0x2b1b, 0x2b1c, 0x2b50, 0x2b55,
    0x2e80, 0x303e, 0x3041, 0xa4cf, 0xa960, 0xa97f, 0xac00, 0xd7a3, 0xf900, 0xfaff, 0xfe30, 0xfe6f, 0xff00, 0xff60,
    0xffe0, 0xffe6, 0x16fe0, 0x1b2ff, 0x1f000, 0x1faff, 0x20000, 0x3fffd
  };
  /** Asks for a picture in place of the sign before it, which is then wider. */
  private static final int PICTURE_SELECTOR = 0xfe0f;

  private TextColumns() {}

  public static int of(String text) {
    return text.codePoints().map(TextColumns::of).sum();
  }

  private static int of(int c) {
    int type = Character.getType(c);
    if (c == PICTURE_SELECTOR) {
      return 1;
    }
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
      return 0;
    }
    for (int i = 0; i < WIDE.length; i += 2) {
      if (c >= WIDE[i] && c <= WIDE[i + 1]) {
        return 2;
      }
    }
    return 1;
  }

  /** What of a text fits; what is cut ends with an ellipsis. */
  public static String cut(String text, int columns) {
    return of(text) <= columns ? text : beginning(text, columns - 1) + "…";
  }

  /** As much of a text's beginning as fits. */
  static String beginning(String text, int columns) {
    int left = columns;
    int end = 0;
    while (end < text.length()) {
      int c = text.codePointAt(end);
      left -= of(c);
      if (left < 0) {
        break;
      }
      end += Character.charCount(c);
    }
    return text.substring(0, end);
  }

  /** A text in lines that fit, broken between words where that is possible. */
  public static List<String> wrap(String text, int columns) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      String left = word;
      while (!line.isEmpty() && of(line.toString()) + 1 + of(left) > columns
          || of(left) > columns && line.isEmpty()) {
        if (line.isEmpty()) {
          // Longer than a line: an address, say.
          String fits = beginning(left, Math.max(2, columns));
          lines.add(fits);
          left = left.substring(fits.length());
        } else {
          lines.add(line.toString());
          line.setLength(0);
        }
      }
      line.append(line.isEmpty() ? "" : " ").append(left);
    }
    lines.add(line.toString());
    return lines;
  }
}
