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
  private static final String ESCAPE = "\u001b[";

  private final PrintStream out;
  private final boolean redraws;
  private final boolean colours;
  private TerminalSize size;
  /** What was asked to be shown, and of it what stands there now. */
  private List<TerminalLine> block = List.of();
  private List<TerminalLine> drawn = List.of();

  /**
   * @param redraws whether {@code out} understands ANSI control sequences
   * @param colours whether it may be told of styles as well
   * @param size where a line of the block is cut, and how many there may be; without redrawing nothing is cut
   */
  public Terminal(PrintStream out, boolean redraws, boolean colours, TerminalSize size) {
    this.out = out;
    this.redraws = redraws;
    this.colours = redraws && colours;
    this.size = size;
  }

  /** The process's stderr, whose size is followed. In colours, unless the environment has {@code NO_COLOR}. */
  public static Terminal stderr() {
    boolean redraws = TerminalSize.isThere();
    String noColor = System.getenv("NO_COLOR");
    Terminal terminal = new Terminal(
        System.err, redraws, noColor == null || noColor.isEmpty(),
        redraws ? TerminalSize.first() : TerminalSize.UNKNOWN);
    if (redraws) {
      Signals.onWindowChange(() -> TerminalSize.measured().ifPresent(terminal::resized));
    }
    return terminal;
  }

  public boolean redraws() {
    return redraws;
  }

  public synchronized int columns() {
    return size.columns();
  }

  /** Prints a line that stays; a block that is shown moves below it. */
  public synchronized void print(String line) {
    StringBuilder all = new StringBuilder();
    erase(all);
    all.append(line).append('\n');
    draw(all);
    out.append(all).flush();
  }

  /** Shows a block in place of the last one. Lines are texts without control sequences. */
  public void show(List<String> lines) {
    showLines(lines.stream().map(TerminalLine::of).toList());
  }

  /** The same with styles. */
  public synchronized void showLines(List<TerminalLine> lines) {
    StringBuilder all = new StringBuilder();
    erase(all);
    block = redraws ? List.copyOf(lines) : List.of();
    if (redraws) {
      draw(all);
    } else {
      lines.forEach(line -> all.append(line.text()).append('\n'));
    }
    out.append(all).flush();
  }

  /** Lets the block stand as it is: what comes next goes below it. */
  public synchronized void keep() {
    block = List.of();
    drawn = List.of();
  }

  /** From now on it is of this size. */
  public synchronized void resized(TerminalSize to) {
    size = to;
    if (!drawn.isEmpty()) {
      StringBuilder all = new StringBuilder();
      erase(all);
      draw(all);
      out.append(all).flush();
    }
  }

  private void draw(StringBuilder all) {
    drawn = block.stream().limit(size.rows() - 1L).map(line -> line.cut(size.columns())).toList();
    for (TerminalLine line : drawn) {
      line.pieces().forEach(piece -> draw(piece, all));
      all.append('\n');
    }
  }

  private void draw(TerminalLine.Piece piece, StringBuilder all) {
    String code = colours ? piece.style().code() : "";
    if (code.isEmpty() || piece.text().isEmpty()) {
      all.append(piece.text());
    } else {
      all.append(ESCAPE).append(code).append('m').append(piece.text()).append(ESCAPE).append("0m");
    }
  }

  private void erase(StringBuilder all) {
    int rows = 0;
    for (TerminalLine line : drawn) {
      // A terminal that has become narrower breaks the lines that it shows.
      rows += Math.max(1, (TextColumns.of(line.text()) + size.columns() - 1) / size.columns());
    }
    if (rows > 0) {
      all.append(ESCAPE).append(rows).append('A').append('\r').append(ESCAPE).append('J');
    }
    drawn = List.of();
  }

  /** The text with every control character shown as a blank: what strangers send must not steer a terminal. */
  public static String printable(String text) {
    boolean clean = text.codePoints().noneMatch(Character::isISOControl);
    return clean ? text : text.codePoints().map(c -> Character.isISOControl(c) ? ' ' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
  }
}
