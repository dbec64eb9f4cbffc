package banyan.program;

import banyan.protocol.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that every program with a peer in it has: relay, viewer and broadcaster. A mixin. */
public final class PeerOptions {
  /** Where peers and players connect unless a person says otherwise; a second program takes any free port. */
  public static final int USUAL_PORT = 7170;
  public static final int USUAL_HTTP_PORT = 7180;

  private static final int ANY_NUMBER = 65_535;

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--port", paramLabel = "PORT", converter = OptionValues.Port.class,
      description = "Port for other peers; 0 for any free one. Without it: " + USUAL_PORT
          + ", or any free one if that is taken.")
  private @Nullable Integer port;

  @Option(names = "--bind", paramLabel = "HOST", defaultValue = "0.0.0.0",
      description = "Address for other peers to connect to; 0.0.0.0 for all of this computer's.")
  private String bind = "0.0.0.0";

  @Option(names = "--http-port", paramLabel = "PORT", converter = OptionValues.Port.class,
      description = "Port for players, status and metrics on this computer; 0 for any free one. Without it: "
          + USUAL_HTTP_PORT + ", or any free one if that is taken.")
  private @Nullable Integer httpPort;

  @Option(names = "--http-bind", paramLabel = "HOST", defaultValue = "127.0.0.1",
      description = "Address for them to connect to.")
  private String httpBind = "127.0.0.1";

  @Option(names = "--upload", paramLabel = "RATE",
      description = "Upload that may be used, in bits a second, such as 10M. Without it, it is found out by trying.")
  private @Nullable BitRate upload;

  @Option(names = "--max-children", paramLabel = "N", defaultValue = "" + ANY_NUMBER,
      description = "Feed no more peers than that.")
  private int maxChildren = ANY_NUMBER;

  @Option(names = "--advertise", paramLabel = "HOST:PORT", showDefaultValue = Help.Visibility.NEVER,
      description = "Where strangers reach this peer; may be given more than once. Without it, it is found out.")
  private List<Endpoint> advertise = new ArrayList<>();

  @Option(names = "--identity", paramLabel = "FILE",
      description = "The key by which other peers know this one; made if it is missing. Without it, "
          + "~/.banyan/identity.key, or a new one for this run if that is in use.")
  private @Nullable Path identity;

  @Option(names = "--plain",
      description = "Do not encrypt links with other peers. Every peer of the channel has to be told so.")
  private boolean plain;

  @Option(names = "--trace", paramLabel = "FILE",
      description = "For measurements: write down when each chunk came, and what happened to the peer.")
  private @Nullable Path trace;

  public int port() {
    return port != null ? port : freeOr(bind, USUAL_PORT);
  }

  public String bind() {
    return bind;
  }

  public int httpPort() {
    return httpPort != null ? httpPort : freeOr(httpBind, USUAL_HTTP_PORT);
  }

  public String httpBind() {
    return httpBind;
  }

  /** 0 if nobody said. */
  public long uploadBitsPerSecond() {
    return upload == null ? 0 : upload.bitsPerSecond();
  }

  public int maxChildren() {
    if (maxChildren < 0 || maxChildren > ANY_NUMBER) {
      throw new ParameterException(
          spec.commandLine(), "--max-children takes a number from 0 to " + ANY_NUMBER + ", not " + maxChildren + ".");
    }
    return maxChildren;
  }

  public List<Endpoint> advertise() {
    return List.copyOf(advertise);
  }

  public Optional<Path> identity() {
    return Optional.ofNullable(identity);
  }

  /** Whether links are in clear text. */
  public boolean plain() {
    return plain;
  }

  public Optional<Path> trace() {
    return Optional.ofNullable(trace);
  }

  /** The port if it can be listened on now, else 0. */
  public static int freeOr(String host, int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getByName(host), port));
      return port;
    } catch (IOException e) {
      return 0;
    }
  }
}
