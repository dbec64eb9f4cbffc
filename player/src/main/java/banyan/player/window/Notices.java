package banyan.player.window;

import java.util.Optional;
import javafx.animation.PauseTransition;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.Duration;

/** Lines over the picture, the newest below the others; each goes away by itself. */
final class Notices {
  private static final Duration STAYS = Duration.seconds(6);
  /** More would hide what is watched. */
  private static final int MAX_SHOWN = 3;

  private final VBox pane = new VBox();

  Notices() {
    pane.getStyleClass().add("notices");
    pane.setAlignment(Pos.TOP_CENTER);
    pane.setMouseTransparent(true);
    pane.setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
  }

  Region pane() {
    return pane;
  }

  /** Says something once; what is shown already stays for longer instead. */
  void tell(String text) {
    said(text).ifPresentOrElse(Line::stay, () -> {
      if (pane.getChildren().size() >= MAX_SHOWN) {
        pane.getChildren().remove(0);
      }
      pane.getChildren().add(new Line(text));
    });
  }

  private Optional<Line> said(String text) {
    return pane.getChildren().stream()
        .map(Line.class::cast).filter(line -> line.getText().equals(text)).findFirst();
  }

  private final class Line extends Label {
    private final PauseTransition ends = new PauseTransition(STAYS);

    Line(String text) {
      super(text);
      getStyleClass().add("notice");
      setWrapText(true);
      setMaxWidth(MessagePane.MAX_WIDTH);
      ends.setOnFinished(event -> pane.getChildren().remove(this));
      stay();
    }

    private void stay() {
      ends.playFromStart();
    }
  }
}
