package banyan.player.window;

import banyan.program.Failure;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import javafx.application.Platform;

/** The window as a part of a program whose other threads know no JavaFX. A process can open one once. */
public final class OpenWindow implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(OpenWindow.class.getName());
  /** It warns of being on the class path, which works. Held here: a logger that nobody holds forgets its level. */
  private static final Logger JAVAFX = Logger.getLogger("javafx");
  private static final long OPENED_WITHIN_SECONDS = 120;
  private static final String ADVICE =
      " The window needs a desktop with X11 or XWayland, and GTK 3 (Debian: apt-get install libgtk-3-0). Without them"
          + " use --with mpv, or --headless and a browser.";

  private final PlayerWindow window;

  private OpenWindow(PlayerWindow window) {
    this.window = window;
  }

  /**
   * Opens the window.
   *
   * @param first what it is to do first, on JavaFX's thread
   */
  public static OpenWindow open(PlayerWindow.Ground ground, Consumer<PlayerWindow> first) throws Failure {
    JAVAFX.setLevel(Level.SEVERE);
    if (System.getProperty("os.name", "").contains("Linux") && !isSet("DISPLAY")) {
      throw new Failure("There is no display here to open a window on." + ADVICE);
    }
    // Pictures are written by way of it, and it is not to look for a screen of its own.
    System.setProperty("java.awt.headless", "true");
    CompletableFuture<PlayerWindow> opened = new CompletableFuture<>();
    try {
      Platform.startup(() -> {
        Thread.currentThread().setUncaughtExceptionHandler(
            (thread, thrown) -> LOG.log(Level.SEVERE, "The window failed", thrown));
        Platform.setImplicitExit(false);
        try {
          PlayerWindow window = new PlayerWindow(ground);
          first.accept(window);
          MediaWarmUp.begin();
          opened.complete(window);
        } catch (RuntimeException e) {
          opened.completeExceptionally(e);
        }
      });
      return new OpenWindow(opened.get(OPENED_WITHIN_SECONDS, TimeUnit.SECONDS));
    } catch (RuntimeException | LinkageError e) {
      throw new Failure("The window could not be opened: " + e.getMessage() + "." + ADVICE, e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the window could not be made", e.getCause());
    } catch (TimeoutException e) {
      throw new Failure("The window did not open within " + OPENED_WITHIN_SECONDS + " s." + ADVICE, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("Interrupted while the window was opened.", e);
    }
  }

  private static boolean isSet(String variable) {
    String value = System.getenv(variable);
    return value != null && !value.isEmpty();
  }

  /** Takes the window away at once, leaves the channel, and ends JavaFX. */
  @Override
  public void close() {
    CompletableFuture<Void> hidden = new CompletableFuture<>();
    Platform.runLater(() -> {
      try {
        window.close();
      } finally {
        hidden.complete(null);
      }
    });
    hidden.join();
    window.leave();
    // After what the window has put off until later, such as the end of its player.
    Platform.runLater(Platform::exit);
  }
}
