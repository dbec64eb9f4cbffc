package banyan.player;

import banyan.player.shelf.Settings;
import banyan.player.shelf.ShelfStore;
import banyan.player.window.OpenWindow;
import banyan.player.window.Outside;
import banyan.player.window.PlayerWindow;
import banyan.program.Failure;
import banyan.program.Stop;
import banyan.protocol.ChannelLink;
import banyan.relay.JoinOptions;
import banyan.relay.RelayPeer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The window of {@code banyan watch}, with what is kept for it. Apart: a viewer without one loads no JavaFX. */
final class WindowRun implements AutoCloseable {
  private final ShelfStore shelf;
  private final OpenWindow window;
  private final Stop stop;

  private WindowRun(ShelfStore shelf, OpenWindow window, Stop stop) {
    this.shelf = shelf;
    this.window = window;
    this.stop = stop;
  }

  /**
   * What a window does first.
   *
   * @param link the channel to turn to
   * @param clicked what a person clicked who is to see what is wrong with it, in place of a link
   * @param how a channel is entered that the link names
   * @param fullScreen whether the window takes all of the screen
   */
  record First(Optional<ChannelLink> link, Optional<String> clicked, JoinOptions how, boolean fullScreen) {
    private void in(PlayerWindow window) {
      how.index().ifPresent(window::alsoAsk);
      link.ifPresent(to -> window.tune(to, how));
      clicked.ifPresent(window::open);
      window.fullScreen(fullScreen);
    }
  }

  /**
   * Opens the window.
   *
   * @param uploadBitsPerSecond as the command line says, 0 for what was set in the window before
   * @param first what the window is to do first
   * @param stop is requested when the person closes the window
   */
  static WindowRun open(
      RelayPeer peer, long uploadBitsPerSecond, First first, Stop stop) throws Failure {
    String home = System.getProperty("user.home", ".");
    ShelfStore shelf = ShelfStore.open(ShelfStore.usualFile(System.getenv("XDG_CONFIG_HOME"), home));
    try {
      Settings settings = shelf.shelf().settings();
      PlayerWindow.Ground ground = new PlayerWindow.Ground(
          peer, shelf, new Installed(), uploadBitsPerSecond > 0 ? uploadBitsPerSecond : settings.uploadBitsPerSecond(),
          Path.of(home, "Pictures"), stop::request);
      return new WindowRun(shelf, OpenWindow.open(ground, first::in), stop);
    } catch (Failure | RuntimeException e) {
      shelf.close();
      throw e;
    }
  }

  /** Waits until the person or a signal ends it, or the time is over. */
  void awaitEnd(Optional<Duration> atMost) throws InterruptedException, Failure {
    if (atMost.isPresent()) {
      stop.await(atMost.get());
    } else {
      stop.await();
    }
  }

  @Override
  public void close() {
    window.close();
    shelf.close();
  }

  /** Players and browsers of this computer. What is started here goes on without this program. */
  private static final class Installed implements Outside {
    private static final String OPENER = "xdg-open";
    private final String searchPath = Objects.requireNonNullElse(System.getenv("PATH"), "");

    @Override
    public List<String> players() {
      return Arrays.stream(LocalPlayer.values())
          .filter(player -> player.find(searchPath).isPresent()).map(LocalPlayer::program).toList();
    }

    @Override
    public Optional<String> play(String player, String url, String title) {
      LocalPlayer known = LocalPlayer.named(player);
      return known.find(searchPath).map(program -> start(known.command(program, url, title)))
          .orElseGet(() -> Optional.of(known.howToInstall()));
    }

    @Override
    public Optional<String> browse(String url) {
      boolean isThere = Arrays.stream(searchPath.split(File.pathSeparator, -1))
          .anyMatch(folder -> Files.isExecutable(Path.of(folder, OPENER)));
      return isThere ? start(List.of(OPENER, url)) : Optional.of("Open this address in a browser: " + url);
    }

    private static Optional<String> start(List<String> command) {
      try {
        new ProcessBuilder(command)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
        return Optional.empty();
      } catch (IOException e) {
        return Optional.of(command.get(0) + " could not be started: " + e.getMessage());
      }
    }
  }
}
