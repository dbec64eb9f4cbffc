package banyan.player.window;

import banyan.player.shelf.Settings;
import banyan.protocol.ChannelLink;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** The indexes that are asked, and what is remembered. */
final class SettingsPane {
  private final VBox pane = new VBox();
  private final VBox rows = new VBox();
  private final TextField url = new TextField();
  private final Label wrong = new Label();
  private final Consumer<List<String>> changed;
  private List<String> indexes = List.of();

  /**
   * @param changed gets the indexes to ask
   * @param forget is run when the history is to be forgotten
   */
  SettingsPane(List<String> indexes, Consumer<List<String>> changed, Runnable forget) {
    this.changed = changed;
    pane.setId("settings");
    pane.getStyleClass().addAll("side", "settings");
    url.setId("index-url");
    url.setPromptText("http://HOST:7190");
    url.setAccessibleText("Address of an index");
    HBox.setHgrow(url, Priority.ALWAYS);
    Button add = new Button("Add");
    add.setId("add-index");
    add.setOnAction(event -> add());
    url.setOnAction(event -> add());
    wrong.setId("index-wrong");
    wrong.setWrapText(true);
    wrong.getStyleClass().add("wrong");
    Button clear = new Button("Forget what was watched");
    clear.setId("forget");
    clear.setOnAction(event -> forget.run());
    Label what = new Label("An index lists the channels that are on air. Whoever runs one sees that you asked, and "
        + "which channels you join by it.");
    what.setWrapText(true);
    what.getStyleClass().add("quiet");
    pane.getChildren().addAll(
        heading("Indexes"), rows, new HBox(url, add), wrong, what, heading("History"), clear);
    show(indexes);
  }

  Region pane() {
    return pane;
  }

  private void show(List<String> now) {
    indexes = List.copyOf(now);
    rows.getChildren().clear();
    for (String index : indexes) {
      Label label = new Label(index);
      label.setMinWidth(0);
      label.setMaxWidth(Double.MAX_VALUE);
      HBox.setHgrow(label, Priority.ALWAYS);
      Button remove = new Button("Remove");
      remove.setMinWidth(Region.USE_PREF_SIZE);
      remove.setAccessibleText("Remove " + index);
      remove.setOnAction(event -> {
        List<String> fewer = new ArrayList<>(indexes);
        fewer.remove(index);
        tell(fewer);
      });
      HBox row = new HBox(label, remove);
      row.setAlignment(Pos.CENTER_LEFT);
      rows.getChildren().add(row);
    }
  }

  private void add() {
    String text = url.getText().strip();
    try {
      ChannelLink.checkedIndex(text);
    } catch (IllegalArgumentException e) {
      wrong.setText(e.getMessage());
      return;
    }
    if (indexes.size() >= Settings.MAX_INDEXES) {
      wrong.setText("There are " + Settings.MAX_INDEXES + " indexes already: remove one first.");
      return;
    }
    wrong.setText("");
    url.clear();
    List<String> more = new ArrayList<>(indexes);
    if (!more.contains(text)) {
      more.add(text);
    }
    tell(more);
  }

  private void tell(List<String> now) {
    show(now);
    changed.accept(indexes);
  }

  private static Label heading(String text) {
    Label label = new Label(text);
    label.getStyleClass().add("heading");
    return label;
  }
}
