package banyan.broadcast;

import banyan.broadcast.console.Console;
import banyan.broadcast.console.EncoderRecipe;
import banyan.broadcast.console.OnAir;
import banyan.broadcast.control.ChannelControl;
import banyan.index.ChannelIndex;
import banyan.index.IndexConfig;
import banyan.program.BitRate;
import banyan.program.DetailOptions;
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
import banyan.protocol.Limits;
import banyan.protocol.PeerAddress;
import banyan.relay.RelayPeer;
import banyan.relay.RelayPeerConfig;
import banyan.relay.StartException;
import banyan.relay.crypto.ChannelKey;
import banyan.relay.crypto.ControlFile;
import banyan.relay.crypto.KeyFileException;
import banyan.relay.crypto.PeerIdentity;
import banyan.relay.output.recording.RecordingWishes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** {@code banyan broadcast}: a channel, from a source to the first peers of its tree. */
@Command(
    name = "broadcast",
    description = "Put a channel on air: take a source, and send it once to a few peers who pass it on.",
    footer = {
      "",
      "OBS, with --source rtmp://:1935/live: Settings, Stream, Service 'Custom...'; Server and Stream Key are shown",
      "at the start. Settings, Output, Output Mode 'Advanced': Keyframe Interval 1 s or 2 s.",
      "ffmpeg: ffmpeg -re -i FILE -c:v libx264 -g 60 -c:a aac -f flv rtmp://127.0.0.1:1935/live/KEY with the same;",
      "... -f mpegts -method POST http://127.0.0.1:8080/ with --source http://:8080/; without -method POST,",
      "tcp://127.0.0.1:8080 with --source tcp://:8080, udp://127.0.0.1:8080?pkt_size=1316 with --source udp://:8080.",
      "Set keyframes 1 to 2 s apart: viewers begin at one. Over UDP, what is lost stays lost: prefer the others.",
      "While on air, 'banyan channel set' changes title, genre and so on, and tells what is playing; so does the page",
      "at the address that is printed behind 'Console'. It shows all figures, and the last ten minutes of them.",
      "What ffmpeg can read, it can pipe in: ffmpeg -i rtmp://... -c copy -f mpegts - | banyan broadcast --source -"
    })
public final class BroadcastMain extends Program {
  private static final Logger LOG = Logger.getLogger(BroadcastMain.class.getName());
  static final int USUAL_INDEX_PORT = 7190;
  /** How long to wait for word whether the port can be reached from outside. */
  private static final Duration REACHED_WITHIN = Duration.ofSeconds(4);
  private static final Duration LOOK_EACH = Duration.ofMillis(200);
  private static final Duration LOOK_AGAIN_EACH = Duration.ofSeconds(1);

  @Mixin
  private final SourceOptions source = new SourceOptions();

  @Mixin
  private final DetailOptions details = new DetailOptions();

  @Option(names = "--key", paramLabel = "FILE",
      description = "The channel's key, made if it is missing. Who has it can broadcast on the channel. "
          + "Without it: ~/.banyan/channel.key")
  private @Nullable Path keyFile;

  @Option(names = "--rate", paramLabel = "RATE",
      description = "The most that the stream takes, such as 3M; peers reckon by it how many they can feed. "
          + "Without it, it is measured.")
  private @Nullable BitRate rate;

  @Option(names = "--index", paramLabel = "URL", converter = OptionValues.IndexUrl.class,
      description = "The channel index that lists the channel. Without it, one is started inside this program.")
  private @Nullable String index;

  @Option(names = "--index-port", paramLabel = "PORT", converter = OptionValues.Port.class,
      description = "Port of the index inside this program; 0 for any free one. Without it: " + USUAL_INDEX_PORT
          + ", or any free one if that is taken.")
  private @Nullable Integer indexPort;

  @Option(names = "--push", paramLabel = "HOST:PORT", showDefaultValue = Help.Visibility.NEVER,
      description = "For a broadcaster that nobody outside can connect to: connect to this relay, and feed it over "
          + "that connection; others connect to the relay. May be given up to 8 times. Start it with the link that is "
          + "printed here.")
  private List<Endpoint> pushTo = new ArrayList<>();

  @Mixin
  private final PeerOptions options = new PeerOptions();

  @Mixin
  private final RecordOptions recording = new RecordOptions();

  public static void main(String[] args) {
    Program.main(alone(), args);
  }

  /** Installed alone, it brings along the command that talks to it. */
  static CommandSpec alone() {
    return CommandSpec.forAnnotatedObject(new BroadcastMain())
        .addSubcommand("channel", CommandSpec.forAnnotatedObject(new ChannelMain()));
  }

  @Override
  protected void run(Stop stop) throws Exception {
    // What cannot stand there is told before anything begins.
    details.given();
    Sources.Spec wanted = source.spec();
    if (pushTo.size() > Limits.MAX_ENDPOINTS) {
      throw wrongUsage("--push is given " + pushTo.size() + " times; a link names at most " + Limits.MAX_ENDPOINTS
          + " relays. The others find the channel by its link.");
    }
    Optional<RecordingWishes> recorded = RecordingWishes.asked(recording);
    ChannelControl control = new ChannelControl();
    Console console = new Console(control);
    try (ChannelKey key = ChannelKey.hold(Optional.ofNullable(keyFile));
        PeerIdentity identity = PeerIdentity.asked(options.identity());
        RelayPeer peer = RelayPeer.start(
            RelayPeerConfig.asked(identity.key(), options).withAgent("banyan broadcast"), console::addTo)) {
      peer.traceTo(options.trace());
      peer.recordTo(recorded);
      Sources.Spec admitted = source.admitting(wanted, key);
      if (index != null) {
        broadcast(stop, key, control, console, peer, admitted, index, index);
        return;
      }
      int port = indexPort != null ? indexPort : PeerOptions.freeOr(options.bind(), USUAL_INDEX_PORT);
      try (ChannelIndex own = startIndex(port)) {
        String advertised = "http://" + publicHost(peer) + ":" + own.port();
        broadcast(stop, key, control, console, peer, admitted, own.localUrl(), advertised);
      }
    } catch (KeyFileException | StartException e) {
      throw new Failure(String.valueOf(e.getMessage()), e);
    }
  }

  private ChannelIndex startIndex(int port) throws Failure {
    try {
      return ChannelIndex.start(IndexConfig.on(options.bind(), port));
    } catch (IOException e) {
      throw new Failure(e.getMessage() + " Choose another port for the index with --index-port.", e);
    }
  }

  private void broadcast(
      Stop stop, ChannelKey key, ChannelControl control, Console console, RelayPeer peer, Sources.Spec admitted,
      String indexUrl, String advertisedIndexUrl) throws Exception {
    About about = details.about();
    BroadcastConfig config = new BroadcastConfig(
        admitted, about, rate == null ? 0 : rate.bitsPerSecond(), source.grace(),
        Optional.of(indexUrl), Optional.of(advertisedIndexUrl), pushTo);
    try (Broadcaster broadcaster = Broadcaster.start(
            peer, key.signer(), key.nextEpoch(), config, new End(stop));
        console) {
      control.serve(broadcaster.root().channel(), broadcaster.announcement());
      Optional<EncoderRecipe> recipe = broadcaster.encodersSendTo().map(
          url -> EncoderRecipe.of(url, admitted.takesFromElsewhere() ? publicHost(peer) : ""));
      console.look(new OnAir(
          peer, broadcaster.root(), broadcaster.announcement(), broadcaster::sourceFigures, recipe));
      if (peer.httpUrl().isPresent()) {
        key.listensAt(new ControlFile.Door(peer.httpUrl().get(), control.token()));
      }
      ChannelLink link = link(broadcaster);
      ReadyLine ready = ReadyLine.of("broadcast").withLink(link).withPort(peer.port()).withUrl(indexUrl)
          .withHttp(peer.httpUrl().orElse(""));
      ready(broadcaster.encodersSendTo().map(ready::withSource).orElse(ready));
      PeerAddress.Reachability told = introduce(stop, broadcaster, peer, recipe, control.token(), indexUrl);
      if (!isQuiet()) {
        console.showOn(terminal());
      }
      if (isReachJudged()) {
        tellReach(stop, peer, told);
      } else {
        stop.await();
      }
    } catch (IOException e) {
      throw new Failure(String.valueOf(e.getMessage()), e);
    }
  }

  private static final class End implements Broadcaster.Ending {
    private final Stop stop;

    End(Stop stop) {
      this.stop = stop;
    }

    @Override
    public void ended(String sentence) {
      LOG.info(() -> sentence + " The channel ends.");
      stop.request();
    }

    @Override
    public void failed(String sentence) {
      stop.fail(new Failure(sentence));
    }
  }

  /** An index inside this program goes when the channel does: a link need not name it. */
  private ChannelLink link(Broadcaster broadcaster) {
    ChannelLink link = broadcaster.root().link();
    return new ChannelLink(link.entries(), link.channel(), Optional.ofNullable(index));
  }

  private static String publicHost(RelayPeer peer) {
    String host = peer.address().endpoints().stream().map(Endpoint::host).findFirst().orElse("127.0.0.1");
    return host.contains(":") ? "[" + host + "]" : host;
  }

  /** What a broadcaster has to know and to hand out. */
  private PeerAddress.Reachability introduce(
      Stop stop, Broadcaster broadcaster, RelayPeer peer, Optional<EncoderRecipe> recipe, String token,
      String indexUrl) throws Exception {
    PeerAddress.Reachability reached = peer.address().reachability();
    long until = System.nanoTime() + REACHED_WITHIN.toNanos();
    while (isReachJudged() && reached == PeerAddress.Reachability.UNKNOWN && System.nanoTime() < until
        && !stop.await(LOOK_EACH)) {
      reached = peer.address().reachability();
    }
    say("Channel  " + broadcaster.announcement().about().text(Detail.TITLE));
    say("Link     " + link(broadcaster));
    say("Index    " + indexUrl + (index == null ? "  (started here)" : ""));
    say("Reach    " + reach(peer, reached));
    say("Source   " + broadcaster.sourceDescription());
    recipe.ifPresent(what -> what.lines().forEach(line -> say("         " + line)));
    // Behind the #, where no server and no log of one sees the token.
    peer.httpUrl().ifPresent(url -> say("Console  " + url + Console.PATH + "#token=" + token));
    peer.httpUrl().ifPresent(url -> say("Preview  mpv " + url + "/live/" + broadcaster.root().channel() + ".ts"));
    say("Now      tell viewers what is on: banyan channel set --now-playing TEXT"
        + (keyFile == null ? "" : " --key " + keyFile));
    return reached;
  }

  /** An index of somebody else's dials back, and so says whether others get in; this program's own proves nothing. */
  private boolean isReachJudged() {
    return index != null && pushTo.isEmpty();
  }

  /** Until the end: what the index finds later, after a slow first attempt or once a router lets it through. */
  private void tellReach(Stop stop, RelayPeer peer, PeerAddress.Reachability first) throws Exception {
    PeerAddress.Reachability told = first;
    while (!stop.await(LOOK_AGAIN_EACH)) {
      PeerAddress.Reachability reached = peer.address().reachability();
      if (reached != told) {
        told = reached;
        say("Reach    " + reach(peer, reached));
      }
    }
  }

  private String reach(RelayPeer peer, PeerAddress.Reachability reached) {
    if (!pushTo.isEmpty()) {
      Endpoint first = pushTo.get(0);
      return "through " + pushTo.stream().map(Endpoint::toString).collect(Collectors.joining(", "))
          + ": start a relay there with: banyan relay LINK --port " + first.port();
    }
    String forward = "forward TCP port " + peer.port() + " in your router to this computer ("
        + publicHost(peer) + "), and name your public address with --advertise HOST:" + peer.port();
    if (index == null) {
      return "nobody outside has tried: if viewers are to come from outside, " + forward + ".";
    }
    return switch (reached) {
      case VERIFIED -> "the index has reached port " + peer.port() + " from where it is.";
      case DIAL_OUT_ONLY -> "the index could not reach port " + peer.port() + ": " + forward + ".";
      case UNKNOWN -> "the index has not answered: is " + index + " right? The channel is on air all the same.";
    };
  }

  private void say(String line) {
    if (!isQuiet()) {
      terminal().print(line);
    }
  }
}
