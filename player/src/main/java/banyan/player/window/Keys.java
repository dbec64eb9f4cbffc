package banyan.player.window;

import javafx.scene.Scene;
import javafx.scene.control.ListView;
import javafx.scene.control.Slider;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;

/** The keyboard: space, M, F, T, S, L, N, arrows for the volume, Esc. Whoever types is left alone. */
final class Keys {
  private static final double VOLUME_STEP = 0.05;

  private Keys() {}

  static void install(Scene scene, WindowLayout layout, WindowLayout.Wishes wishes, Runnable leaveFullScreen) {
    scene.addEventHandler(KeyEvent.KEY_PRESSED, event -> {
      boolean isTyping = event.getTarget() instanceof TextInputControl;
      if (event.isConsumed() || event.isControlDown() || event.isAltDown() || event.isMetaDown()) {
        return;
      }
      if (event.getCode() == KeyCode.ESCAPE) {
        leaveFullScreen.run();
        layout.root().requestFocus();
        event.consume();
      } else if (!isTyping && act(event, layout, wishes)) {
        event.consume();
      }
    });
  }

  private static boolean act(KeyEvent event, WindowLayout layout, WindowLayout.Wishes wishes) {
    boolean usesArrows = event.getTarget() instanceof ListView<?> || event.getTarget() instanceof Slider;
    ControlBar controls = layout.controls();
    switch (event.getCode()) {
      case SPACE, K -> wishes.playOrStop();
      case M -> controls.muted().set(!controls.muted().get());
      case F, F11 -> wishes.fullScreen();
      case T -> controls.onTop().set(!controls.onTop().get());
      case S -> wishes.snapshot();
      case L -> layout.toggleList();
      case N -> layout.toggleNetwork();
      case UP, RIGHT, DOWN, LEFT -> {
        if (usesArrows) {
          return false;
        }
        boolean louder = event.getCode() == KeyCode.UP || event.getCode() == KeyCode.RIGHT;
        double now = controls.volume().get() + (louder ? VOLUME_STEP : -VOLUME_STEP);
        controls.volume().set(Math.max(0, Math.min(1, now)));
      }
      default -> {
        return false;
      }
    }
    return true;
  }
}
