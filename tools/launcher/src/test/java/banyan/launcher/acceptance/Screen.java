package banyan.launcher.acceptance;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a terminal shows after what was written to it; of its language it knows as much as Banyan writes. */
final class Screen {
  private static final Pattern CONTROL = Pattern.compile("\u001b\\[(\\d*)(;\\d+)*([AJm])");

  private final List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
  private int row;
  private int column;

  private Screen() {}

  /** All lines, those too that have left it at its top. */
  static List<String> after(String written) {
    Screen screen = new Screen();
    Matcher control = CONTROL.matcher(written);
    for (int i = 0; i < written.length(); i++) {
      char c = written.charAt(i);
      if (c != '\u001b') {
        screen.print(c);
      } else if (control.find(i) && control.start() == i) {
        screen.obey(control.group(3), control.group(1));
        i = control.end() - 1;
      } else if (written.length() - i > 8) {
        throw new AssertionError("a terminal is not told so: " + written.substring(i + 1, i + 8));
      } else {
        // Not all of it has come yet.
        break;
      }
    }
    return screen.lines.stream().map(StringBuilder::toString).toList();
  }

  private void print(char c) {
    if (c == '\r') {
      column = 0;
    } else if (c == '\n') {
      column = 0;
      row++;
      if (row == lines.size()) {
        lines.add(new StringBuilder());
      }
    } else {
      StringBuilder line = lines.get(row);
      if (column < line.length()) {
        line.setCharAt(column, c);
      } else {
        line.append(c);
      }
      column++;
    }
  }

  private void obey(String what, String number) {
    if (what.equals("A")) {
      row = Math.max(0, row - Integer.parseInt(number));
    } else if (what.equals("J")) {
      lines.get(row).setLength(Math.min(column, lines.get(row).length()));
      lines.subList(row + 1, lines.size()).clear();
    }
  }
}
