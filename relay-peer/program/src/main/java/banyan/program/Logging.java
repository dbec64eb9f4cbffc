package banyan.program;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Sets up java.util.logging: one line a record on stderr, our own packages in more detail than others'. */
public final class Logging {
  /** How much is told. */
  public enum Detail {
    QUIET,
    NORMAL,
    VERBOSE
  }

  private static final Logger OWN = Logger.getLogger("banyan");

  private Logging() {}

  public static void install(Detail detail, Terminal terminal) {
    LogManager.getLogManager().reset();
    Logger root = Logger.getLogger("");
    root.setLevel(detail == Detail.VERBOSE ? Level.INFO : Level.WARNING);
    OWN.setLevel(
        switch (detail) {
          case QUIET -> Level.WARNING;
          case NORMAL -> Level.INFO;
          case VERBOSE -> Level.FINE;
        });
    LineFormatter formatter = new LineFormatter(ZoneId.systemDefault(), detail == Detail.VERBOSE);
    root.addHandler(new Handler() {
      @Override
      public void publish(LogRecord record) {
        terminal.print(formatter.format(record));
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    });
  }

  /** {@code 14:03:07.123 relay: message}, with the level where it is not the ordinary one. */
  static final class LineFormatter extends Formatter {
    private final DateTimeFormatter time;
    private final boolean withStackTrace;

    LineFormatter(ZoneId zone, boolean withStackTrace) {
      this.time = DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(zone);
      this.withStackTrace = withStackTrace;
    }

    @Override
    public String format(LogRecord record) {
      StringBuilder out = new StringBuilder(time.format(Instant.ofEpochMilli(record.getMillis()))).append(' ');
      if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
        out.append(record.getLevel().equals(Level.SEVERE) ? "ERROR " : "WARNING ");
      }
      out.append(lastPackage(String.valueOf(record.getLoggerName()))).append(": ");
      // A message may quote what a stranger sent: one record stays one line.
      out.append(Terminal.printable(String.valueOf(formatMessage(record))));
      Throwable thrown = record.getThrown();
      if (thrown != null && withStackTrace) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        out.append('\n').append(trace.toString().stripTrailing());
      } else if (thrown != null) {
        out.append(" (").append(Terminal.printable(thrown.toString())).append(')');
      }
      return out.toString();
    }

    /** {@code banyan.relay.PeerLink} gives {@code relay}: who speaks, in a word. */
    private static String lastPackage(String logger) {
      List<String> parts = List.of(logger.split("\\.", -1));
      return parts.size() > 1 ? parts.get(parts.size() - 2) : logger;
    }
  }
}
