package banyan.player.window;

import banyan.player.channels.ChannelList;
import banyan.player.channels.ChannelWatch;
import banyan.player.channels.ListedChannel;
import banyan.player.playback.Situation;
import banyan.player.shelf.SavedChannel;
import banyan.player.shelf.Settings;
import banyan.player.shelf.Shelf;
import banyan.player.shelf.ShelfStore;
import banyan.protocol.ChannelId;
import banyan.protocol.ChannelLink;
import banyan.protocol.Descriptor;
import banyan.relay.JoinOptions;
import banyan.relay.RelayPeer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import javafx.animation.PauseTransition;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.image.Image;
import javafx.scene.image.WritableImage;
import javafx.scene.input.KeyCombination;
import javafx.stage.Stage;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;

/** The viewer's window. To be made, used and closed on JavaFX's thread. */
public final class PlayerWindow implements AutoCloseable {
  private static final double WIDTH = 1_080;
  private static final double HEIGHT = 660;

  /**
   * What the window stands on.
   *
   * @param peer with HTTP; the window uses it and does not close it
   * @param shelf what is remembered; the window does not close it
   * @param uploadBitsPerSecond the most that may be given back at first; {@link Settings#ANY_UPLOAD} for what goes
   * @param pictures folder that snapshots go to
   * @param closed is run when the person closes the window
   */
  public record Ground(
      RelayPeer peer, ShelfStore shelf, Outside outside, long uploadBitsPerSecond, Path pictures, Runnable closed) {}

  private final Ground ground;
  private final Stage stage = new Stage();
  private final Playing playing;
  private final ChannelWatch watch = new ChannelWatch(new Latest<>(this::listed));
  private final WindowLayout layout;
  /** Indexes that links and channels name, for as long as the window is open. */
  private final Set<String> foundIndexes = new LinkedHashSet<>();
  private ChannelList list = ChannelList.NONE;
  private @Nullable Situation shown;
  private boolean isClosed;

  /** Opens the window. */
  public PlayerWindow(Ground ground) {
    this.ground = ground;
    this.playing = new Playing(ground.peer(), new Shown());
    this.layout = new WindowLayout(
        playing.screen().pane(), shelf().settings().withUpload(ground.uploadBitsPerSecond()), new Wishes());
    Scene scene = new Scene(layout.root(), WIDTH, HEIGHT);
    scene.getStylesheets().add(String.valueOf(PlayerWindow.class.getResource("player.css")));
    Keys.install(scene, layout, new Wishes(), () -> stage.setFullScreen(false));
    playing.screen().volume().bindBidirectional(layout.controls().volume());
    playing.screen().muted().bindBidirectional(layout.controls().muted());
    layout.controls().volume().set(shelf().settings().volume());
    layout.controls().muted().set(shelf().settings().muted());
    layout.controls().volume().addListener((property, before, now) ->
        ground.shelf().change(s -> s.with(s.settings().withVolume(now.doubleValue()))));
    layout.controls().muted().addListener((property, before, now) ->
        ground.shelf().change(s -> s.with(s.settings().withMuted(now))));
    layout.controls().onTop().addListener((property, before, now) -> stage.setAlwaysOnTop(now));
    stage.setScene(scene);
    stage.setTitle("Banyan");
    stage.getIcons().add(icon());
    stage.setFullScreenExitHint("");
    stage.setFullScreenExitKeyCombination(KeyCombination.NO_MATCH);
    stage.fullScreenProperty().addListener((property, before, now) -> layout.showFullScreen(now));
    stage.setOnCloseRequest(event -> {
      event.consume();
      ground.closed().run();
    });
    limitUpload(ground.uploadBitsPerSecond());
    ask();
    changed();
    stage.show();
    keepSize();
    layout.root().requestFocus();
    ground.shelf().message().ifPresent(layout.messages()::tell);
  }

  /** The one that packages give to the desktop. */
  private static Image icon() {
    return new Image(String.valueOf(PlayerWindow.class.getResource("banyan-watch.png")));
  }

  /** Turns to a channel; how it is entered is said by who calls. */
  public void tune(ChannelLink link, JoinOptions how) {
    link.index().ifPresent(this::alsoAsk);
    how.index().ifPresent(this::alsoAsk);
    layout.address().setText(link.toString());
    String known = listed(link.channel()).map(ListedChannel::title).orElse("");
    playing.tune(link, known, how);
  }

  /** Turns to the channel of a link that somebody typed or clicked; what is wrong with it is told. */
  public void open(String typed) {
    layout.address().setText(typed);
    try {
      tune(ChannelLink.parse(typed), JoinOptions.BY_LINK);
      layout.root().requestFocus();
    } catch (IllegalArgumentException e) {
      layout.messages().tell(String.valueOf(e.getMessage()));
    }
  }

  /** A window manager that is slow to answer leaves the window at its own least size: it is asked again. */
  private void keepSize() {
    PauseTransition asked = new PauseTransition(Duration.millis(400));
    asked.setOnFinished(event -> {
      if (!stage.isFullScreen() && stage.getWidth() < WIDTH / 2) {
        stage.setWidth(WIDTH);
        stage.setHeight(HEIGHT);
      }
    });
    asked.play();
  }

  /** Takes all of the screen, or not. */
  public void fullScreen(boolean full) {
    stage.setFullScreen(full);
  }

  private Shelf shelf() {
    return ground.shelf().shelf();
  }

  /** Lists the channels of this index as well, for as long as the window is open. */
  public void alsoAsk(String index) {
    if (foundIndexes.size() < Settings.MAX_INDEXES && foundIndexes.add(index)) {
      ask();
    }
  }

  private void ask() {
    List<String> all = new ArrayList<>(shelf().settings().indexes());
    foundIndexes.stream().filter(url -> !all.contains(url)).forEach(all::add);
    watch.ask(all, layout.channels().query());
  }

  private void listed(ChannelList now) {
    list = now;
    ground.shelf().change(s -> s.listed(channel -> listed(channel).map(ListedChannel::link)));
    showChannels();
  }

  private Optional<ListedChannel> listed(ChannelId channel) {
    return list.channels().stream().filter(c -> c.channel().equals(channel)).findFirst();
  }

  private void showChannels() {
    layout.channels().show(ChannelRow.of(
        list, shelf(), layout.channels().query(), playing.on(), System.currentTimeMillis()));
  }

  private void limitUpload(long bitsPerSecond) {
    ground.peer().limitUpload(
        bitsPerSecond == Settings.ANY_UPLOAD ? OptionalLong.empty() : OptionalLong.of(bitsPerSecond));
  }

  private void changed() {
    if (isClosed) {
      return;
    }
    Situation now = playing.situation();
    if (!now.equals(shown)) {
      shown = now;
      layout.messages().show(now, choices(now));
      showChannels();
    }
    String title = playing.isOn() && !playing.title().isEmpty() ? playing.title() + " – Banyan" : "Banyan";
    if (!title.equals(stage.getTitle())) {
      stage.setTitle(title);
    }
    layout.controls().show(playing, playing.link().map(l -> shelf().isFavourite(l.channel())).orElse(false));
    playing.state().ifPresentOrElse(
        state -> {
          layout.network().show(state, ground.peer().handedBytes(), playing.screen().bufferedMicros());
          state.description().map(fields -> fields.details().get(Descriptor.DETAIL_INDEX)).ifPresent(this::offered);
        },
        layout.network()::clear);
  }

  /** A channel names its index; what a stranger names is only asked if it is one. */
  private void offered(String index) {
    try {
      alsoAsk(ChannelLink.checkedIndex(index));
    } catch (IllegalArgumentException e) {
      // No address: nothing to ask.
    }
  }

  private List<MessagePane.Choice> choices(Situation now) {
    List<MessagePane.Choice> can = new ArrayList<>();
    if (playing.trouble().isPresent()) {
      can.add(new MessagePane.Choice("open-browser", "Open in the browser", () ->
          ground.outside().browse(playing.address("watch", "")).ifPresent(layout.messages()::tell)));
      for (String player : ground.outside().players()) {
        can.add(new MessagePane.Choice("open-" + player, "Play in " + player, () ->
            ground.outside().play(player, playing.address("live", ".ts"), playing.title())
                .ifPresent(layout.messages()::tell)));
      }
    } else if (now.kind() == Situation.Kind.IDLE && playing.link().isPresent()) {
      can.add(new MessagePane.Choice("resume", "Play again", playing::resume));
    }
    return can;
  }

  /** What playing brings about here. */
  private final class Shown implements Playing.Display {
    @Override
    public void changed() {
      // The first call comes while the window is being made.
      Platform.runLater(PlayerWindow.this::changed);
    }

    @Override
    public void tell(String notice) {
      layout.messages().tell(notice);
    }

    @Override
    public void plays(ChannelLink link, String title) {
      ground.shelf().change(
          s -> s.watched(SavedChannel.of(link, title.isEmpty() ? "Channel" : title, System.currentTimeMillis())));
      showChannels();
    }
  }

  /** What a person wants. */
  private final class Wishes implements WindowLayout.Wishes {
    @Override
    public void open(String address) {
      PlayerWindow.this.open(address);
    }

    @Override
    public void choose(ChannelRow row) {
      row.link().ifPresent(link -> tune(link, JoinOptions.BY_LINK));
    }

    @Override
    public void search() {
      ask();
      showChannels();
    }

    @Override
    public void favour(ChannelRow row, boolean wanted) {
      row.link().ifPresent(link -> keep(link, row.title(), wanted));
    }

    @Override
    public void favourite(boolean wanted) {
      playing.link().ifPresent(link -> keep(link, playing.title(), wanted));
    }

    private void keep(ChannelLink link, String title, boolean wanted) {
      SavedChannel channel =
          SavedChannel.of(link, title.isEmpty() ? "Channel" : title, System.currentTimeMillis());
      Shelf now = ground.shelf().change(
          s -> wanted ? s.withFavourite(channel) : s.withoutFavourite(link.channel()));
      if (wanted && !now.isFavourite(link.channel())) {
        layout.messages().tell("There are " + Shelf.MAX_FAVOURITES + " favourites already: remove one first.");
      }
      showChannels();
    }

    @Override
    public void playOrStop() {
      if (playing.isOn()) {
        playing.stop();
      } else {
        playing.resume();
      }
      showChannels();
    }

    @Override
    public void fullScreen() {
      stage.setFullScreen(!stage.isFullScreen());
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // it says how it went
    public void snapshot() {
      WritableImage image = playing.screen().snapshot();
      if (image == null) {
        layout.messages().tell("There is no picture to keep.");
        return;
      }
      Snapshots.keep(image, ground.pictures(), playing.title())
          .thenAccept(said -> Platform.runLater(() -> layout.messages().tell(said)));
    }

    @Override
    public void settings(Settings changed) {
      Settings before = shelf().settings();
      ground.shelf().change(s -> s.with(changed));
      if (!changed.indexes().equals(before.indexes())) {
        ask();
      }
    }

    @Override
    public void upload(long bitsPerSecond) {
      ground.shelf().change(s -> s.with(s.settings().withUpload(bitsPerSecond)));
      limitUpload(bitsPerSecond);
    }

    @Override
    public Settings settings() {
      return shelf().settings();
    }

    @Override
    public void forgetHistory() {
      ground.shelf().change(Shelf::withoutHistory);
      showChannels();
    }
  }

  /** Ends the picture and takes the window away, at once; {@link #leave} does the rest. */
  @Override
  public void close() {
    if (!isClosed) {
      isClosed = true;
      watch.close();
      playing.close();
      stage.hide();
    }
  }

  /** Leaves the channel, which may take seconds; not to be called on JavaFX's thread. */
  public void leave() {
    playing.leave();
  }

  Playing playing() {
    return playing;
  }
}
