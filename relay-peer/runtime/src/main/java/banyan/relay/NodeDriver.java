package banyan.relay;

import banyan.node.Input;
import banyan.node.LinkId;
import banyan.node.NodeConfig;
import banyan.node.NodeEvent;
import banyan.node.NodeStatus;
import banyan.node.Outbox;
import banyan.node.OverlayNode;
import banyan.protocol.ChannelId;
import banyan.protocol.Chunk;
import banyan.protocol.CloseReason;
import banyan.protocol.Message;
import banyan.protocol.PeerAddress;
import banyan.protocol.PeerId;
import banyan.relay.transport.LinkOwner;
import banyan.relay.transport.PeerLink;
import banyan.relay.transport.PeerTransport;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs one node on one event loop: sockets, timers and other threads become its inputs, its outputs become writes and
 * calls.
 *
 * <p>A round is whatever one reading of a socket, one timer or one task brings: its inputs are handled one after
 * another, then each link that was written to is flushed once, and the one timer is set anew.
 */
final class NodeDriver implements LinkOwner {
  /** What a node's outputs that are no bytes go to. Called on the event loop, never while the node is at work. */
  interface Listener {
    void deliver(Chunk chunk);

    void event(NodeEvent event);

    /** To be answered by {@link NodeDriver#submit} of an {@link Input.CandidatesFound}. */
    void findCandidates(int count);

    /** A dial has come to nothing; the node hears it too, after this. */
    void openFailed(PeerAddress to, CloseReason reason);

    /** Somebody else says where it sees this peer. */
    void observed(String host);

    /** The round is over. */
    void roundEnded();
  }

  private static final Logger LOG = Logger.getLogger(NodeDriver.class.getName());
  /** A timer that fires this late lets the sockets be read first: what is in them must not count as silence. */
  private static final long LATE_MICROS = 50_000;

  private final ChannelId channel;
  private final OverlayNode node;
  private final PeerTransport transport;
  private final Uplink uplink;
  private final EventLoop loop;
  private final Supplier<PeerAddress> address;
  private final Listener listener;

  private final Map<LinkId, PeerLink> links = new HashMap<>();
  /** By attempt; each ends within seconds, one way or the other. */
  private final Map<Long, PeerAddress> dialled = new HashMap<>();
  private final Queue<Input> inbox = new ArrayDeque<>();
  /** Of this round's outputs those that are no writes: a Chunk to deliver, a NodeEvent, an Integer of candidates. */
  private final Queue<Object> outputs = new ArrayDeque<>();
  private final List<PeerLink> unflushed = new ArrayList<>();
  private List<PeerLink> written = new ArrayList<>();
  private boolean isWrittenScheduled;
  private boolean isHandling;
  private boolean isStopped;
  private @Nullable Future<?> timer;
  private long timerAtMicros = Long.MAX_VALUE;
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();

  /** @param address own address, told in handshakes */
  NodeDriver(
      ChannelId channel, NodeConfig config, PeerTransport transport, Uplink uplink, Supplier<PeerAddress> address,
      Listener listener) {
    this.channel = channel;
    this.node = new OverlayNode(config);
    this.transport = transport;
    this.uplink = uplink;
    this.loop = transport.loop();
    this.address = address;
    this.listener = listener;
  }

  /** Takes links from now on, and lets the node join. */
  void start() {
    transport.serve(this);
    submit(new Input.Started());
  }

  /** Hands an input to the node, from any thread. A peer that has closed hears nothing more. */
  void submit(Input input) {
    try {
      loop.execute(() -> {
        take(input);
        endRound();
      });
    } catch (RejectedExecutionException e) {
      LOG.fine(() -> "Too late for " + input);
    }
  }

  /** How the node is, soon. Fails once the peer has closed. */
  CompletableFuture<NodeStatus> status() {
    CompletableFuture<NodeStatus> status = new CompletableFuture<>();
    try {
      loop.execute(() -> status.complete(node.status(nowMicros())));
    } catch (RejectedExecutionException e) {
      status.completeExceptionally(e);
    }
    return status;
  }

  /** On the event loop only. */
  boolean isDialling() {
    return !dialled.isEmpty();
  }

  /** Done when the node has left, {@link Input.StopRequested} or not. */
  CompletableFuture<Void> stopped() {
    return stopped;
  }

  /** Drops what is left of a node, gracefully stopped or not. */
  void dispose() {
    transport.withdraw(this);
    loop.execute(() -> {
      isStopped = true;
      uplink.forget(this);
      List.copyOf(links.values()).forEach(PeerLink::close);
      links.clear();
      if (timer != null) {
        timer.cancel(false);
      }
      node.forget();
      stopped.complete(null);
    });
  }

  /** The node hears and says nothing any more; its links are left as they are. On the event loop only. */
  void halt() {
    isStopped = true;
    if (timer != null) {
      timer.cancel(false);
    }
    node.forget();
    stopped.complete(null);
  }

  /** Upload that the node's next chunk waits for; 0 if none does. */
  long uploadWantedBytes() {
    return isStopped ? 0 : node.uploadWantedBytes();
  }

  long takeUnusedUpload() {
    return node.takeUnusedUpload();
  }

  long uploadPromisedBytesPerSecond() {
    return isStopped ? 0 : node.uploadPromisedBytesPerSecond();
  }

  static long nowMicros() {
    return System.nanoTime() / 1_000;
  }

  // ---- the one way in

  /** Every input of the node passes here, in the order in which it is handled. */
  void take(Input input) {
    inbox.add(input);
    if (isHandling || isStopped) {
      return;
    }
    isHandling = true;
    handleAll();
    isHandling = false;
  }

  private void handleAll() {
    for (Input next = inbox.poll(); next != null; next = inbox.poll()) {
      handle(next);
    }
  }

  private void handle(Input input) {
    try {
      node.handle(nowMicros(), input, outbox);
    } catch (RuntimeException e) {
      // A fault of ours must not end with the timer unset or others' links unread; it must be seen, though.
      LOG.log(Level.SEVERE, "The node of channel " + channel.shortName() + " failed at " + input, e);
    }
  }

  private void hand() {
    for (Object output = outputs.poll(); output != null; output = outputs.poll()) {
      try {
        hand(output);
      } catch (RuntimeException e) {
        // Somebody who listens has failed: no reason to drop the link whose message was told of.
        LOG.log(Level.SEVERE, "A listener on channel " + channel.shortName() + " failed at " + output, e);
      }
      if (output instanceof NodeEvent.Stopped) {
        stopped.complete(null);
      }
    }
  }

  private void hand(Object output) {
    if (output instanceof Chunk chunk) {
      listener.deliver(chunk);
    } else if (output instanceof NodeEvent event) {
      listener.event(event);
    } else if (output instanceof Integer count) {
      listener.findCandidates(count);
    }
  }

  private void endRound() {
    if (isHandling || isStopped) {
      return;
    }
    uplink.serve(this);
    endServedRound();
  }

  /** Everything that this round may send is queued: off it goes. Those who listen here come after the other peers. */
  void endServedRound() {
    if (isHandling || isStopped) {
      return;
    }
    flush();
    isHandling = true;
    while (!outputs.isEmpty()) {
      hand();
      handleAll();
    }
    isHandling = false;
    flush();
    listener.roundEnded();
    setTimer(node.nextWakeMicros());
  }

  private void flush() {
    for (int i = 0; i < unflushed.size(); i++) {
      unflushed.get(i).flush();
    }
    unflushed.clear();
  }

  /** A timer that fires too early costs less than one that is cancelled each round. */
  private void setTimer(long atMicros) {
    if (atMicros >= timerAtMicros) {
      return;
    }
    if (timer != null) {
      timer.cancel(false);
    }
    timerAtMicros = atMicros;
    timer = loop.schedule(() -> timeReached(true), Math.max(0, atMicros - nowMicros()), TimeUnit.MICROSECONDS);
  }

  private void timeReached(boolean mayWait) {
    if (isStopped) {
      return;
    }
    if (mayWait && nowMicros() - timerAtMicros > LATE_MICROS) {
      // Timers that are due now were fetched before this one ran; a new one comes after the sockets.
      timer = loop.schedule(() -> timeReached(false), 1, TimeUnit.MICROSECONDS);
      return;
    }
    timer = null;
    timerAtMicros = Long.MAX_VALUE;
    if (nowMicros() >= node.nextWakeMicros()) {
      take(new Input.TimeReached());
    }
    endRound();
  }

  // ---- what the node does

  /** Writes only queue in Netty until the round's flush, so that they need no second queue here. */
  private final Outbox outbox = new Outbox() {
    @Override
    public void open(long attempt, PeerAddress to) {
      dialled.put(attempt, to);
      transport.dial(NodeDriver.this, attempt, to);
    }

    @Override
    public void send(LinkId id, Message message) {
      PeerLink link = links.get(id);
      if (link != null) {
        if (!link.needsFlush()) {
          unflushed.add(link);
        }
        int bytes = link.send(message);
        if (message instanceof Message.Media) {
          uplink.chunkQueued(bytes);
        }
      }
    }

    @Override
    public void close(LinkId id, CloseReason reason) {
      PeerLink link = links.remove(id);
      if (link != null) {
        link.close();
      }
    }

    @Override
    public void findCandidates(int count) {
      outputs.add(count);
    }

    @Override
    public void deliver(Chunk chunk) {
      outputs.add(chunk);
    }

    @Override
    public void emit(NodeEvent event) {
      outputs.add(event);
    }
  };

  // ---- what links do

  @Override
  public ChannelId channel() {
    return channel;
  }

  @Override
  public PeerAddress address() {
    return address.get();
  }

  @Override
  public void opened(PeerLink link, long attempt, PeerId peer, PeerAddress theirs, Optional<String> observed) {
    if (isStopped) {
      link.close();
      return;
    }
    LinkId id = new LinkId(link.id());
    links.put(id, link);
    dialled.remove(attempt);
    if (attempt != 0) {
      // Whom this peer chose to dial is asked where it is seen; a stranger that dials in could say anything.
      observed.ifPresent(listener::observed);
    }
    take(new Input.LinkOpened(id, attempt, peer, theirs));
  }

  @Override
  public void openFailed(long attempt, CloseReason reason) {
    listener.openFailed(Objects.requireNonNullElse(dialled.remove(attempt), PeerAddress.NONE), reason);
    take(new Input.OpenFailed(attempt, reason));
    endRound();
  }

  @Override
  public void received(PeerLink link, Message message) {
    take(new Input.MessageReceived(new LinkId(link.id()), message));
  }

  @Override
  public void readDone() {
    endRound();
  }

  @Override
  public void lost(PeerLink link, CloseReason reason) {
    LinkId id = new LinkId(link.id());
    if (links.remove(id) != null) {
      take(new Input.LinkLost(id, reason));
    }
  }

  /** Tells the node in a round of its own, once a link: many chunks leave in one flush. */
  @Override
  public void sent(PeerLink link) {
    if (!link.isReported()) {
      link.reported(true);
      written.add(link);
    }
    if (!isWrittenScheduled) {
      isWrittenScheduled = true;
      loop.execute(this::reportWritten);
    }
  }

  private void reportWritten() {
    isWrittenScheduled = false;
    List<PeerLink> now = written;
    written = new ArrayList<>();
    for (PeerLink link : now) {
      link.reported(false);
      take(new Input.LinkWritable(new LinkId(link.id()), link.sentThrough()));
    }
    endRound();
  }
}
