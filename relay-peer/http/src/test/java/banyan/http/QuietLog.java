package banyan.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Listens for warnings and errors: what strangers send is no reason for either. */
final class QuietLog implements AutoCloseable {
  private final Queue<String> said = new ConcurrentLinkedQueue<>();
  private final Handler handler = new Handler() {
    @Override
    public void publish(LogRecord entry) {
      if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
        said.add(entry.getLoggerName() + ": " + entry.getMessage() + " " + entry.getThrown());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  };

  void open() {
    Logger.getLogger("").addHandler(handler);
  }

  void assertSilent() {
    List<String> now = List.copyOf(said);
    said.clear();
    assertEquals(List.of(), now);
  }

  @Override
  public void close() {
    Logger.getLogger("").removeHandler(handler);
  }
}
