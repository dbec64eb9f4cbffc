package banyan.churn.network;

import banyan.program.Failure;
import banyan.program.ProgramProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Logger;

/** A process that holds many peers, as the run sees it: gives orders to a {@link ChurnHostMain}. */
@SuppressWarnings("FutureReturnValueIgnored") // answers that say more than "done" are listened to
final class Host {
  private static final Logger LOG = Logger.getLogger(Host.class.getName());
  /** A busy machine starts a peer in a tenth of a second, and a host has many to start. */
  private static final long DONE_WITHIN_SECONDS = 30;

  private record Key(int peer, HostOrder.What what) {}

  private final ProgramProcess process;
  private final PrintWriter orders;
  private final int room;
  private final Set<Integer> peers = ConcurrentHashMap.newKeySet();
  private final Map<Key, CompletableFuture<HostOrder.Done>> awaited = new ConcurrentHashMap<>();

  /** @param room how many peers it may hold */
  Host(ProgramProcess process, int room) throws IOException, Failure {
    this.process = process;
    this.room = room;
    this.orders = new PrintWriter(process.process().outputWriter(StandardCharsets.UTF_8), true);
    process.awaitReady();
    Thread answers = new Thread(this::listen, "answers of " + process.name());
    answers.setDaemon(true);
    answers.start();
  }

  String name() {
    return process.name();
  }

  ProgramProcess process() {
    return process;
  }

  /** Takes a place for a peer if there is one. */
  boolean reserve(int peer) {
    synchronized (peers) {
      return process.process().isAlive() && peers.size() < room && peers.add(peer);
    }
  }

  /**
   * Starts a peer.
   *
   * @return its id
   */
  String join(int peer, HostOrder.Join how) throws Failure, InterruptedException {
    try {
      HostOrder.Done done = order(new HostOrder(HostOrder.What.JOIN, peer, how))
          .get(DONE_WITHIN_SECONDS, TimeUnit.SECONDS);
      if (done.id() == null) {
        throw new Failure("Peer " + peer + " could not be started in " + name() + ": " + done.failure());
      }
      return String.valueOf(done.id());
    } catch (ExecutionException | TimeoutException e) {
      throw new Failure(
          name() + " did not start peer " + peer + " within " + DONE_WITHIN_SECONDS
              + " s: is this machine too small for so many peers?", e);
    }
  }

  /** Does something to a peer, at once. */
  void tell(int peer, HostOrder.What what) {
    if (what == HostOrder.What.LEAVE || what == HostOrder.What.KILL) {
      peers.remove(peer);
    }
    CompletableFuture<HostOrder.Done> done = order(new HostOrder(what, peer, null));
    done.thenAccept(answer -> {
      if (answer.failure() != null) {
        LOG.warning(name() + ": " + answer.what() + " of peer " + peer + " failed: " + answer.failure());
      }
    });
  }

  private CompletableFuture<HostOrder.Done> order(HostOrder order) {
    CompletableFuture<HostOrder.Done> done = new CompletableFuture<>();
    awaited.put(new Key(order.peer(), order.what()), done);
    synchronized (orders) {
      orders.println(order);
    }
    return done;
  }

  private void listen() {
    try {
      for (String line = process.out().readLine(); line != null; line = process.out().readLine()) {
        HostOrder.Done done = HostOrder.Done.read(line);
        CompletableFuture<HostOrder.Done> waiting = awaited.remove(new Key(done.peer(), done.what()));
        if (waiting != null) {
          waiting.complete(done);
        }
      }
    } catch (IOException e) {
      LOG.fine(() -> name() + " says no more: " + e.getMessage());
    }
    awaited.values().forEach(waiting -> waiting.completeExceptionally(new IOException(name() + " has ended")));
  }
}
