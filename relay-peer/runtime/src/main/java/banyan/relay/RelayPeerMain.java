package banyan.relay;

import banyan.node.NodeConfig;
import banyan.program.BitRate;
import banyan.program.Failure;
import banyan.program.OptionValues;
import banyan.program.Program;
import banyan.program.ReadyLine;
import banyan.program.Stop;
import banyan.protocol.ChannelLink;
import banyan.protocol.Endpoint;
import banyan.relay.crypto.KeyFileException;
import banyan.relay.crypto.PeerIdentity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
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

  @Option(names = "--port", paramLabel = "PORT", converter = OptionValues.Port.class, defaultValue = "7171",
      description = "Port for other peers; 0 for any free one.")
  private int port;

  @Option(names = "--bind", paramLabel = "HOST", defaultValue = "0.0.0.0",
      description = "Address for other peers to connect to; 0.0.0.0 for all of this computer's.")
  private String bind = "0.0.0.0";

  @Option(names = "--http-port", paramLabel = "PORT", converter = OptionValues.Port.class, defaultValue = "7180",
      description = "Port for players, status and metrics on this computer; 0 for any free one.")
  private int httpPort;

  @Option(names = "--http-bind", paramLabel = "HOST", defaultValue = "127.0.0.1",
      description = "Address for them to connect to.")
  private String httpBind = "127.0.0.1";

  @Option(names = "--upload", paramLabel = "RATE",
      description = "Upload that may be used, in bits a second, such as 10M. Without it, it is found out by trying.")
  private @Nullable BitRate upload;

  @Option(names = "--max-children", paramLabel = "N", defaultValue = "65535",
      description = "Feed no more peers than that.")
  private int maxChildren = NodeConfig.ANY_NUMBER_OF_CHILDREN;

  @Option(names = "--parent", paramLabel = "HOST:PORT",
      description = "The peer to be fed by at first; later ones are chosen freely.")
  private @Nullable Endpoint parent;

  @Option(names = "--advertise", paramLabel = "HOST:PORT",
      description = "Where strangers reach this peer; may be given more than once. Without it, it is found out.")
  private List<Endpoint> advertise = new ArrayList<>();

  @Option(names = "--index", paramLabel = "URL", description = "The channel index to ask, instead of the link's.")
  private @Nullable String index;

  @Option(names = "--identity", paramLabel = "FILE",
      description = "The key by which other peers know this one; made if it is missing. Without it, "
          + "~/.banyan/identity.key, or a new one for this run if that is in use.")
  private @Nullable Path identity;

  public static void main(String[] args) {
    Program.main(new RelayPeerMain(), args);
  }

  @Override
  protected void run(Stop stop) throws Exception {
    if (maxChildren < 0 || maxChildren > NodeConfig.ANY_NUMBER_OF_CHILDREN) {
      throw wrongUsage("--max-children takes a number from 0 to " + NodeConfig.ANY_NUMBER_OF_CHILDREN + ".");
    }
    try (PeerIdentity held = identity == null ? PeerIdentity.usual() : PeerIdentity.in(identity);
        RelayPeer peer = RelayPeer.start(config(held))) {
      JoinOptions options = new JoinOptions(Optional.ofNullable(parent), Optional.ofNullable(index));
      peer.join(link, options);
      ready(ReadyLine.of("relay").withLink(link).withPort(peer.port()).withHttp(peer.httpUrl().orElse("")));
      stop.await();
    } catch (KeyFileException | StartException e) {
      throw new Failure(String.valueOf(e.getMessage()), e);
    }
  }

  private RelayPeerConfig config(PeerIdentity held) {
    return RelayPeerConfig.of(held.key())
        .listeningOn(bind, port)
        .advertising(advertise)
        .withUpload(upload == null ? 0 : upload.bitsPerSecond())
        .withMaxChildren(maxChildren)
        .withHttp(new RelayPeerConfig.Http(httpBind, httpPort))
        .withAgent("banyan relay");
  }
}
