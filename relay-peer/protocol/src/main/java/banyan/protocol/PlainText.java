package banyan.protocol;

/**
 * What strangers wrote, made fit to be shown: one line, with nothing in it that cannot be seen, that steers a terminal,
 * that turns the direction of writing, or that piles up marks over the lines around it. Markup stays what it is: text.
 */
public final class PlainText {
  /** More marks on one letter than any script needs. */
  private static final int MAX_MARKS = 3;
  /** Keeps apart letters that would be joined, which Persian cannot do without. */
  private static final int ZERO_WIDTH_NON_JOINER = 0x200c;
  /** Joins the parts of an emoji. */
  private static final int ZERO_WIDTH_JOINER = 0x200d;

  private PlainText() {}

  /** All of it. */
  public static String of(String text) {
    return of(text, Integer.MAX_VALUE);
  }

  /** @param maxChars code points; what is longer is cut, and ends with an ellipsis */
  public static String of(String text, int maxChars) {
    StringBuilder out = new StringBuilder();
    int count = 0;
    int marks = 0;
    boolean isBlankDue = false;
    for (int i = 0, next; i < text.length(); i = next) {
      int c = text.codePointAt(i);
      next = i + Character.charCount(c);
      if (isBlank(c)) {
        isBlankDue = !out.isEmpty();
        continue;
      }
      if (isUnseen(c)) {
        continue;
      }
      // What is joined stands on the same letter.
      marks = isMark(c) ? marks + 1 : isJoiner(c) ? marks : 0;
      if (marks > MAX_MARKS) {
        continue;
      }
      int needed = count + (isBlankDue ? 2 : 1);
      if (needed > maxChars || needed == maxChars && next < text.length()) {
        return out.append('…').toString();
      }
      if (isBlankDue) {
        out.append(' ');
        count++;
        isBlankDue = false;
      }
      out.appendCodePoint(c);
      count++;
    }
    return out.toString();
  }

  private static boolean isMark(int c) {
    int type = Character.getType(c);
    return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
  }

  private static boolean isBlank(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
          Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
      default -> false;
    };
  }

  /** Overrides and isolates of direction, spaces of no width, and others that only say how to show what follows. */
  private static boolean isUnseen(int c) {
    return Character.getType(c) == Character.FORMAT && !isJoiner(c);
  }

  private static boolean isJoiner(int c) {
    return c == ZERO_WIDTH_JOINER || c == ZERO_WIDTH_NON_JOINER;
  }
}
