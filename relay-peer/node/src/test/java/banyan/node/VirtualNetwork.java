package banyan.node;

import banyan.protocol.Bytes32;
import banyan.protocol.Candidate;
import banyan.protocol.Chunk;
import banyan.protocol.CloseReason;
import banyan.protocol.Endpoint;
import banyan.protocol.Head;
import banyan.protocol.Message;
import banyan.protocol.MessageCodec;
import banyan.protocol.PeerAddress;
import banyan.protocol.PeerId;
import banyan.protocol.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Several nodes, one virtual clock, no sockets: what is sent arrives after the link's delay, encoded and decoded on the
 * way. Checks after every delivery that each peer's players get every chunk once and in order.
 */
final class VirtualNetwork {
  static final long MILLI = 1_000;
  static final long SECOND = 1_000_000;

  /** Somebody else at an address that is dialled. */
  interface Strangers {
    /** Says whether there is anybody; then it is they who let the dialler know. */
    boolean answer(Peer dialler, long attempt);
  }

  private record Event(long at, long order, Runnable what) {}

  private static final class Wire {
    final Peer a;
    final Peer b;
    final LinkId idA;
    final LinkId idB;
    boolean open = true;
    boolean silent;
    /** Bytes per second of chunk frames, 0 for no limit. */
    long rate;
    final long[] freeAt = new long[2];
    final long[] arriveAt = new long[2];
    final long[] sentThrough = new long[2];

    Wire(Peer a, LinkId idA, Peer b, LinkId idB) {
      this.a = a;
      this.idA = idA;
      this.b = b;
      this.idB = idB;
    }

    Peer other(Peer peer) {
      return peer == a ? b : a;
    }

    LinkId idAt(Peer peer) {
      return peer == a ? idA : idB;
    }
  }

  final TestChannel channel = new TestChannel("test");
  final Map<String, Peer> peers = new TreeMap<>();
  long delayMicros = 5 * MILLI;
  boolean indexIsUp = true;
  /** Hears what peers tell of themselves. */
  BiConsumer<Peer, NodeEvent> onEvent = (peer, event) -> { };
  /** Hears each message as it leaves a peer. */
  BiConsumer<Peer, Message> onSend = (peer, message) -> { };
  int payloadBytes = 1_000;
  /** What answers where no peer is. */
  Strangers strangers = (dialler, attempt) -> false;
  /** Of peers that are made from now on. */
  long uploadBytesPerSecond = 1_000_000_000;
  boolean peersClimb = true;
  /** How far the clocks of those who verify are ahead of the root's. */
  long verifiersAheadMillis;
  /** How far the root's clock was set forward. */
  long rootAheadMillis;

  private final PriorityQueue<Event> queue =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
  private final SplittableRandom random;
  private final List<Wire> wires = new ArrayList<>();
  private final Map<LinkId, Wire> wiresByEnd = new HashMap<>();
  private long order;
  private long links;
  private int ports = 1;
  long now = SECOND;

  VirtualNetwork(long seed) {
    random = new SplittableRandom(seed);
  }

  /** One peer: a node, and the world as it sees it. */
  final class Peer implements Outbox {
    final String name;
    final PeerId id;
    final Endpoint endpoint;
    final OverlayNode node;
    final boolean isRoot;
    final List<Chunk> delivered = new ArrayList<>();
    final List<NodeEvent> events = new ArrayList<>();
    boolean alive = true;
    boolean frozen;
    boolean listed = true;
    boolean dialable = true;
    long epoch;
    long nextSequence;
    UnaryOperator<Chunk> tamper = UnaryOperator.identity();
    /** Whether it sends no chunks, and all else. */
    boolean withholds;
    /** Chunks that its ticks say it has beyond those that it has. */
    long boast;
    private final ArrayDeque<Input> waiting = new ArrayDeque<>();
    private final List<Runnable> effects = new ArrayList<>();
    private long wakeAt = Long.MAX_VALUE;
    private final UploadBudget<Peer> budget;
    private boolean isWaitingForUpload;

    Peer(String name, int port, NodeConfig config, Endpoint endpoint, boolean isRoot) {
      this.name = name;
      this.id = config.self();
      this.endpoint = endpoint;
      this.isRoot = isRoot;
      this.node = new OverlayNode(config);
      this.budget = new UploadBudget<>(config.uploadBytesPerSecond(), now);
    }

    void handle(Input input) {
      if (!alive) {
        return;
      }
      if (frozen) {
        waiting.add(input);
        return;
      }
      channel.unixMillis = TestChannel.UNIX_MILLIS + now / 1_000 + verifiersAheadMillis;
      node.handle(now, input, this);
      List<Runnable> due = new ArrayList<>(effects);
      effects.clear();
      due.forEach(Runnable::run);
      askForUpload();
      arm();
    }

    private void askForUpload() {
      budget.want(this, node.uploadWantedBytes());
      Optional<UploadBudget.Grant<Peer>> grant = budget.next(now);
      if (grant.isPresent()) {
        handle(new Input.UploadGranted(grant.get().bytes()));
        budget.giveBack(node.takeUnusedUpload());
      } else if (!isWaitingForUpload && budget.nextMicros() != Long.MAX_VALUE) {
        isWaitingForUpload = true;
        at(Math.max(now + 1, budget.nextMicros()), () -> {
          isWaitingForUpload = false;
          askForUpload();
        });
      }
    }

    private void arm() {
      long wake = node.nextWakeMicros();
      if (wake != wakeAt) {
        wakeAt = wake;
        if (wake != Long.MAX_VALUE) {
          at(Math.max(wake, now), () -> {
            if (wakeAt == wake) {
              wakeAt = Long.MAX_VALUE;
              handle(new Input.TimeReached());
            }
          });
        }
      }
    }

    /** Everything is lost at once, as when a process is killed. */
    void kill() {
      alive = false;
      for (Wire wire : wiresOf(this)) {
        wire.open = false;
        Peer other = wire.other(this);
        at(now + delayMicros,
            () -> other.handle(new Input.LinkLost(wire.idAt(other), CloseReason.CONNECTION_LOST)));
      }
    }

    /** The process stops, its sockets stay. */
    void freeze() {
      frozen = true;
    }

    void thaw() {
      frozen = false;
      while (!waiting.isEmpty()) {
        handle(waiting.remove());
      }
    }

    void produce() {
      Chunk chunk = channel.chunk(epoch, nextSequence++, unixMillis() * 1_000, payloadBytes);
      handle(new Input.ChunkProduced(chunk));
    }

    NodeStatus status() {
      return node.status(now);
    }

    @Nullable Peer parent() {
      return status().parent().map(link -> byId(link.peer())).orElse(null);
    }

    <T extends NodeEvent> List<T> events(Class<T> type) {
      return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    Candidate asCandidate() {
      NodeStatus s = status();
      return new Candidate(id, PeerAddress.of(endpoint), s.freeSlots(), Math.min(255, s.path().depth()));
    }

    @Override
    public void open(long attempt, PeerAddress address) {
      effects.add(() -> {
        Peer to = byEndpoint(address.endpoints().get(0));
        at(now + 2 * delayMicros, () -> connect(attempt, to));
      });
    }

    private void connect(long attempt, @Nullable Peer to) {
      if (to == null && strangers.answer(this, attempt)) {
        return;
      }
      if (to == null || !to.alive || !to.dialable || !alive || to.frozen) {
        handle(new Input.OpenFailed(attempt, CloseReason.CONNECTION_LOST));
        return;
      }
      Wire wire = new Wire(this, new LinkId(++links), to, new LinkId(++links));
      wires.removeIf(old -> !old.open);
      wires.add(wire);
      wiresByEnd.put(wire.idA, wire);
      wiresByEnd.put(wire.idB, wire);
      to.handle(new Input.LinkOpened(wire.idB, 0, id, PeerAddress.of(endpoint)));
      handle(new Input.LinkOpened(wire.idA, attempt, to.id, PeerAddress.of(to.endpoint)));
    }

    @Override
    public void send(LinkId link, Message message) {
      effects.add(() -> transmit(link, message));
    }

    private void transmit(LinkId link, Message message) {
      Wire wire = wire(link);
      if (wire == null || !wire.open || withholds && message instanceof Message.Media) {
        return;
      }
      onSend.accept(this, message);
      Message sent = message instanceof Message.Media media ? new Message.Media(tamper.apply(media.chunk()))
          : message instanceof Message.Tick tick && boast > 0 ? boasting(tick) : message;
      int side = this == wire.a ? 0 : 1;
      long left = now;
      if (sent instanceof Message.Media media) {
        int bytes = media.chunk().frameBytes();
        left = wire.rate == 0 ? now : Math.max(now, wire.freeAt[side]) + bytes * SECOND / wire.rate;
        wire.freeAt[side] = left;
        at(left, () -> {
          if (wire.open) {
            wire.sentThrough[side] += bytes;
            handle(new Input.LinkWritable(link, wire.sentThrough[side]));
          }
        });
      }
      if (wire.silent) {
        return;
      }
      Peer to = wire.other(this);
      Message decoded = recoded(sent);
      long arrive = Math.max(left + delayMicros, wire.arriveAt[side]);
      wire.arriveAt[side] = arrive;
      at(arrive, () -> {
        if (wire.open && to.alive) {
          to.handle(new Input.MessageReceived(wire.idAt(to), decoded));
        }
      });
    }

    private Message boasting(Message.Tick t) {
      return new Message.Tick(
          t.epoch(), t.newestSequence() + boast, t.beat(), t.beatAgeMicros(), t.slots(), t.freeSlots(), t.depth(),
          t.state(), t.sentMicros(), t.echoMicros(), t.echoHeldMicros());
    }

    @Override
    public void close(LinkId link, CloseReason reason) {
      effects.add(() -> {
        Wire wire = wire(link);
        if (wire != null && wire.open) {
          int side = this == wire.a ? 0 : 1;
          Peer to = wire.other(this);
          at(Math.max(now + delayMicros, wire.arriveAt[side]), () -> {
            wire.open = false;
            to.handle(new Input.LinkLost(wire.idAt(to), CloseReason.CONNECTION_LOST));
          });
        }
      });
    }

    @Override
    public void findCandidates(int count) {
      effects.add(() -> at(now + 4 * delayMicros, () -> {
        List<Candidate> all = new ArrayList<>();
        if (indexIsUp) {
          peers.values().stream()
              .filter(p -> p.alive && p.listed && p != this && (p.isRoot || p.status().path().isRooted()))
              .forEach(p -> all.add(p.asCandidate()));
        }
        while (all.size() > count) {
          all.remove(random.nextInt(all.size()));
        }
        handle(new Input.CandidatesFound(all));
      }));
    }

    @Override
    public void deliver(Chunk chunk) {
      if (!delivered.isEmpty()) {
        Chunk last = delivered.get(delivered.size() - 1);
        if (chunk.position().compareTo(last.position()) <= 0) {
          throw new AssertionError(name + " was delivered " + chunk + " after " + last);
        }
      }
      delivered.add(chunk);
    }

    @Override
    public void emit(NodeEvent event) {
      events.add(event);
      onEvent.accept(this, event);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  // ---- building

  Peer root(String name, long epoch, int maxChildren) {
    return root(name, epoch, maxChildren, null);
  }

  /** A root that dials these, and that nobody can dial. */
  Peer pushingRoot(String name, long epoch, Peer... to) {
    Peer root = root(name, epoch, 65_535, null, to);
    root.listed = false;
    root.dialable = false;
    return root;
  }

  /** @param at the endpoint of an earlier root, to come back at, or null */
  Peer root(String name, long epoch, int maxChildren, @Nullable Peer at, Peer... pushTo) {
    NodeConfig.RootVoice voice = new NodeConfig.RootVoice() {
      @Override
      public long epoch() {
        return epoch;
      }

      @Override
      public Head head(long beat, long newest, long revision, int stripes, boolean ended) {
        return Head.sign(
            channel.id, channel, epoch, beat, newest, unixMillis(), revision, stripes, ended ? Head.ENDED : 0);
      }
    };
    Peer peer = add(name, maxChildren, entries(pushTo), voice, at);
    peer.epoch = epoch;
    peer.handle(new Input.DescriptorChanged(channel.descriptor(1, 1_000_000)));
    peer.handle(new Input.Started());
    return peer;
  }

  /** A relay that knows these peers' addresses beforehand. */
  Peer relay(String name, int maxChildren, Peer... entries) {
    Peer peer = add(name, maxChildren, entries(entries), null, null);
    peer.handle(new Input.Started());
    return peer;
  }

  private static List<Candidate> entries(Peer... peers) {
    return Arrays.stream(peers).map(p -> Candidate.at(p.endpoint)).toList();
  }

  private Peer add(
      String name, int maxChildren, List<Candidate> entries, NodeConfig.@Nullable RootVoice voice,
      @Nullable Peer at) {
    int port = ports++;
    PeerId id = new PeerId(Bytes32.sha256((name + "#" + port).getBytes(StandardCharsets.UTF_8)));
    Endpoint endpoint = at != null ? at.endpoint : Endpoint.tcp("127.0.0.1", port);
    NodeConfig config = new NodeConfig(
        id, PeerAddress.of(endpoint), uploadBytesPerSecond, maxChildren, peersClimb, entries, channel,
        voice, random.split());
    Peer peer = new Peer(name, port, config, endpoint, voice != null);
    peers.put(name, peer);
    return peer;
  }

  // ---- faults

  /** Nothing that is sent between the two arrives any more, and nobody is told. */
  void silence(Peer a, Peer b) {
    wires.stream().filter(w -> w.open && (w.a == a && w.b == b || w.a == b && w.b == a)).forEach(w -> w.silent = true);
  }

  /** The link between the two is gone, and both see it. */
  void cut(Peer a, Peer b) {
    for (Wire wire : List.copyOf(wires)) {
      if (wire.open && (wire.a == a && wire.b == b || wire.a == b && wire.b == a)) {
        wire.open = false;
        wire.a.handle(new Input.LinkLost(wire.idA, CloseReason.CONNECTION_LOST));
        wire.b.handle(new Input.LinkLost(wire.idB, CloseReason.CONNECTION_LOST));
      }
    }
  }

  void limit(Peer a, Peer b, long bytesPerSecond) {
    wires.stream().filter(w -> w.open && (w.a == a && w.b == b || w.a == b && w.b == a))
        .forEach(w -> w.rate = bytesPerSecond);
  }

  /** Every link is as fast as any again. */
  void limitNobody() {
    wires.forEach(wire -> wire.rate = 0);
  }

  // ---- time

  void at(long when, Runnable what) {
    queue.add(new Event(when, order++, what));
  }

  /** The root makes a chunk each 100 ms for so long. */
  void stream(Peer root, long micros) {
    for (long t = 0; t < micros; t += TestChannel.CHUNK_MICROS) {
      at(now + t, () -> {
        if (root.alive) {
          root.produce();
        }
      });
    }
  }

  void run(long micros) {
    long until = now + micros;
    while (!queue.isEmpty() && queue.peek().at <= until) {
      step();
    }
    now = until;
  }

  /** Runs until the condition holds, at most so long; says whether it does. */
  boolean runUntil(long micros, BooleanSupplier condition) {
    long until = now + micros;
    while (!condition.getAsBoolean()) {
      if (queue.isEmpty() || queue.peek().at > until) {
        now = until;
        return condition.getAsBoolean();
      }
      step();
    }
    return true;
  }

  private void step() {
    Event event = queue.remove();
    now = Math.max(now, event.at);
    event.what.run();
  }

  long unixMillis() {
    return TestChannel.UNIX_MILLIS + rootAheadMillis + now / 1_000;
  }

  // ---- looking

  /** A line for each peer that lives, for whoever has to find out why something failed. */
  String described() {
    StringBuilder text = new StringBuilder();
    for (Peer peer : peers.values()) {
      NodeStatus s = peer.status();
      if (peer.alive) {
        text.append('\n').append(peer).append(' ').append(s.phase()).append(" below ").append(peer.parent())
            .append(" at depth ").append(s.path().depth()).append(", ").append(s.freeSlots()).append(" of ")
            .append(s.slots()).append(" slots free, beat ").append(s.lagMicros() / MILLI).append(" ms old, links ")
            .append(s.links().stream().map(link -> byId(link.peer()) + " " + link.role()).toList());
      }
    }
    return text.toString();
  }

  @Nullable Peer byEndpoint(Endpoint endpoint) {
    Peer found = null;
    for (Peer peer : peers.values()) {
      if (peer.endpoint.equals(endpoint) && (found == null || peer.alive)) {
        found = peer;
      }
    }
    return found;
  }

  @Nullable Peer byId(PeerId id) {
    return peers.values().stream().filter(p -> p.id.equals(id)).findFirst().orElse(null);
  }

  private List<Wire> wiresOf(Peer peer) {
    return wires.stream().filter(w -> w.open && (w.a == peer || w.b == peer)).toList();
  }

  /** Every end of a link has an id that nobody else has. */
  private @Nullable Wire wire(LinkId link) {
    return wiresByEnd.get(link);
  }

  private static Message recoded(Message message) {
    try {
      return MessageCodec.decode(MessageCodec.encode(message)).orElseThrow();
    } catch (ProtocolException e) {
      throw new AssertionError("what was encoded could not be decoded: " + message, e);
    }
  }
}
