package banyan.player;

import banyan.player.watching.Viewing;
import banyan.player.watching.ViewingReport;
import banyan.program.Failure;
import banyan.program.OptionValues;
import banyan.program.PeerOptions;
import banyan.program.Program;
import banyan.program.ReadyLine;
import banyan.program.RecordOptions;
import banyan.program.Stop;
import banyan.protocol.About;
import banyan.protocol.ChannelLink;
import banyan.protocol.Detail;
import banyan.protocol.Endpoint;
import banyan.relay.ChannelSession;
import banyan.relay.JoinOptions;
import banyan.relay.RelayPeer;
import banyan.relay.RelayPeerConfig;
import banyan.relay.StartException;
import banyan.relay.crypto.KeyFileException;
import banyan.relay.crypto.PeerIdentity;
import banyan.relay.output.recording.RecordingWishes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code banyan watch}: a viewer's peer. It receives a channel for a local player, and passes it on. */
@Command(
    name = "watch",
    description = "Watch a channel in a window, or in another player on this computer, and pass it on.",
    footer = {
      "",
      "Keys in the window: Space play and stop, M mute, F full screen, T always on top, S keep the picture, arrows",
      "volume, L channels, N network. Favourites, history and settings are in ~/.config/banyan/player.json.",
      "With --headless, open the address that it prints in VLC, mpv, ffplay or a browser.",
      "mpv plays closest to the live moment with --profile=low-latency; --with mpv says so by itself."
    })
public final class WatchMain extends Program {
  private static final Duration SHOWN_EACH = Duration.ofSeconds(1);
  /** Without a terminal a line a second is too much. */
  private static final int LINES_APART = 10;

  @Parameters(paramLabel = "LINK", arity = "0..1",
      description = "The channel, as 'banyan broadcast' prints it. In the window one can be chosen later.")
  private @Nullable ChannelLink link;

  @Option(names = "--open", paramLabel = "LINK", arity = "0..1", fallbackValue = "",
      description = "Like LINK, for desktops, which pass on what was clicked: a window tells what is wrong with it.")
  private @Nullable String clicked;

  @Option(names = "--headless", description = "Without a window: a player opens the address that is printed.")
  private boolean headless;

  @Option(names = "--full-screen", description = "Open the window on all of the screen; Esc leaves that.")
  private boolean fullScreen;

  @Option(names = "--with", paramLabel = "PLAYER",
      description = "Start a player on this computer as soon as the stream is there: mpv, vlc or ffplay. When it is "
          + "closed this program ends, and the other way round.")
  private @Nullable String with;

  @Option(names = "--buffer", paramLabel = "TIME", defaultValue = "1500ms",
      description = "Media that the measured viewer has before it begins to play.")
  private Duration buffer = Duration.ofMillis(1_500);

  @Option(names = "--duration", paramLabel = "TIME", description = "End after this, with a summary.")
  private @Nullable Duration duration;

  @Option(names = "--parent", paramLabel = "HOST:PORT",
      description = "The peer to be fed by at first; later ones are chosen freely.")
  private @Nullable Endpoint parent;

  @Option(names = "--index", paramLabel = "URL", converter = OptionValues.IndexUrl.class,
      description = "The channel index to ask, instead of the link's.")
  private @Nullable String index;

  @Mixin
  private final PeerOptions options = new PeerOptions();

  @Mixin
  private final RecordOptions recording = new RecordOptions();

  public static void main(String[] args) {
    Program.main(new WatchMain(), args);
  }

  @Override
  protected void run(Stop stop) throws Exception {
    boolean inWindow = !headless && with == null;
    if (clicked != null && (link != null || !inWindow)) {
      throw wrongUsage("--open is for a window, and LINK says what to watch without it.");
    }
    if (link == null && !inWindow) {
      throw wrongUsage("LINK is missing: without a window there is nowhere to choose a channel.");
    }
    Optional<Installed> player = player();
    Optional<RecordingWishes> wishes = RecordingWishes.asked(recording);
    try (PeerIdentity held = PeerIdentity.asked(options.identity());
        RelayPeer peer = RelayPeer.start(RelayPeerConfig.asked(held.key(), options).withAgent("banyan watch"))) {
      peer.traceTo(options.trace());
      peer.recordTo(wishes);
      JoinOptions how = new JoinOptions(Optional.ofNullable(parent), Optional.ofNullable(index));
      if (link == null || inWindow) {
        inWindow(stop, peer, how);
      } else {
        withoutWindow(stop, peer, link, how, player);
      }
    } catch (KeyFileException | StartException e) {
      throw new Failure(String.valueOf(e.getMessage()), e);
    }
  }

  private void inWindow(Stop stop, RelayPeer peer, JoinOptions how) throws Exception {
    WindowRun.First first = new WindowRun.First(
        Optional.ofNullable(link), Optional.ofNullable(clicked).filter(text -> !text.isBlank()), how, fullScreen);
    try (WindowRun window = WindowRun.open(peer, options.uploadBitsPerSecond(), first, stop)) {
      ReadyLine line = ReadyLine.of("watch").withPort(peer.port()).withHttp(peer.httpUrl().orElse(""));
      ready(link == null ? line : line.withLink(link));
      window.awaitEnd(Optional.ofNullable(duration));
    }
  }

  private void withoutWindow(
      Stop stop, RelayPeer peer, ChannelLink to, JoinOptions how, Optional<Installed> player) throws Exception {
    try (Viewing viewing = Viewing.begin(peer, to, how, buffer.toNanos() / 1_000)) {
      ChannelSession session = viewing.session();
      ready(ReadyLine.of("watch").withLink(to).withPort(peer.port()).withHttp(peer.httpUrl().orElse("")));
      String url = peer.httpUrl().orElse("") + "/live/" + to.channel() + ".ts";
      tell("Watch in a browser: " + peer.httpUrl().orElse("") + "/watch/" + to.channel());
      tell("Open in VLC, mpv or ffplay: " + url);
      Optional<PlayerRun> run = player.map(installed -> play(installed, url, stop, viewing));
      try {
        watch(stop, session, viewing);
      } finally {
        run.ifPresent(PlayerRun::close);
      }
      tell(ViewingReport.summary(
          viewing.figures(), session.lastStatus().map(s -> s.lagMicros()).orElse(-1L), viewing.delayMicros(0.5)));
      if (duration != null && !stop.isRequested() && viewing.figures().chunks() == 0) {
        throw new Failure("Nothing of the channel came within " + duration.toMillis() / 1e3
            + " s: is the broadcaster on air, and the link right?");
      }
    }
  }

  /** A player, and where it is on this computer. */
  private record Installed(LocalPlayer player, Path program) {}

  private Optional<Installed> player() throws Failure {
    if (with == null) {
      return Optional.empty();
    }
    LocalPlayer player;
    try {
      player = LocalPlayer.named(with);
    } catch (IllegalArgumentException e) {
      throw wrongUsage(String.valueOf(e.getMessage()));
    }
    String path = System.getenv("PATH");
    return Optional.of(new Installed(player, player.find(path == null ? "" : path)
        .orElseThrow(() -> new Failure(player.howToInstall()))));
  }

  private PlayerRun play(Installed installed, String url, Stop stop, Viewing viewing) {
    LocalPlayer player = installed.player();
    tell("Playing in " + player.program() + " as soon as the stream is there; close it to stop watching.");
    return PlayerRun.startOnce(
        viewing.begun(), player, () -> player.command(installed.program(), url, title(viewing)), stop);
  }

  private static String title(Viewing viewing) {
    String title = about(viewing.session()).text(Detail.TITLE);
    return title.isEmpty() ? "Banyan" : title;
  }

  private static About about(ChannelSession session) {
    return session.descriptor().map(d -> About.read(d.fields())).orElse(About.NOTHING);
  }

  private void watch(Stop stop, ChannelSession session, Viewing viewing) throws Exception {
    ChannelNews news = new ChannelNews();
    long until = duration == null ? Long.MAX_VALUE : System.nanoTime() + duration.toNanos();
    for (int second = 1; System.nanoTime() < until && !stop.await(shorter(until)); second++) {
      String line = ViewingReport.line(viewing.figures(), session.lastStatus());
      if (isQuiet()) {
        continue;
      }
      news.since(about(session)).forEach(terminal()::print);
      if (terminal().redraws()) {
        terminal().show(List.of(line));
      } else if (second % LINES_APART == 0) {
        terminal().print(line);
      }
    }
    terminal().keep();
  }

  private void tell(String text) {
    if (!isQuiet()) {
      terminal().print(text);
    }
  }

  private static Duration shorter(long untilNanos) {
    if (untilNanos == Long.MAX_VALUE) {
      return SHOWN_EACH;
    }
    Duration left = Duration.ofNanos(Math.max(1, untilNanos - System.nanoTime()));
    return left.compareTo(SHOWN_EACH) < 0 ? left : SHOWN_EACH;
  }
}
