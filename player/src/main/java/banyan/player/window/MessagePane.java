package banyan.player.window;

import banyan.player.playback.Situation;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/** What there is to say, over the picture: how things stand, and now and then a notice. */
final class MessagePane {
  /** Something that a person can do. */
  record Choice(String id, String text, Runnable action) {}

  static final double MAX_WIDTH = 460;

  private final StackPane pane = new StackPane();
  private final Label headline = new Label();
  private final Label advice = new Label();
  private final ProgressIndicator busy = new ProgressIndicator();
  private final FlowPane choices = new FlowPane();
  private final VBox card = new VBox(busy, headline, advice, choices);
  private final Notices notices = new Notices();

  MessagePane() {
    pane.setPickOnBounds(false);
    pane.setMinSize(0, 0);
    headline.setId("headline");
    headline.getStyleClass().add("headline");
    headline.setWrapText(true);
    advice.setId("advice");
    advice.getStyleClass().add("advice");
    advice.setWrapText(true);
    busy.setMaxSize(36, 36);
    busy.setAccessibleText("Working");
    choices.setAlignment(Pos.CENTER);
    choices.getStyleClass().add("choices");
    card.setId("message");
    card.getStyleClass().add("card");
    card.setMaxSize(MAX_WIDTH, Region.USE_PREF_SIZE);
    card.setAccessibleRole(AccessibleRole.TEXT);
    StackPane.setAlignment(notices.pane(), Pos.TOP_CENTER);
    pane.getChildren().addAll(card, notices.pane());
    shown(card, false);
  }

  Region pane() {
    return pane;
  }

  void show(Situation situation, List<Choice> can) {
    boolean isQuiet = situation.kind() == Situation.Kind.PLAYING;
    shown(card, !isQuiet);
    if (isQuiet) {
      return;
    }
    headline.setText(situation.headline());
    advice.setText(situation.advice());
    shown(advice, !situation.advice().isEmpty());
    shown(busy, situation.kind() == Situation.Kind.STARTING || situation.kind() == Situation.Kind.WAITING);
    List<String> shownNow = choices.getChildren().stream().map(Node::getId).toList();
    if (!shownNow.equals(can.stream().map(Choice::id).toList())) {
      choices.getChildren().setAll(can.stream().map(MessagePane::button).toList());
    }
    shown(choices, !can.isEmpty());
    card.setAccessibleText(situation.headline() + ". " + situation.advice());
  }

  private static Button button(Choice choice) {
    Button button = new Button(choice.text());
    button.setId(choice.id());
    button.setOnAction(event -> choice.action().run());
    return button;
  }

  /** Says something once. */
  void tell(String text) {
    notices.tell(text);
  }

  private static void shown(Node node, boolean isShown) {
    node.setVisible(isShown);
    node.setManaged(isShown);
  }
}
