package banyan.relay;

import banyan.program.Failure;
import banyan.program.OptionValues;
import banyan.program.PeerOptions;
import banyan.program.Program;
import banyan.program.ReadyLine;
import banyan.program.RecordOptions;
import banyan.program.Stop;
import banyan.protocol.ChannelLink;
import banyan.protocol.Endpoint;
import banyan.relay.crypto.KeyFileException;
import banyan.relay.crypto.PeerIdentity;
import banyan.relay.output.recording.RecordingWishes;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code banyan relay}: gives upload to channels until it is told to stop. */
@Command(
    name = "relay",
    description = "Give upload to a channel: receive it and pass it on, within a cap, until told to stop.")
public final class RelayPeerMain extends Program {
  @SuppressWarnings("NullAway.Init") // picocli sets it before run()
  @Parameters(paramLabel = "LINK", arity = "1..*",
      description = "The channel, as 'banyan broadcast' prints it. Several channels share the upload.")
  private List<ChannelLink> links;

  @Mixin
  private final PeerOptions options = new PeerOptions();

  @Option(names = "--parent", paramLabel = "HOST:PORT",
      description = "The peer to be fed by at first; later ones are chosen freely.")
  private @Nullable Endpoint parent;

  @Option(names = "--index", paramLabel = "URL", converter = OptionValues.IndexUrl.class,
      description = "The channel index to ask, instead of the link's.")
  private @Nullable String index;

  @Mixin
  private final RecordOptions recording = new RecordOptions();

  public static void main(String[] args) {
    Program.main(new RelayPeerMain(), args);
  }

  @Override
  protected void run(Stop stop) throws Exception {
    if (parent != null && links.size() > 1) {
      throw wrongUsage("--parent names a peer of one channel: give one LINK with it.");
    }
    if (links.stream().map(ChannelLink::channel).distinct().count() < links.size()) {
      throw wrongUsage("Two of the links are of the same channel: give each channel once.");
    }
    Optional<RecordingWishes> wishes = RecordingWishes.asked(recording);
    try (PeerIdentity held = PeerIdentity.asked(options.identity());
        RelayPeer peer = RelayPeer.start(RelayPeerConfig.asked(held.key(), options).withAgent("banyan relay"))) {
      peer.traceTo(options.trace());
      peer.recordTo(wishes);
      JoinOptions how = new JoinOptions(Optional.ofNullable(parent), Optional.ofNullable(index));
      links.forEach(link -> peer.join(link, how));
      ready(ReadyLine.of("relay").withLink(links.get(0)).withPort(peer.port()).withHttp(peer.httpUrl().orElse("")));
      stop.await();
    } catch (KeyFileException | StartException e) {
      throw new Failure(String.valueOf(e.getMessage()), e);
    }
  }
}
