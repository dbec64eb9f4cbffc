package banyan.relay;

import banyan.directory.DirectoryClient;
import banyan.directory.PeerRegistration;
import banyan.directory.PeerState;
import banyan.directory.SignedChannelRecord;
import banyan.node.Input;
import banyan.node.NodeConfig;
import banyan.node.NodeEvent;
import banyan.node.NodeStatus;
import banyan.protocol.Candidate;
import banyan.protocol.ChannelId;
import banyan.protocol.ChannelLink;
import banyan.protocol.Chunk;
import banyan.protocol.CloseReason;
import banyan.protocol.Descriptor;
import banyan.protocol.Endpoint;
import banyan.protocol.PeerAddress;
import banyan.relay.crypto.SignedChunkVerifier;
import io.netty.util.concurrent.Future;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One channel at one peer: its node, who introduces it, and whoever watches here. May be used from any thread. */
@SuppressWarnings("FutureReturnValueIgnored") // these futures end well only
public final class ChannelSession implements AutoCloseable {
  /** Children of a peer that leaves get 3 s from the node; what takes longer is cut off. */
  private static final long LEAVE_MILLIS = 4_000;
  private static final long SNAPSHOT_MILLIS = 1_000;
  /** A peer whose newest beat is older than this should be named to nobody. */
  private static final long STALLED_LAG_MICROS = 2_000_000;
  /** Of a channel that has not described itself yet. */
  private static final long ASSUMED_BITS_PER_SECOND = 2_000_000;

  private static final Logger LOG = Logger.getLogger(ChannelSession.class.getName());

  private final RelayPeer peer;
  private final ChannelLink link;
  private final JoinOptions options;
  private final @Nullable ChannelVoice voice;
  private final NodeDriver driver;
  private final ChannelOutputs outputs;
  private final List<SessionListener> listeners = new CopyOnWriteArrayList<>();
  private final Map<String, Supplier<Map<String, Object>>> sections = new ConcurrentSkipListMap<>();
  private final SearchLog search;
  private final PushLog pushes;
  private final AtomicBoolean isClosed = new AtomicBoolean();
  private final Future<?> snapshots;
  private @Nullable IndexLease index;
  /** Until the one parent that the owner named has been tried, nobody else is mentioned to the node. */
  private boolean firstParentPending;
  private int httpViewers;
  private int otherViewers;
  private volatile @Nullable Descriptor descriptor;
  private volatile @Nullable NodeStatus lastStatus;
  private volatile int viewers;

  /** At the root: what speaks for the channel. */
  interface ChannelVoice extends NodeConfig.RootVoice {
    /** For an index; empty while nothing is known of the stream. */
    Optional<SignedChannelRecord> record();
  }

  ChannelSession(RelayPeer peer, ChannelLink link, JoinOptions options, @Nullable ChannelVoice voice) {
    this.peer = peer;
    this.link = link;
    this.options = options;
    this.voice = voice;
    this.firstParentPending = options.firstParent().isPresent();
    this.search = new SearchLog(link.channel());
    this.pushes = new PushLog(link);
    this.outputs = new ChannelOutputs(peer.transport().loop(), this::peakBitsPerSecond, count -> {
      httpViewers = count;
      tellViewers();
    });
    List<Candidate> entries =
        options.firstParent().map(parent -> List.of(Candidate.at(parent))).orElseGet(this::linkEntries);
    NodeConfig config = new NodeConfig(
        peer.id(), peer.address(), peer.uploadBytesPerSecond(), peer.maxChildren(), true, entries,
        new SignedChunkVerifier(link.channel(), peer.verifier(), System::currentTimeMillis), voice,
        new SplittableRandom(new SecureRandom().nextLong()));
    this.driver = new NodeDriver(
        link.channel(), config, peer.transport(), peer.uplink(), peer::address, new Ears());
    listeners.add(new EventLog(link.channel()));
    this.snapshots = peer.transport().loop().scheduleAtFixedRate(
        this::snapshot, SNAPSHOT_MILLIS, SNAPSHOT_MILLIS, TimeUnit.MILLISECONDS);
  }

  void start() {
    driver.start();
    options.index().or(link::index).ifPresent(this::useIndex);
  }

  public ChannelId channel() {
    return link.channel();
  }

  /** What the session was begun with. */
  public ChannelLink link() {
    return link;
  }

  /**
   * Adds a section to what {@code /status} says of this channel.
   *
   * @param section its name
   * @param values asked for at each request; texts and numbers by name
   */
  public void tellInStatus(String section, Supplier<Map<String, Object>> values) {
    sections.put(section, values);
  }

  Map<String, Supplier<Map<String, Object>>> sections() {
    return sections;
  }

  public void addListener(SessionListener listener) {
    listeners.add(listener);
  }

  public void removeListener(SessionListener listener) {
    listeners.remove(listener);
  }

  /** How the node is now. */
  public CompletableFuture<NodeStatus> status() {
    return driver.status();
  }

  /** How the node was at most a second ago; empty in its first second. */
  public Optional<NodeStatus> lastStatus() {
    return Optional.ofNullable(lastStatus);
  }

  /** What the channel says of itself; empty until that has arrived. */
  public Optional<Descriptor> descriptor() {
    return Optional.ofNullable(descriptor);
  }

  /** The index that is asked, if there is one. */
  public Optional<String> index() {
    IndexLease lease = index;
    return lease == null ? Optional.empty() : Optional.of(lease.url());
  }

  /** How that index fares. */
  public IndexStanding indexStanding() {
    IndexLease lease = index;
    return lease == null ? IndexStanding.UNKNOWN : lease.standing();
  }

  /** People who watch here, whatever with. */
  public int viewers() {
    return viewers;
  }

  /** Says how many watch other than over HTTP: in a window of this program, say. */
  public void watchedBy(int count) {
    peer.transport().loop().execute(() -> {
      otherViewers = count;
      tellViewers();
    });
  }

  /** Leaves gracefully: children are fed until they have gone elsewhere, bounded. Not to be called on the loop. */
  @Override
  public void close() {
    if (peer.transport().loop().inEventLoop()) {
      throw new IllegalStateException("a session was to be closed on its own event loop");
    }
    closeSoon().join();
  }

  CompletableFuture<Void> closeSoon() {
    if (!isClosed.compareAndSet(false, true)) {
      return driver.stopped();
    }
    snapshots.cancel(false);
    CompletableFuture<Void> unlisted = new CompletableFuture<>();
    peer.transport().loop().execute(() -> {
      IndexLease lease = index;
      if (lease == null) {
        unlisted.complete(null);
      } else {
        lease.close().thenRun(() -> unlisted.complete(null));
      }
    });
    driver.submit(new Input.StopRequested());
    return driver.stopped()
        .completeOnTimeout(null, LEAVE_MILLIS, TimeUnit.MILLISECONDS)
        .thenCombine(unlisted, (left, unlistedToo) -> null)
        .thenRun(() -> {
          outputs.close();
          driver.dispose();
          peer.closed(this);
        });
  }

  /** On the event loop only: nothing is left, nobody is told. */
  void halt() {
    isClosed.set(true);
    snapshots.cancel(false);
    driver.halt();
    outputs.forget();
  }

  void submit(Input input) {
    driver.submit(input);
  }

  /** What is shown of this channel over HTTP. */
  ChannelOutputs outputs() {
    return outputs;
  }

  private long peakBitsPerSecond() {
    return descriptor().map(known -> known.fields().peakBitsPerSecond()).orElse(ASSUMED_BITS_PER_SECOND);
  }

  void addressChanged(PeerAddress now) {
    driver.submit(new Input.AddressChanged(now));
  }

  /** At the root: the index has something new to hear. */
  void recordChanged() {
    peer.transport().loop().execute(() -> {
      if (index != null) {
        index.recordChanged();
      }
    });
  }

  private List<Candidate> linkEntries() {
    List<Candidate> entries = new ArrayList<>();
    for (Endpoint entry : link.entries()) {
      entries.add(Candidate.at(entry));
    }
    return entries;
  }

  private void useIndex(String url) {
    DirectoryClient client;
    try {
      client = new DirectoryClient(url);
    } catch (IllegalArgumentException e) {
      LOG.warning(e.getMessage() + " The channel is joined without it.");
      return;
    }
    peer.transport().loop().execute(() -> {
      if (index == null && !isClosed.get()) {
        IndexLease lease =
            new IndexLease(peer.transport().loop(), channel(), peer.id(), client, new Registrant());
        index = lease;
        lease.start();
      }
    });
  }

  private void snapshot() {
    outputs.pulse();
    driver.status().thenAccept(status -> {
      lastStatus = status;
      listeners.forEach(listener -> listener.onStatus(status));
      boolean isSearching =
          status.phase() == NodeStatus.Phase.JOINING || status.phase() == NodeStatus.Phase.ORPHANED;
      boolean isAsking = driver.isDialling() || index != null && index.isAsking();
      search.look(NodeDriver.nowMicros(), isSearching, status.links().size(), isAsking);
    });
  }

  private void tellViewers() {
    viewers = httpViewers + otherViewers;
    driver.submit(new Input.ViewersChanged(viewers));
  }

  private void findCandidates(int count) {
    IndexLease lease = index;
    if (firstParentPending || lease == null) {
      // With a first parent given, the link's own entries are no entries of the node: it hears of them here.
      boolean tellEntries = !firstParentPending && options.firstParent().isPresent();
      driver.submit(new Input.CandidatesFound(tellEntries ? linkEntries() : List.of()));
      return;
    }
    lease.find(count, found -> {
      List<Candidate> all = new ArrayList<>(found);
      if (options.firstParent().isPresent()) {
        all.addAll(linkEntries());
      }
      driver.submit(new Input.CandidatesFound(all));
    });
  }

  /** What the node has to say besides bytes. */
  private final class Ears implements NodeDriver.Listener {
    @Override
    public void deliver(Chunk chunk) {
      outputs.add(chunk);
      for (SessionListener listener : listeners) {
        listener.onChunk(chunk);
      }
    }

    @Override
    public void event(NodeEvent event) {
      if (event instanceof NodeEvent.Attached) {
        firstParentPending = false;
      } else if (event instanceof NodeEvent.Described described) {
        descriptor = described.descriptor();
        Optional.ofNullable(described.descriptor().fields().details().get(Descriptor.DETAIL_INDEX))
            .ifPresent(url -> {
              if (index == null) {
                useIndex(url);
              }
            });
      }
      if (event instanceof NodeEvent.ChildAdded) {
        pushes.childAdded();
      }
      for (SessionListener listener : listeners) {
        listener.onEvent(event);
      }
    }

    @Override
    public void findCandidates(int count) {
      ChannelSession.this.findCandidates(count);
    }

    @Override
    public void openFailed(PeerAddress to, CloseReason reason) {
      firstParentPending = false;
      if (voice == null) {
        search.failed(to, reason);
      } else {
        pushes.failed(to, reason);
      }
    }

    @Override
    public void observed(String host) {
      peer.observedAt(host);
    }

    @Override
    public void roundEnded() {
      outputs.flush();
    }
  }

  /** What an index hears. */
  private final class Registrant implements IndexLease.Peer {
    @Override
    public PeerRegistration registration(PeerState state) {
      PeerRegistration registration = PeerRegistration.of(peer.publicKey(), peer.port(), state);
      List<Endpoint> endpoints = peer.address().endpoints();
      if (!endpoints.isEmpty()) {
        registration = registration.withAdvertised(endpoints.get(0));
      }
      if (peer.isPlain()) {
        registration = registration.inPlain();
      }
      return voice == null ? registration : registration.waitingFor(RelayPeer.DIAL_BACK_WAIT_MILLIS);
    }

    @Override
    public Optional<SignedChannelRecord> record() {
      return voice == null ? Optional.empty() : voice.record();
    }

    @Override
    public CompletableFuture<PeerState> state() {
      return driver.status().thenApply(status -> {
        boolean stalled = status.phase() != NodeStatus.Phase.ATTACHED || status.lagMicros() > STALLED_LAG_MICROS;
        return new PeerState(
            Math.min(0xffff, status.freeSlots()), status.path().depth(), viewers, status.subtree().peers(),
            status.subtree().viewers(), status.subtree().freeSlots(), status.subtree().depth(), stalled);
      });
    }

    @Override
    public void dialledBack(boolean reached, String observedHost) {
      peer.dialledBack(reached, observedHost);
    }
  }
}
