package banyan.player.window;

import banyan.protocol.Detail;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** The line below the picture: play, sound, what is on, and the window itself. */
final class ControlBar {
  /** What the buttons do. */
  interface Actions {
    void playOrStop();

    void snapshot();

    void fullScreen();

    void favourite(boolean wanted);
  }

  static final double HEIGHT = 56;

  private final HBox pane = new HBox();
  private final Button play;
  private final ToggleButton mute = Buttons.toggle("mute", Icon.SOUND, "Mute (M)");
  private final Slider volume = new Slider(0, 1, 1);
  private final Label title = new Label();
  private final Label detail = new Label();
  private final ToggleButton favourite = Buttons.toggle("favourite", Icon.STAR, "Keep as a favourite");
  private final ToggleButton onTop = Buttons.toggle("on-top", Icon.PIN, "Always on top (T)");
  private final Button camera;
  private final Button fullScreen;

  ControlBar(Actions actions) {
    play = Buttons.button("play", Icon.PLAY, "Play (Space)", actions::playOrStop);
    play.getStyleClass().add("main");
    camera = Buttons.button("snapshot", Icon.CAMERA, "Keep this picture (S)", actions::snapshot);
    fullScreen = Buttons.button("full-screen", Icon.LARGER, "Full screen (F)", actions::fullScreen);
    favourite.setOnAction(event -> actions.favourite(favourite.isSelected()));
    favourite.getStyleClass().add("star");
    volume.setId("volume");
    volume.setAccessibleText("Volume");
    volume.setBlockIncrement(0.05);
    volume.setPrefWidth(96);
    volume.setMinWidth(48);
    mute.selectedProperty().addListener((property, before, now) -> Buttons.show(
        mute, now ? Icon.SILENCE : Icon.SOUND, now ? "Sound on (M)" : "Mute (M)"));
    title.setId("title");
    title.getStyleClass().add("channel-title");
    detail.setId("playing-detail");
    detail.getStyleClass().add("channel-detail");
    VBox words = new VBox(title, detail);
    words.setAlignment(Pos.CENTER_LEFT);
    words.setMinWidth(0);
    HBox.setHgrow(words, Priority.ALWAYS);
    pane.setAlignment(Pos.CENTER_LEFT);
    pane.getStyleClass().add("controls");
    pane.setId("controls");
    pane.setMinHeight(HEIGHT);
    pane.setMaxHeight(HEIGHT);
    pane.getChildren().addAll(play, mute, volume, words, favourite, camera, onTop, fullScreen);
  }

  Region pane() {
    return pane;
  }

  DoubleProperty volume() {
    return volume.valueProperty();
  }

  BooleanProperty muted() {
    return mute.selectedProperty();
  }

  BooleanProperty onTop() {
    return onTop.selectedProperty();
  }

  void show(Playing playing, boolean isFavourite) {
    boolean isOn = playing.isOn();
    boolean known = playing.link().isPresent();
    Buttons.show(play, isOn ? Icon.STOP : Icon.PLAY, isOn ? "Stop (Space)" : "Play (Space)");
    play.setDisable(!known);
    favourite.setDisable(!known);
    favourite.setSelected(isFavourite);
    camera.setDisable(playing.screen().pictureWidth() == 0);
    title.setText(known ? playing.title().isEmpty() ? "Channel" : playing.title() : "Banyan");
    detail.setText(detail(playing));
  }

  /** Keys change the volume too. */
  void showNarrow(boolean isNarrow) {
    volume.setVisible(!isNarrow);
    volume.setManaged(!isNarrow);
  }

  void showFullScreen(boolean isFull) {
    Buttons.show(fullScreen, isFull ? Icon.SMALLER : Icon.LARGER, isFull ? "Leave full screen (F)" : "Full screen (F)");
  }

  private static String detail(Playing playing) {
    if (!playing.isOn()) {
      return playing.link().isPresent() ? "Stopped" : "Live streaming without a data centre";
    }
    MediaScreen screen = playing.screen();
    String size = screen.pictureWidth() == 0 ? "" : "  ·  " + screen.pictureWidth() + "×" + screen.pictureHeight();
    String sound = playing.isSilent() ? "  ·  no device for sound"
        : playing.state().map(s -> s.description().isPresent() && !s.hasAudio()).orElse(false) ? "  ·  no sound" : "";
    String lag = playing.state().flatMap(s -> s.node()).filter(n -> n.parent().isPresent())
        .map(n -> "  ·  " + Words.count(n.path().depth(), "hop", "hops") + " from the broadcaster").orElse("");
    String now = playing.said().text(Detail.NOW_PLAYING);
    return (now.isEmpty() ? "Live" : now) + size + sound + lag;
  }
}
