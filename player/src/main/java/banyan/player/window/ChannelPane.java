package banyan.player.window;

import banyan.protocol.ChannelLink;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import javafx.animation.PauseTransition;
import javafx.collections.ObservableList;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;

/** The list of channels, with a field to search it. */
final class ChannelPane {
  /** Whoever types is not to be asked for each letter. */
  private static final Duration TYPED = Duration.millis(250);

  private final VBox pane = new VBox();
  private final TextField search = new TextField();
  private final ListView<ChannelRow> list = new ListView<>();
  private final Consumer<ChannelRow> chosen;
  private final BiConsumer<ChannelRow, Boolean> favoured;

  /**
   * @param searched gets the words to search for
   * @param chosen gets the channel to play
   * @param favoured gets a channel, and whether it is to be a favourite
   */
  ChannelPane(Consumer<String> searched, Consumer<ChannelRow> chosen, BiConsumer<ChannelRow, Boolean> favoured) {
    this.chosen = chosen;
    this.favoured = favoured;
    pane.setId("channels");
    pane.getStyleClass().addAll("side", "channels");
    search.setId("search");
    search.setPromptText("Search channels");
    search.setAccessibleText("Search channels");
    PauseTransition typed = new PauseTransition(TYPED);
    typed.setOnFinished(event -> searched.accept(search.getText()));
    search.textProperty().addListener((property, before, now) -> typed.playFromStart());
    list.setId("channel-list");
    list.setAccessibleText("Channels");
    list.setCellFactory(view -> new Cell());
    list.setOnKeyPressed(event -> {
      if (event.getCode() == KeyCode.ENTER) {
        choose(list.getSelectionModel().getSelectedItem());
        event.consume();
      }
    });
    VBox.setVgrow(list, Priority.ALWAYS);
    pane.getChildren().addAll(search, list);
  }

  Region pane() {
    return pane;
  }

  String query() {
    return search.getText();
  }

  void focusSearch() {
    search.requestFocus();
  }

  /** The selection stays on its channel, and lines that are as they were stay untouched: one may just be clicked. */
  void show(List<ChannelRow> rows) {
    Optional<ChannelLink> selected =
        Optional.ofNullable(list.getSelectionModel().getSelectedItem()).flatMap(ChannelRow::link);
    ObservableList<ChannelRow> shown = list.getItems();
    if (shown.size() > rows.size()) {
      shown.remove(rows.size(), shown.size());
    }
    for (int i = 0; i < shown.size(); i++) {
      if (!shown.get(i).equals(rows.get(i))) {
        shown.set(i, rows.get(i));
      }
    }
    shown.addAll(rows.subList(shown.size(), rows.size()));
    selected.ifPresent(link -> rows.stream()
        .filter(row -> row.link().map(l -> l.channel().equals(link.channel())).orElse(false)).findFirst()
        .ifPresent(row -> list.getSelectionModel().select(row)));
  }

  private void choose(@Nullable ChannelRow row) {
    if (row != null && row.kind() == ChannelRow.Kind.CHANNEL) {
      chosen.accept(row);
    }
  }

  /** Shows a line. What strangers wrote is only ever a label's text. */
  private final class Cell extends ListCell<ChannelRow> {
    private final Label title = new Label();
    private final Label detail = new Label();
    private final ToggleButton star = Buttons.toggle("", Icon.STAR, "Keep as a favourite");
    private final Region lamp = new Region();
    private final HBox line;

    Cell() {
      title.getStyleClass().add("channel-title");
      detail.getStyleClass().add("channel-detail");
      lamp.getStyleClass().add("lamp");
      star.getStyleClass().add("star");
      star.setFocusTraversable(false);
      VBox words = new VBox(title, detail);
      words.setMinWidth(0);
      HBox.setHgrow(words, Priority.ALWAYS);
      line = new HBox(lamp, words, star);
      line.setAlignment(Pos.CENTER_LEFT);
      line.getStyleClass().add("channel-line");
      // Else the longest title decides how wide the list is.
      setPrefWidth(0);
      star.setOnAction(event -> {
        ChannelRow row = getItem();
        if (row != null) {
          favoured.accept(row, star.isSelected());
        }
      });
      // Who wants to keep a channel does not want to watch it now.
      star.addEventHandler(MouseEvent.MOUSE_CLICKED, MouseEvent::consume);
      setOnMouseClicked(event -> {
        if (event.getClickCount() == 1 && !isEmpty()) {
          choose(getItem());
        }
      });
    }

    @Override
    protected void updateItem(@Nullable ChannelRow row, boolean empty) {
      super.updateItem(row, empty);
      getStyleClass().removeAll("heading", "note", "channel", "playing", "on-air");
      setTooltip(null);
      if (empty || row == null) {
        setText(null);
        setGraphic(null);
        setAccessibleText(null);
        return;
      }
      if (row.kind() != ChannelRow.Kind.CHANNEL) {
        setGraphic(null);
        setText(row.title());
        setWrapText(true);
        setAccessibleText(row.title());
        getStyleClass().add(row.kind() == ChannelRow.Kind.HEADING ? "heading" : "note");
        return;
      }
      setText(null);
      title.setText(row.title());
      detail.setText(row.detail());
      star.setSelected(row.favourite());
      Buttons.show(star, Icon.STAR, row.favourite() ? "No favourite any more" : "Keep as a favourite");
      getStyleClass().add("channel");
      if (row.playing()) {
        getStyleClass().add("playing");
      }
      if (row.onAir()) {
        getStyleClass().add("on-air");
      }
      setTooltip(new Tooltip(row.title() + "\n" + row.detail()));
      setAccessibleText(row.title() + ", " + row.detail() + (row.playing() ? ", is on" : ""));
      setGraphic(line);
    }
  }
}
