package banyan.player.window;

import banyan.player.shelf.Settings;
import java.util.List;
import javafx.animation.PauseTransition;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.Cursor;
import javafx.scene.control.Button;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.util.Duration;

/** Where things are in the window, which of them are shown, and in which colours. */
final class WindowLayout {
  /** What a person wants of the window. */
  interface Wishes extends ControlBar.Actions {
    void open(String address);

    void choose(ChannelRow row);

    void search();

    void favour(ChannelRow row, boolean wanted);

    void settings(Settings changed);

    void upload(long bitsPerSecond);

    Settings settings();

    void forgetHistory();
  }

  private static final Duration CONTROLS_STAY = Duration.seconds(2.5);
  private static final double SIDE_WIDTH = 290;
  private static final double NARROW = 720;

  private final BorderPane root = new BorderPane();
  private final StackPane stagePane = new StackPane();
  private final HBox header = new HBox();
  private final TextField address = new TextField();
  private final ToggleButton listShown = Buttons.toggle("show-list", Icon.LIST, "Channels (L)");
  private final ToggleButton networkShown = Buttons.toggle("show-network", Icon.TREE, "Network (N)");
  private final ToggleButton settingsShown = Buttons.toggle("show-settings", Icon.GEAR, "Settings");
  private final ToggleButton light = Buttons.toggle("light", Icon.SUN, "Light colours");
  private final ChannelPane channels;
  private final NetworkPane network;
  private final SettingsPane settings;
  private final MessagePane messages = new MessagePane();
  private final ControlBar controls;
  private final Pane picture;
  private final PauseTransition controlsGo = new PauseTransition(CONTROLS_STAY);
  private boolean isFull;
  private boolean isAdapting;

  WindowLayout(Pane picture, Settings first, Wishes wishes) {
    this.picture = picture;
    channels = new ChannelPane(query -> wishes.search(), wishes::choose, wishes::favour);
    network = new NetworkPane(first.uploadBitsPerSecond(), wishes::upload);
    settings = new SettingsPane(
        first.indexes(), urls -> wishes.settings(wishes.settings().withIndexes(urls)), wishes::forgetHistory);
    controls = new ControlBar(wishes);
    for (Region side : List.of(channels.pane(), network.pane(), settings.pane())) {
      side.setPrefWidth(SIDE_WIDTH);
      side.setMinWidth(SIDE_WIDTH);
    }
    buildHeader(wishes);
    stagePane.getStyleClass().add("stage");
    stagePane.setMinSize(0, 0);
    stagePane.getChildren().addAll(picture, messages.pane(), controls.pane());
    StackPane.setAlignment(controls.pane(), Pos.BOTTOM_CENTER);
    stagePane.setOnMouseClicked(event -> {
      root.requestFocus();
      if (event.getClickCount() == 2 && event.getTarget() != controls.pane()) {
        wishes.fullScreen();
      }
    });
    stagePane.addEventFilter(MouseEvent.MOUSE_MOVED, event -> showControls());
    controlsGo.setOnFinished(event -> {
      if (isFull && !controls.pane().isHover()) {
        controls.pane().setVisible(false);
        stagePane.setCursor(Cursor.NONE);
      }
    });
    root.setId("window");
    root.getStyleClass().add("window");
    root.setCenter(stagePane);
    root.setFocusTraversable(true);
    listShown.setSelected(first.listShown());
    light.setSelected(first.light());
    listShown.selectedProperty().addListener((property, before, now) -> {
      arrange();
      if (!isAdapting) {
        wishes.settings(wishes.settings().withListShown(now));
      }
    });
    root.widthProperty().addListener((property, before, now) -> adapt(
        before.doubleValue(), now.doubleValue(), wishes.settings().listShown()));
    light.selectedProperty().addListener((property, before, now) -> {
      arrange();
      wishes.settings(wishes.settings().withLight(now));
    });
    networkShown.selectedProperty().addListener((property, before, now) -> {
      if (now) {
        settingsShown.setSelected(false);
      }
      arrange();
    });
    settingsShown.selectedProperty().addListener((property, before, now) -> {
      if (now) {
        networkShown.setSelected(false);
      }
      arrange();
    });
    arrange();
  }

  private void buildHeader(Wishes wishes) {
    address.setId("address");
    address.setPromptText("Paste a banyan:// link");
    address.setAccessibleText("Link of a channel");
    address.setOnAction(event -> wishes.open(address.getText()));
    HBox.setHgrow(address, Priority.ALWAYS);
    Button go = Buttons.button("go", Icon.GO, "Open this link", () -> wishes.open(address.getText()));
    header.setAlignment(Pos.CENTER);
    header.getStyleClass().add("header");
    header.getChildren().addAll(listShown, address, go, networkShown, settingsShown, light);
  }

  Region root() {
    return root;
  }

  TextField address() {
    return address;
  }

  ChannelPane channels() {
    return channels;
  }

  NetworkPane network() {
    return network;
  }

  MessagePane messages() {
    return messages;
  }

  ControlBar controls() {
    return controls;
  }

  void toggleList() {
    listShown.setSelected(!listShown.isSelected());
  }

  void toggleNetwork() {
    networkShown.setSelected(!networkShown.isSelected());
  }

  /** All of the screen is the picture's; the controls come with the mouse. */
  void showFullScreen(boolean full) {
    isFull = full;
    controls.showFullScreen(full);
    arrange();
    showControls();
  }

  private void showControls() {
    controls.pane().setVisible(true);
    stagePane.setCursor(Cursor.DEFAULT);
    if (isFull) {
      controlsGo.playFromStart();
    }
  }

  /** A narrow window is the picture's; whoever wants the list in it opens it. */
  private void adapt(double before, double now, boolean listWanted) {
    boolean isNarrow = now < NARROW;
    if (isNarrow != before < NARROW || before == 0) {
      isAdapting = true;
      listShown.setSelected(listWanted && !isNarrow);
      isAdapting = false;
      controls.showNarrow(isNarrow);
    }
  }

  private void arrange() {
    root.setTop(isFull ? null : header);
    root.setLeft(isFull || !listShown.isSelected() ? null : channels.pane());
    root.setRight(isFull ? null : networkShown.isSelected() ? network.pane()
        : settingsShown.isSelected() ? settings.pane() : null);
    Insets below = new Insets(0, 0, isFull ? 0 : ControlBar.HEIGHT, 0);
    StackPane.setMargin(picture, below);
    StackPane.setMargin(messages.pane(), below);
    root.getStyleClass().removeAll("light", "dark", "full");
    root.getStyleClass().add(light.isSelected() ? "light" : "dark");
    if (isFull) {
      root.getStyleClass().add("full");
    }
    Buttons.show(light, light.isSelected() ? Icon.MOON : Icon.SUN,
        light.isSelected() ? "Dark colours" : "Light colours");
  }
}
