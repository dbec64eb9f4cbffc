package banyan.player;

import banyan.program.Failure;
import banyan.program.OptionValues;
import banyan.program.PeerOptions;
import banyan.program.Program;
import banyan.program.ReadyLine;
import banyan.program.Stop;
import banyan.protocol.ChannelLink;
import banyan.protocol.Endpoint;
import banyan.relay.ChannelSession;
import banyan.relay.JoinOptions;
import banyan.relay.RelayPeer;
import banyan.relay.RelayPeerConfig;
import banyan.relay.StartException;
import banyan.relay.crypto.KeyFileException;
import banyan.relay.crypto.PeerIdentity;
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
    description = "Watch a channel: receive it for a player on this computer, measure how it plays, and pass it on.",
    footer = {"", "Open the address that it prints in VLC, mpv or ffplay."})
public final class WatchMain extends Program {
  private static final Duration SHOWN_EACH = Duration.ofSeconds(1);
  /** Without a terminal a line a second is too much. */
  private static final int LINES_APART = 10;

  @SuppressWarnings("NullAway.Init") // picocli sets it before run()
  @Parameters(paramLabel = "LINK", description = "The channel, as 'banyan broadcast' prints it.")
  private ChannelLink link;

  @Option(names = "--headless", description = "Without a window, which is the only way so far: a player opens the "
      + "address that is printed.")
  private boolean headless;

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

  public static void main(String[] args) {
    Program.main(new WatchMain(), args);
  }

  @Override
  protected void run(Stop stop) throws Exception {
    try (PeerIdentity held = PeerIdentity.asked(options.identity());
        RelayPeer peer = RelayPeer.start(RelayPeerConfig.asked(held.key(), options).withAgent("banyan watch"))) {
      peer.traceTo(options.trace());
      JoinOptions how = new JoinOptions(Optional.ofNullable(parent), Optional.ofNullable(index));
      try (Viewing viewing = Viewing.begin(peer, link, how, buffer.toNanos() / 1_000)) {
        ChannelSession session = viewing.session();
        ready(ReadyLine.of("watch").withLink(link).withPort(peer.port()).withHttp(peer.httpUrl().orElse("")));
        tell("Open in VLC, mpv or ffplay: " + peer.httpUrl().orElse("") + "/live/" + link.channel() + ".ts");
        if (!headless) {
          tell("This version of Banyan has no window of its own yet; the player shows the picture.");
        }
        watch(stop, session, viewing);
        tell(ViewingReport.summary(
            viewing.figures(), session.lastStatus().map(s -> s.lagMicros()).orElse(-1L), viewing.delayMicros(0.5)));
        if (duration != null && !stop.isRequested() && viewing.figures().chunks() == 0) {
          throw new Failure("Nothing of the channel came within " + duration.toMillis() / 1e3
              + " s: is the broadcaster on air, and the link right?");
        }
      }
    } catch (KeyFileException | StartException e) {
      throw new Failure(String.valueOf(e.getMessage()), e);
    }
  }

  private void watch(Stop stop, ChannelSession session, Viewing viewing) throws Exception {
    long until = duration == null ? Long.MAX_VALUE : System.nanoTime() + duration.toNanos();
    for (int second = 1; System.nanoTime() < until && !stop.await(shorter(until)); second++) {
      String line = ViewingReport.line(viewing.figures(), session.lastStatus());
      if (isQuiet()) {
        continue;
      }
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
