package banyan.churn.network;

import banyan.program.Program;
import banyan.program.ReadyLine;
import banyan.program.Stop;
import banyan.protocol.ChannelLink;
import banyan.protocol.Endpoint;
import banyan.protocol.SignatureVerifier;
import banyan.relay.Faults;
import banyan.relay.JoinOptions;
import banyan.relay.RelayPeer;
import banyan.relay.RelayPeerConfig;
import banyan.relay.StartException;
import banyan.relay.crypto.Ed25519Verifier;
import banyan.relay.crypto.PeerIdentity;
import banyan.relay.crypto.RememberingVerifier;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Many peers in one process: what {@code banyan churn} starts where a process for each would be too many. It is told on
 * stdin what to do, a {@link HostOrder} a line, and answers each on stdout.
 */
@Command(name = "churn-host", hidden = true, description = "Peers of 'banyan churn', which starts this.")
public final class ChurnHostMain extends Program {
  private static final Logger LOG = Logger.getLogger(ChurnHostMain.class.getName());
  private static final long CLOSE_SECONDS = 8;
  /** Those of a window of chunks and of the root's beats meanwhile, and of what comes again from backups. */
  private static final int REMEMBERED_SIGNATURES = 4_096;

  @SuppressWarnings("NullAway.Init") // picocli sets it before run()
  @Spec
  private CommandSpec spec;

  private record Member(RelayPeer peer, Faults faults) {}

  /** Elsewhere each of these peers has a computer of its own, here two dozen share a core. */
  private final SignatureVerifier signatures = new RememberingVerifier(new Ed25519Verifier(), REMEMBERED_SIGNATURES);
  private final Map<Integer, Member> members = new ConcurrentHashMap<>();
  /** What takes its time; a fault is not to wait for it. */
  private final ExecutorService slow = Executors.newCachedThreadPool();

  public static void main(String[] args) {
    Program.main(new ChurnHostMain(), args);
  }

  @Override
  protected void run(Stop stop) throws Exception {
    ready(ReadyLine.of("churn-host"));
    Thread orders = new Thread(() -> obey(stop), "orders");
    orders.setDaemon(true);
    orders.start();
    stop.await();
    members.values().forEach(member -> slow.execute(() -> leave(member)));
    slow.shutdown();
    if (!slow.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
      LOG.warning("Not all peers have left within " + CLOSE_SECONDS + " s.");
    }
  }

  /** Until whoever gives orders is gone. */
  private void obey(Stop stop) {
    try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        HostOrder order = HostOrder.read(line);
        slow.execute(() -> obey(order));
      }
    } catch (IOException e) {
      LOG.warning("There are no more orders: " + e.getMessage());
    }
    stop.request();
  }

  private void obey(HostOrder order) {
    String id = null;
    String failure = null;
    try {
      id = order.what() == HostOrder.What.JOIN ? join(order) : doTo(order);
    } catch (StartException | RuntimeException e) {
      failure = String.valueOf(e.getMessage());
    }
    tell(new HostOrder.Done(order.peer(), order.what(), id, failure));
  }

  private synchronized void tell(HostOrder.Done done) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(done);
    out.flush();
  }

  private String join(HostOrder order) throws StartException {
    HostOrder.Join how = order.join();
    if (how == null) {
      throw new IllegalArgumentException("peer " + order.peer() + " is not told how to join");
    }
    RelayPeer peer = RelayPeer.start(config(how));
    members.put(order.peer(), new Member(peer, new Faults(peer)));
    peer.traceTo(Optional.of(Path.of(how.trace())));
    peer.join(ChannelLink.parse(how.link()), JoinOptions.BY_LINK.withIndex(how.index()));
    return peer.id().toString();
  }

  private RelayPeerConfig config(HostOrder.Join how) {
    @Nullable String advertise = how.advertise();
    return RelayPeerConfig.of(PeerIdentity.throwaway().key())
        .listeningOn(how.bind(), how.port())
        .advertising(advertise == null ? List.of() : List.of(Endpoint.parse(advertise)))
        .withUpload(how.uploadBitsPerSecond())
        .withMaxChildren(how.maxChildren())
        .withPlainLinks(how.plain())
        .withAgent("banyan churn")
        .withSignatures(signatures);
  }

  private @Nullable String doTo(HostOrder order) {
    boolean isGone = order.what() == HostOrder.What.LEAVE || order.what() == HostOrder.What.KILL;
    Member member = isGone ? members.remove(order.peer()) : members.get(order.peer());
    if (member == null) {
      throw new IllegalArgumentException("there is no peer " + order.peer() + " here");
    }
    switch (order.what()) {
      case LEAVE -> leave(member);
      case KILL -> member.faults().halt();
      case FREEZE -> member.faults().freeze();
      case THAW -> member.faults().thaw();
      case JOIN -> throw new IllegalStateException("joining is done elsewhere");
    }
    return null;
  }

  private static void leave(Member member) {
    // One that stands still could not say goodbye.
    member.faults().thaw();
    member.peer().close();
  }
}
