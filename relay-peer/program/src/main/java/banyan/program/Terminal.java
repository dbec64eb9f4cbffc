package banyan.program;

import java.io.PrintStream;
import java.util.List;

/**
 * Where a program talks to a person: lines that stay, and below them a block that is redrawn in place. Without a
 * terminal there is no redrawing, and a block is as many lines.
 *
 * <p>Log lines and the block share one of these, so that neither tears the other apart.
 */
public final class Terminal {
  private static final int DEFAULT_COLUMNS = 100;
  private static final String ESCAPE = "\u001b[";

  private final PrintStream out;
  private final boolean redraws;
  private final int columns;
  private int blockLines;

  /**
   * @param redraws whether {@code out} understands ANSI control sequences
   * @param columns where a line of the block is cut; without redrawing nothing is cut
   */
  public Terminal(PrintStream out, boolean redraws, int columns) {
    this.out = out;
    this.redraws = redraws;
    this.columns = columns;
  }

  /**
   * The process's stderr. Java 17 cannot ask whether it is a terminal, so {@code tools/banyan} tells by the
   * properties {@code banyan.terminal} and {@code banyan.columns}.
   */
  public static Terminal stderr() {
    int columns = Integer.getInteger("banyan.columns", DEFAULT_COLUMNS);
    return new Terminal(System.err, Boolean.getBoolean("banyan.terminal"), Math.max(20, columns));
  }

  public boolean redraws() {
    return redraws;
  }

  public int columns() {
    return columns;
  }

  /** Prints a line that stays; a block that is shown moves below it. */
  public synchronized void print(String line) {
    StringBuilder all = new StringBuilder();
    erase(all);
    all.append(line).append('\n');
    blockLines = 0;
    out.append(all).flush();
  }

  /** Shows a block in place of the last one. Lines are texts without control sequences. */
  public synchronized void show(List<String> lines) {
    StringBuilder all = new StringBuilder();
    erase(all);
    for (String line : lines) {
      String printable = printable(line);
      all.append(redraws ? cut(printable) : printable).append('\n');
    }
    blockLines = redraws ? lines.size() : 0;
    out.append(all).flush();
  }

  /** Lets the block stand as it is: what comes next goes below it. */
  public synchronized void keep() {
    blockLines = 0;
  }

  private void erase(StringBuilder all) {
    if (blockLines > 0) {
      all.append(ESCAPE).append(blockLines).append('A').append('\r').append(ESCAPE).append('J');
    }
  }

  private String cut(String line) {
    return line.codePointCount(0, line.length()) <= columns
        ? line : line.substring(0, line.offsetByCodePoints(0, columns - 1)) + "…";
  }

  /** The text with every control character shown as a blank: what strangers send must not steer a terminal. */
  public static String printable(String text) {
    boolean clean = text.codePoints().noneMatch(Character::isISOControl);
    return clean ? text : text.codePoints().map(c -> Character.isISOControl(c) ? ' ' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
  }
}
