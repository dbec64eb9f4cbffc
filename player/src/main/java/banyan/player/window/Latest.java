package banyan.player.window;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javafx.application.Platform;
import org.jspecify.annotations.Nullable;

/** Brings values from any thread to JavaFX's: of those that come while it is busy only the last one. */
final class Latest<T> implements Consumer<T> {
  private final AtomicReference<@Nullable T> pending = new AtomicReference<>();
  private final Consumer<T> shown;

  /** @param shown is called on JavaFX's thread */
  Latest(Consumer<T> shown) {
    this.shown = shown;
  }

  @Override
  public void accept(T value) {
    if (pending.getAndSet(value) == null) {
      Platform.runLater(() -> {
        T last = pending.getAndSet(null);
        if (last != null) {
          shown.accept(last);
        }
      });
    }
  }
}
