package banyan.program;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How large a terminal is.
 *
 * @param columns where a line of a block is cut
 * @param rows of which a block takes one less at most
 */
public record TerminalSize(int columns, int rows) {
  /** Where nobody knows better. */
  static final TerminalSize UNKNOWN = new TerminalSize(100, Integer.MAX_VALUE);
  /** In less, nothing can be read. */
  private static final int MIN_COLUMNS = 20;
  private static final int MIN_ROWS = 2;

  private static final Logger LOG = Logger.getLogger(TerminalSize.class.getName());
  private static final Path STDERR = Path.of("/proc/self/fd/2");
  private static final Pattern STTY = Pattern.compile("(\\d{1,5}) (\\d{1,5})\\s*");
  private static final long STTY_MILLIS = 1_000;

  public TerminalSize {
    columns = Math.max(MIN_COLUMNS, columns);
    rows = Math.max(MIN_ROWS, rows);
  }

  /**
   * Whether stderr is a terminal that can redraw. Java 17 cannot ask: {@code tools/banyan} tells by the property {@code
   * banyan.terminal}, and Linux by what stands behind the number 2.
   */
  static boolean isThere() {
    if (Boolean.getBoolean("banyan.terminal")) {
      return true;
    }
    String term = System.getenv("TERM");
    try {
      String behind = Files.readSymbolicLink(STDERR).toString();
      return term != null && !term.equals("dumb") && (behind.startsWith("/dev/pts/") || behind.startsWith("/dev/tty"));
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /** As {@code tools/banyan} has measured it, so that a program need not begin with that; else measured now. */
  static TerminalSize first() {
    int columns = Integer.getInteger("banyan.columns", 0);
    int rows = Integer.getInteger("banyan.rows", 0);
    return columns > 0 && rows > 0 ? new TerminalSize(columns, rows) : measured().orElse(UNKNOWN);
  }

  /** What the terminal at stderr says now; empty if it does not. May take some milliseconds. */
  static Optional<TerminalSize> measured() {
    try {
      Process stty = new ProcessBuilder("sh", "-c", "stty size <&2")
          .redirectInput(Path.of("/dev/null").toFile())
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .start();
      if (!stty.waitFor(STTY_MILLIS, TimeUnit.MILLISECONDS)) {
        stty.destroyForcibly();
        return Optional.empty();
      }
      return parse(new String(stty.getInputStream().readNBytes(64), StandardCharsets.US_ASCII));
    } catch (IOException e) {
      LOG.log(Level.FINE, "no stty to measure the terminal", e);
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** @param said by {@code stty size}; a terminal that does not know says 0 */
  static Optional<TerminalSize> parse(String said) {
    Matcher size = STTY.matcher(said);
    if (!size.matches()) {
      return Optional.empty();
    }
    int rows = Integer.parseInt(size.group(1));
    int columns = Integer.parseInt(size.group(2));
    return rows > 0 && columns > 0 ? Optional.of(new TerminalSize(columns, rows)) : Optional.empty();
  }
}
