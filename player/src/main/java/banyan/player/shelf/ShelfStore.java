package banyan.player.shelf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The shelf of one window: changes count at once, and are on disk a moment later. May be used from any thread. */
@SuppressWarnings("FutureReturnValueIgnored") // writing logs what goes wrong
public final class ShelfStore implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ShelfStore.class.getName());
  /** A slider that is dragged changes ten times a second. */
  private static final long SAVED_AFTER_MILLIS = 500;
  private static final long SAVED_WITHIN_MILLIS = 3_000;

  private final ShelfFile file;
  private final Optional<String> message;
  private final boolean mayWrite;
  private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(run -> {
    Thread thread = new Thread(run, "shelf");
    thread.setDaemon(true);
    return thread;
  });
  private Shelf shelf;
  private Shelf saved;
  private boolean isDue;

  private ShelfStore(ShelfFile file, ShelfFile.Found found) {
    this.file = file;
    this.shelf = found.shelf();
    this.saved = found.shelf();
    this.message = found.message();
    this.mayWrite = found.mayBeReplaced();
  }

  public static ShelfStore open(Path path) {
    ShelfFile file = new ShelfFile(path);
    return new ShelfStore(file, file.load());
  }

  /** Where it is unless somebody says otherwise; see the XDG base directory specification. */
  public static Path usualFile(@Nullable String xdgConfigHome, String home) {
    return ShelfFile.usual(xdgConfigHome, home);
  }

  /** What a person should know: that a broken file was set aside, say. */
  public Optional<String> message() {
    return message;
  }

  public synchronized Shelf shelf() {
    return shelf;
  }

  /** Returns the shelf as it is then. */
  public synchronized Shelf change(UnaryOperator<Shelf> how) {
    shelf = how.apply(shelf);
    if (mayWrite && !isDue && !worker.isShutdown()) {
      isDue = true;
      worker.schedule(this::save, SAVED_AFTER_MILLIS, TimeUnit.MILLISECONDS);
    }
    return shelf;
  }

  private void save() {
    Shelf now;
    synchronized (this) {
      isDue = false;
      now = shelf;
      if (now.equals(saved)) {
        return;
      }
    }
    try {
      file.save(now);
      synchronized (this) {
        saved = now;
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "Favourites and settings could not be written: " + e.getMessage());
    }
  }

  /** Writes what is not written yet. */
  @Override
  public void close() {
    try {
      if (mayWrite) {
        worker.submit(this::save).get(SAVED_WITHIN_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (ExecutionException | TimeoutException e) {
      LOG.log(Level.WARNING, "Favourites and settings may not be written", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      worker.shutdownNow();
    }
  }
}
