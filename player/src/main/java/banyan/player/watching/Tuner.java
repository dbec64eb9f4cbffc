package banyan.player.watching;

import banyan.node.NodeEvent;
import banyan.node.NodeStatus;
import banyan.protocol.ChannelId;
import banyan.protocol.ChannelLink;
import banyan.protocol.Chunk;
import banyan.relay.ChannelSession;
import banyan.relay.JoinOptions;
import banyan.relay.RelayPeer;
import banyan.relay.SessionListener;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Changes channels at a peer: one is on, or none. The one before is left gracefully meanwhile, its children fed until
 * they have gone elsewhere, and nobody waits for that. May be used from any thread; the listener is called on others.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is logged
public final class Tuner implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Tuner.class.getName());
  private static final long BUFFER_MICROS = 1_500_000;

  private final RelayPeer peer;
  private final Consumer<ChannelState> listener;
  /** Joining is quick and leaving takes seconds: neither is done on the caller's thread, nor waits for the other. */
  private final ExecutorService worker = Executors.newCachedThreadPool(run -> {
    Thread thread = new Thread(run, "tuner");
    thread.setDaemon(true);
    return thread;
  });
  private final Map<ChannelId, CompletableFuture<Void>> leaving = new HashMap<>();
  private @Nullable Watched watched;
  private boolean isClosed;

  /** @param listener gets how the channel that is on fares: once a second, and at each change; is to be quick */
  public Tuner(RelayPeer peer, Consumer<ChannelState> listener) {
    this.peer = peer;
    this.listener = listener;
  }

  /**
   * Leaves what is on, and turns to this channel.
   *
   * @param released completes when nobody reads what is on any more
   */
  public synchronized void tune(ChannelLink link, JoinOptions options, CompletableFuture<Void> released) {
    if (isClosed) {
      return;
    }
    leave(released);
    Watched next = new Watched(link);
    watched = next;
    CompletableFuture<Void> before = leaving.getOrDefault(link.channel(), CompletableFuture.completedFuture(null));
    before.thenRunAsync(() -> next.begin(options), worker).exceptionally(failure -> {
      LOG.log(Level.SEVERE, "Channel " + link.channel().shortName() + " could not be joined", failure);
      return null;
    });
  }

  /**
   * Leaves what is on.
   *
   * @param released completes when nobody reads it any more
   */
  public synchronized void leave(CompletableFuture<Void> released) {
    Watched last = watched;
    watched = null;
    if (last == null) {
      return;
    }
    ChannelId channel = last.link.channel();
    CompletableFuture<Void> before = leaving.getOrDefault(channel, CompletableFuture.completedFuture(null));
    CompletableFuture<Void> left = CompletableFuture.allOf(before, released).thenRunAsync(last::end, worker);
    leaving.put(channel, left);
    left.whenComplete((nothing, failure) -> forget(channel, left));
  }

  private synchronized void forget(ChannelId channel, CompletableFuture<Void> left) {
    leaving.remove(channel, left);
  }

  /** Leaves what is on and waits until all is left, which takes the seconds that children need. */
  @Override
  public void close() {
    CompletableFuture<?>[] all;
    synchronized (this) {
      leave(CompletableFuture.completedFuture(null));
      isClosed = true;
      all = leaving.values().toArray(CompletableFuture[]::new);
    }
    CompletableFuture.allOf(all).join();
    worker.shutdown();
  }

  private static long nowMicros() {
    return System.nanoTime() / 1_000;
  }

  /** One channel from being chosen to being left. */
  private final class Watched implements SessionListener {
    private final ChannelLink link;
    private final long tunedAtMicros = nowMicros();
    // The following are written on the peer's event loop, or before it knows of this.
    private volatile long streamAtMicros = -1;
    private volatile long streamBeganAtMicros = -1;
    private final AtomicLong bytesReceived = new AtomicLong();
    private volatile boolean hasEnded;
    private volatile long clockApartMillis;
    private @Nullable Viewing viewing;
    private boolean isOver;

    Watched(ChannelLink link) {
      this.link = link;
    }

    synchronized void begin(JoinOptions options) {
      if (isOver) {
        return;
      }
      Viewing begun = Viewing.begin(peer, link, options, BUFFER_MICROS);
      viewing = begun;
      begun.session().addListener(this);
      tell(begun, begun.session().lastStatus());
    }

    void end() {
      Viewing left;
      synchronized (this) {
        isOver = true;
        left = viewing;
        viewing = null;
      }
      if (left != null) {
        ChannelSession session = left.session();
        session.removeListener(this);
        left.close();
        session.close();
      }
    }

    @Override
    public void onChunk(Chunk chunk) {
      long now = nowMicros();
      boolean begins = streamAtMicros < 0 || now - streamAtMicros >= ChannelState.PAUSE_MICROS;
      streamAtMicros = now;
      bytesReceived.addAndGet(chunk.payload().remaining());
      if (begins) {
        streamBeganAtMicros = now;
        hasEnded = false;
        clockApartMillis = 0;
        tellNow();
      }
    }

    @Override
    public void onEvent(NodeEvent event) {
      if (event instanceof NodeEvent.ChannelEnded) {
        hasEnded = true;
      } else if (event instanceof NodeEvent.EpochBegan) {
        hasEnded = false;
      } else if (event instanceof NodeEvent.StreamStale stale) {
        clockApartMillis = stale.streamUnixMillis() - System.currentTimeMillis();
      }
      if (!(event instanceof NodeEvent.Pulled || event instanceof NodeEvent.SourceChanged)) {
        tellNow();
      }
    }

    @Override
    public void onStatus(NodeStatus status) {
      Viewing now = viewingNow();
      if (now != null) {
        tell(now, Optional.of(status));
      }
    }

    private void tellNow() {
      Viewing now = viewingNow();
      if (now != null) {
        tell(now, now.session().lastStatus());
      }
    }

    private synchronized @Nullable Viewing viewingNow() {
      return viewing;
    }

    private void tell(Viewing now, Optional<NodeStatus> status) {
      ChannelState state = new ChannelState(
          link, tunedAtMicros, nowMicros(), now.session().descriptor().map(d -> d.fields()), status, now.figures(),
          streamAtMicros, streamBeganAtMicros, bytesReceived.get(), hasEnded, clockApartMillis);
      try {
        listener.accept(state);
      } catch (RejectedExecutionException e) {
        LOG.log(Level.FINE, "Too late to tell of " + link.channel().shortName(), e);
      }
    }
  }
}
