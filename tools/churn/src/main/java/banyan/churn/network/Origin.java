package banyan.churn.network;

import banyan.broadcast.testpattern.PaddedEncoder;
import banyan.churn.link.LinkProxy;
import banyan.churn.link.PeerAddresses;
import banyan.churn.scenario.PeerRecord;
import banyan.churn.scenario.Scenario;
import banyan.program.BitRate;
import banyan.program.Failure;
import banyan.program.ProgramProcess;
import banyan.program.ReadyLine;
import banyan.protocol.PeerId;
import banyan.relay.crypto.KeyFileException;
import banyan.relay.crypto.PeerIdentity;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the stream comes from: an index, a broadcaster and the encoder that posts to it. Each can be taken away. */
public final class Origin {
  /** Above the rate of the pictures: what packets, chunks and their signatures add, and a peak. */
  private static final double DECLARED_ABOVE = 1.25;
  private static final String UPLOAD = "10G";
  /** Where peers are that have no address of their own, and where the doors are of those that have. */
  static final String LOOPBACK = "127.0.0.1";
  /** Its own in the network of loopback addresses, also when it is started again. */
  private static final int ROOT_ADDRESS = 0;

  private final Workplace workplace;
  private final Scenario scenario;
  private final Optional<LinkProxy> proxy;
  private final SignalShell signals;
  private @Nullable ProgramProcess index;
  private @Nullable PaddedEncoder encoder;
  private String indexUrl = "";
  private String link = "";
  private String sourceUrl = "";
  private int port;
  private List<Integer> pushTo = List.of();

  public Origin(Workplace workplace, Scenario scenario, Optional<LinkProxy> proxy, SignalShell signals) {
    this.workplace = workplace;
    this.scenario = scenario;
    this.proxy = proxy;
    this.signals = signals;
  }

  public void startIndex() throws IOException, Failure {
    index = workplace.start(
        "index", "banyan.index.IndexMain", List.of("--bind", LOOPBACK, "--port", "0", "--quiet"));
    indexUrl = String.valueOf(ready(index).url());
  }

  /**
   * Starts the broadcaster, for the first time or again: with the same key, port and identity.
   *
   * @param number of the peer that it is
   */
  OwnPeer startRoot(int number) throws IOException, Failure {
    if (sourceUrl.isEmpty()) {
      sourceUrl = "http://" + LOOPBACK + ":" + FixedPorts.next() + "/";
    }
    boolean hasDoor = proxy.isPresent() && pushTo.isEmpty();
    if (port == 0) {
      port = FixedPorts.next();
      if (hasDoor) {
        proxy.get().open(ROOT_ADDRESS, port);
      }
    }
    Path identity = workplace.file("root.key");
    Path trace = workplace.file("peer-" + number + ".trace");
    String id = idIn(identity);
    List<String> args = new ArrayList<>(List.of(
        "--source", sourceUrl, "--key", workplace.file("channel.key").toString(), "--title", "banyan churn",
        "--index", indexUrl, "--rate", rate().toString()));
    args.addAll(peerArgs(
        hasDoor || !pushTo.isEmpty() ? PeerAddresses.of(ROOT_ADDRESS).getHostAddress() : LOOPBACK,
        port, hasDoor, identity, trace, UPLOAD, scenario.source().maxChildren(),
        scenario.links().plain()));
    // An index on this machine dials back at another address than the root's own, and finds nobody: as it should be.
    pushTo.forEach(relay -> args.addAll(List.of("--push", LOOPBACK + ":" + relay)));
    ProgramProcess process =
        workplace.start(number == 0 ? "root" : "root " + number, "banyan.broadcast.BroadcastMain", args);
    OwnPeer root = new OwnPeer(number, PeerRecord.Role.ROOT, UPLOAD, trace, process, signals);
    root.joining();
    ReadyLine ready = ready(process);
    link = String.valueOf(ready.link());
    root.joined(id);
    return root;
  }

  /**
   * The root is to connect to relays at these ports, and nobody to it. To be called before it starts.
   *
   * @param relayPorts of 127.0.0.1
   */
  void pushTo(List<Integer> relayPorts) {
    pushTo = List.copyOf(relayPorts);
  }

  /**
   * What every program with a peer in it is told.
   *
   * @param hasDoor whether others reach it at its port of 127.0.0.1, through the proxy
   */
  static List<String> peerArgs(
      String bind, int port, boolean hasDoor, Path identity, Path trace, String upload, int maxChildren,
      boolean plain) {
    List<String> args = new ArrayList<>(List.of(
        "--bind", bind, "--port",
        Integer.toString(port), "--http-port", "0", "--identity", identity.toString(), "--trace", trace.toString(),
        "--upload", upload, "--max-children", Integer.toString(maxChildren), "--quiet"));
    if (hasDoor) {
      args.addAll(List.of("--advertise", LOOPBACK + ":" + port));
    }
    if (plain) {
      args.add("--plain");
    }
    return args;
  }

  /** The id of the peer whose key is in that file, made if it is missing. */
  static String idIn(Path identity) throws Failure {
    // Given back at once: the peer's program is to hold it.
    try (PeerIdentity made = PeerIdentity.in(identity)) {
      return PeerId.of(made.key().publicKey()).toString();
    } catch (KeyFileException e) {
      throw new Failure(String.valueOf(e.getMessage()), e);
    }
  }

  private BitRate rate() {
    return new BitRate(Math.round(scenario.source().bitsPerSecond() * DECLARED_ABOVE));
  }

  public ReadyLine ready(ProgramProcess process) throws IOException, Failure {
    try {
      return process.awaitReady();
    } catch (Failure e) {
      throw workplace.explained(process, e);
    }
  }

  public synchronized void startEncoder() throws IOException {
    encoder = PaddedEncoder.start(URI.create(sourceUrl), scenario.source().bitsPerSecond());
  }

  /** The encoder goes away: its connection is closed. */
  public synchronized void stopEncoder() throws IOException {
    if (encoder != null) {
      encoder.close();
      encoder = null;
    }
  }

  /** The encoder stays, and sends nothing. */
  public synchronized void pause(Duration time) {
    if (encoder != null) {
      encoder.pause(time);
    }
  }

  /** The index is killed. */
  void killIndex() {
    if (index != null) {
      index.process().destroyForcibly();
    }
  }

  String indexUrl() {
    return indexUrl;
  }

  public String link() {
    return link;
  }
}
