package banyan.relay;

import banyan.program.Failure;
import banyan.program.OptionValues;
import banyan.program.PeerOptions;
import banyan.program.Program;
import banyan.program.ReadyLine;
import banyan.program.Stop;
import banyan.protocol.ChannelLink;
import banyan.protocol.Endpoint;
import banyan.relay.crypto.KeyFileException;
import banyan.relay.crypto.PeerIdentity;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code banyan relay}: gives upload to a channel until it is told to stop. */
@Command(
    name = "relay",
    description = "Give upload to a channel: receive it and pass it on, within a cap, until told to stop.")
public final class RelayPeerMain extends Program {
  @SuppressWarnings("NullAway.Init") // picocli sets it before run()
  @Parameters(paramLabel = "LINK", description = "The channel, as 'banyan broadcast' prints it.")
  private ChannelLink link;

  @Mixin
  private final PeerOptions options = new PeerOptions();

  @Option(names = "--parent", paramLabel = "HOST:PORT",
      description = "The peer to be fed by at first; later ones are chosen freely.")
  private @Nullable Endpoint parent;

  @Option(names = "--index", paramLabel = "URL", converter = OptionValues.IndexUrl.class,
      description = "The channel index to ask, instead of the link's.")
  private @Nullable String index;

  public static void main(String[] args) {
    Program.main(new RelayPeerMain(), args);
  }

  @Override
  protected void run(Stop stop) throws Exception {
    try (PeerIdentity held = PeerIdentity.asked(options.identity());
        RelayPeer peer = RelayPeer.start(RelayPeerConfig.asked(held.key(), options).withAgent("banyan relay"))) {
      peer.traceTo(options.trace());
      JoinOptions how = new JoinOptions(Optional.ofNullable(parent), Optional.ofNullable(index));
      peer.join(link, how);
      ready(ReadyLine.of("relay").withLink(link).withPort(peer.port()).withHttp(peer.httpUrl().orElse("")));
      stop.await();
    } catch (KeyFileException | StartException e) {
      throw new Failure(String.valueOf(e.getMessage()), e);
    }
  }
}
