package banyan.player.window;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.scene.image.WritableImage;
import javafx.scene.layout.Pane;
import javafx.scene.layout.StackPane;
import javafx.scene.media.Media;
import javafx.scene.media.MediaException;
import javafx.scene.media.MediaPlayer;
import javafx.scene.media.MediaView;
import org.jspecify.annotations.Nullable;

/**
 * Shows one stream after another. A new player takes over from the last one when its picture moves: until then the
 * last one's picture stays.
 */
final class MediaScreen {
  /** A segment comes each half second, which is what ends the wait of a player that reads. */
  private static final long DISPOSED_WITHIN_SECONDS = 3;

  private final StackPane pane = new StackPane();
  private final Consumer<MediaException> failed;
  private final DoubleProperty volume = new SimpleDoubleProperty(1);
  private final SimpleBooleanProperty muted = new SimpleBooleanProperty();
  /** Of players that are being ended. */
  private final List<CompletableFuture<Void>> disposals = new ArrayList<>();
  private @Nullable Reel current;
  private @Nullable Reel last;

  /** @param failed is called when the current player cannot go on */
  MediaScreen(Consumer<MediaException> failed) {
    this.failed = failed;
    pane.setId("picture");
    pane.getStyleClass().add("picture");
    pane.setMinSize(0, 0);
  }

  Pane pane() {
    return pane;
  }

  DoubleProperty volume() {
    return volume;
  }

  SimpleBooleanProperty muted() {
    return muted;
  }

  boolean isOn() {
    return current != null;
  }

  /** Begins to play this address. */
  void begin(String url) {
    if (last != null) {
      last.close();
    }
    last = current;
    if (last != null) {
      last.silence();
    }
    current = null;
    try {
      current = new Reel(url);
    } catch (MediaException e) {
      Platform.runLater(() -> failed.accept(e));
    }
  }

  /**
   * Shows nothing any more.
   *
   * @return completes when nothing reads the stream any more: until then it has to be there, or a player that waits for
   *     its next segment never ends
   */
  CompletableFuture<Void> end() {
    if (last != null) {
      last.close();
    }
    if (current != null) {
      current.close();
    }
    last = null;
    current = null;
    return CompletableFuture.allOf(disposals.toArray(CompletableFuture[]::new))
        .completeOnTimeout(null, DISPOSED_WITHIN_SECONDS, TimeUnit.SECONDS);
  }

  /** Of the current player; −1 before it has one. */
  long positionMicros() {
    Reel reel = current;
    double millis = reel == null ? 0 : reel.player.getCurrentTime().toMillis();
    return millis > 0 ? (long) (millis * 1_000) : -1;
  }

  /** Media that the current player has beyond what it shows; −1 if it does not say. */
  long bufferedMicros() {
    Reel reel = current;
    if (reel == null || reel.player.getBufferProgressTime() == null) {
      return -1;
    }
    double millis = reel.player.getBufferProgressTime().toMillis() - reel.player.getCurrentTime().toMillis();
    return millis >= 0 && millis < 60_000 ? (long) (millis * 1_000) : -1;
  }

  boolean hasEnded() {
    return current != null && current.hasEnded;
  }

  boolean hasFailed() {
    return current != null && current.hasFailed;
  }

  /** The size, as it is sent, of the picture that is shown just now; 0 by 0 if there is none. */
  int pictureWidth() {
    Reel shown = shown();
    return shown == null ? 0 : shown.player.getMedia().getWidth();
  }

  int pictureHeight() {
    Reel shown = shown();
    return shown == null ? 0 : shown.player.getMedia().getHeight();
  }

  /** The picture as it is shown just now; null if there is none. */
  @Nullable WritableImage snapshot() {
    Reel shown = shown();
    return shown == null || shown.player.getMedia().getWidth() == 0 ? null : shown.view.snapshot(null, null);
  }

  /** The last one of the player before stays until the next one has a picture. */
  private @Nullable Reel shown() {
    return last == null ? current : last;
  }

  /** One player with its view. */
  private final class Reel {
    private final MediaPlayer player;
    private final MediaView view;
    private boolean hasEnded;
    private boolean hasFailed;
    private boolean isClosed;

    Reel(String url) {
      Media media = new Media(url);
      player = new MediaPlayer(media);
      media.setOnError(() -> failed(media.getError()));
      player.setOnError(() -> failed(player.getError()));
      player.setOnHalted(() -> failed(player.getError()));
      player.setOnEndOfMedia(() -> hasEnded = true);
      player.volumeProperty().bind(volume);
      player.muteProperty().bind(muted);
      player.currentTimeProperty().addListener((property, before, now) -> moved());
      player.setAutoPlay(true);
      view = new MediaView(player);
      view.setPreserveRatio(true);
      view.setSmooth(true);
      view.fitWidthProperty().bind(pane.widthProperty());
      view.fitHeightProperty().bind(pane.heightProperty());
      // Below the one before, which still shows the last picture.
      pane.getChildren().add(0, view);
    }

    private void moved() {
      if (this == current && last != null && player.getCurrentTime().toMillis() > 0) {
        last.close();
        last = null;
      }
    }

    private void failed(@Nullable MediaException error) {
      if (hasFailed || isClosed) {
        return;
      }
      hasFailed = true;
      if (this == current && error != null) {
        failed.accept(error);
      }
    }

    void silence() {
      player.muteProperty().unbind();
      player.setMute(true);
    }

    void close() {
      if (isClosed) {
        return;
      }
      isClosed = true;
      pane.getChildren().remove(view);
      view.fitWidthProperty().unbind();
      view.fitHeightProperty().unbind();
      player.volumeProperty().unbind();
      silence();
      player.stop();
      CompletableFuture<Void> disposed = new CompletableFuture<>();
      disposals.add(disposed);
      // Not while it tells of something; and what is behind it waits, sometimes for ever, for a stream that it reads:
      // the window must not wait with it.
      Platform.runLater(() -> {
        view.setMediaPlayer(null);
        Thread disposal = new Thread(() -> {
          player.dispose();
          disposed.complete(null);
          Platform.runLater(() -> disposals.removeIf(CompletableFuture::isDone));
        }, "player disposal");
        disposal.setDaemon(true);
        disposal.start();
      });
    }
  }
}
