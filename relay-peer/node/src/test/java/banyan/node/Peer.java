package banyan.node;

import banyan.protocol.Candidate;
import banyan.protocol.Chunk;
import banyan.protocol.CloseReason;
import banyan.protocol.Endpoint;
import banyan.protocol.Message;
import banyan.protocol.MessageCodec;
import banyan.protocol.PeerAddress;
import banyan.protocol.PeerId;
import banyan.protocol.ProtocolException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One peer: a node, and the world as it sees it. */
final class Peer implements Outbox {
  private final VirtualNetwork net;
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

  Peer(VirtualNetwork net, String name, NodeConfig config, Endpoint endpoint, boolean isRoot) {
    this.net = net;
    this.name = name;
    this.id = config.self();
    this.endpoint = endpoint;
    this.isRoot = isRoot;
    this.node = new OverlayNode(config);
    this.budget = new UploadBudget<>(config.uploadBytesPerSecond(), net.now);
  }

  void handle(Input input) {
    if (!alive) {
      return;
    }
    if (frozen) {
      waiting.add(input);
      return;
    }
    net.channel.unixMillis = TestChannel.UNIX_MILLIS + net.now / 1_000 + net.verifiersAheadMillis;
    node.handle(net.now, input, this);
    List<Runnable> due = new ArrayList<>(effects);
    effects.clear();
    due.forEach(Runnable::run);
    askForUpload();
    arm();
  }

  private void askForUpload() {
    budget.want(this, node.uploadWantedBytes());
    Optional<UploadBudget.Grant<Peer>> grant = budget.next(net.now);
    if (grant.isPresent()) {
      handle(new Input.UploadGranted(grant.get().bytes()));
      budget.giveBack(node.takeUnusedUpload());
    } else if (!isWaitingForUpload && budget.nextMicros() != Long.MAX_VALUE) {
      isWaitingForUpload = true;
      net.at(Math.max(net.now + 1, budget.nextMicros()), () -> {
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
        net.at(Math.max(wake, net.now), () -> {
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
    for (Wire wire : net.wiresOf(this)) {
      wire.open = false;
      Peer other = wire.other(this);
      net.at(net.now + net.delayMicros,
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
    Chunk chunk = net.channel.chunk(epoch, nextSequence++, net.unixMillis() * 1_000, net.payloadBytes);
    handle(new Input.ChunkProduced(chunk));
  }

  NodeStatus status() {
    return node.status(net.now);
  }

  @Nullable Peer parent() {
    return status().parent().map(link -> net.byId(link.peer())).orElse(null);
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
      Peer to = net.byEndpoint(address.endpoints().get(0));
      net.at(net.now + 2 * net.delayMicros, () -> connect(attempt, to));
    });
  }

  private void connect(long attempt, @Nullable Peer to) {
    if (to == null && net.strangers.answer(this, attempt)) {
      return;
    }
    if (to == null || !to.alive || !to.dialable || !alive || to.frozen) {
      handle(new Input.OpenFailed(attempt, CloseReason.CONNECTION_LOST));
      return;
    }
    Wire wire = net.join(this, to);
    to.handle(new Input.LinkOpened(wire.idB, 0, id, PeerAddress.of(endpoint)));
    handle(new Input.LinkOpened(wire.idA, attempt, to.id, PeerAddress.of(to.endpoint)));
  }

  @Override
  public void send(LinkId link, Message message) {
    effects.add(() -> transmit(link, message));
  }

  private void transmit(LinkId link, Message message) {
    Wire wire = net.wire(link);
    if (wire == null || !wire.open || withholds && message instanceof Message.Media) {
      return;
    }
    net.onSend.accept(this, message);
    Message sent = message instanceof Message.Media media ? new Message.Media(tamper.apply(media.chunk()))
        : message instanceof Message.Tick tick && boast > 0 ? boasting(tick) : message;
    int side = this == wire.a ? 0 : 1;
    long left = net.now;
    if (sent instanceof Message.Media media) {
      int bytes = media.chunk().frameBytes();
      left = wire.rate == 0 ? net.now : Math.max(net.now, wire.freeAt[side]) + bytes * VirtualTime.SECOND / wire.rate;
      wire.freeAt[side] = left;
      net.at(left, () -> {
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
    long arrive = Math.max(left + net.delayMicros, wire.arriveAt[side]);
    wire.arriveAt[side] = arrive;
    net.at(arrive, () -> {
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
      Wire wire = net.wire(link);
      if (wire != null && wire.open) {
        int side = this == wire.a ? 0 : 1;
        Peer to = wire.other(this);
        net.at(Math.max(net.now + net.delayMicros, wire.arriveAt[side]), () -> {
          wire.open = false;
          to.handle(new Input.LinkLost(wire.idAt(to), CloseReason.CONNECTION_LOST));
        });
      }
    });
  }

  @Override
  public void findCandidates(int count) {
    effects.add(() -> net.at(net.now + 4 * net.delayMicros, () -> {
      List<Candidate> all = new ArrayList<>();
      if (net.indexIsUp) {
        net.peers.values().stream()
            .filter(p -> p.alive && p.listed && p != this && (p.isRoot || p.status().path().isRooted()))
            .forEach(p -> all.add(p.asCandidate()));
      }
      while (all.size() > count) {
        all.remove(net.random.nextInt(all.size()));
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
    net.onEvent.accept(this, event);
  }

  @Override
  public String toString() {
    return name;
  }

  private static Message recoded(Message message) {
    try {
      return MessageCodec.decode(MessageCodec.encode(message)).orElseThrow();
    } catch (ProtocolException e) {
      throw new AssertionError("what was encoded could not be decoded: " + message, e);
    }
  }
}
