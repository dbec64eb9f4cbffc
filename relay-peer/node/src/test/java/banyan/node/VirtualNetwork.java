package banyan.node;

import banyan.protocol.Bytes32;
import banyan.protocol.Candidate;
import banyan.protocol.CloseReason;
import banyan.protocol.Endpoint;
import banyan.protocol.Head;
import banyan.protocol.Message;
import banyan.protocol.PeerAddress;
import banyan.protocol.PeerId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Several nodes, one virtual clock, no sockets: what is sent arrives after the link's delay, encoded and decoded on the
 * way. Checks after every delivery that each peer's players get every chunk once and in order.
 */
final class VirtualNetwork extends VirtualTime {
  /** Somebody else at an address that is dialled. */
  interface Strangers {
    /** Says whether there is anybody; then it is they who let the dialler know. */
    boolean answer(Peer dialler, long attempt);
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

  final SplittableRandom random;
  private final List<Wire> wires = new ArrayList<>();
  private final Map<LinkId, Wire> wiresByEnd = new HashMap<>();
  private long links;
  private int ports = 1;

  VirtualNetwork(long seed) {
    random = new SplittableRandom(seed);
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
    Peer peer = new Peer(this, name, config, endpoint, voice != null);
    peers.put(name, peer);
    return peer;
  }

  // ---- faults

  /** Nothing that is sent between the two arrives any more, and nobody is told. */
  void silence(Peer a, Peer b) {
    wires.stream().filter(w -> w.joins(a, b)).forEach(w -> w.silent = true);
  }

  /** The link between the two is gone, and both see it. */
  void cut(Peer a, Peer b) {
    for (Wire wire : List.copyOf(wires)) {
      if (wire.joins(a, b)) {
        wire.open = false;
        wire.a.handle(new Input.LinkLost(wire.idA, CloseReason.CONNECTION_LOST));
        wire.b.handle(new Input.LinkLost(wire.idB, CloseReason.CONNECTION_LOST));
      }
    }
  }

  void limit(Peer a, Peer b, long bytesPerSecond) {
    wires.stream().filter(w -> w.joins(a, b))
        .forEach(w -> w.rate = bytesPerSecond);
  }

  /** Every link is as fast as any again. */
  void limitNobody() {
    wires.forEach(wire -> wire.rate = 0);
  }

  // ---- time

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

  Wire join(Peer dialler, Peer to) {
    Wire wire = new Wire(dialler, new LinkId(++links), to, new LinkId(++links));
    wires.removeIf(old -> !old.open);
    wires.add(wire);
    wiresByEnd.put(wire.idA, wire);
    wiresByEnd.put(wire.idB, wire);
    return wire;
  }

  List<Wire> wiresOf(Peer peer) {
    return wires.stream().filter(w -> w.endsAt(peer)).toList();
  }

  /** Every end of a link has an id that nobody else has. */
  @Nullable Wire wire(LinkId link) {
    return wiresByEnd.get(link);
  }
}
