package banyan.program;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A line that is drawn on a terminal: pieces of text, each with a style. Control characters in them become blanks. */
public record TerminalLine(List<Piece> pieces) {
  /** How a piece looks, where colours are wanted; without them it is read all the same. */
  public enum Style {
    PLAIN(""),
    STRONG("1"),
    SOFT("2"),
    GOOD("32"),
    WARNING("33");

    private final String code;

    Style(String code) {
      this.code = code;
    }

    /** The parameter of an SGR sequence (ECMA-48, 8.3.117); empty for none. */
    String code() {
      return code;
    }
  }

  /** A text in one style. */
  public record Piece(Style style, String text) {
    public Piece {
      text = Terminal.printable(text);
    }
  }

  public TerminalLine {
    pieces = List.copyOf(pieces);
  }

  public static TerminalLine of(String text) {
    return of(Style.PLAIN, text);
  }

  public static TerminalLine of(Style style, String text) {
    return new TerminalLine(List.of(new Piece(style, text)));
  }

  /** The same with more behind it. */
  public TerminalLine and(Style style, String text) {
    List<Piece> more = new ArrayList<>(pieces);
    more.add(new Piece(style, text));
    return new TerminalLine(more);
  }

  public TerminalLine and(String text) {
    return and(Style.PLAIN, text);
  }

  /** All of it, without styles. */
  public String text() {
    return pieces.stream().map(Piece::text).collect(Collectors.joining());
  }

  /** What of it fits; what is cut ends with an ellipsis. */
  TerminalLine cut(int columns) {
    if (TextColumns.of(text()) <= columns) {
      return this;
    }
    List<Piece> fitting = new ArrayList<>();
    // One for the ellipsis.
    int left = columns - 1;
    for (Piece piece : pieces) {
      String fits = TextColumns.beginning(piece.text(), left);
      fitting.add(new Piece(piece.style(), fits));
      left -= TextColumns.of(fits);
      if (fits.length() < piece.text().length()) {
        break;
      }
    }
    return new TerminalLine(fitting).and("…");
  }
}
