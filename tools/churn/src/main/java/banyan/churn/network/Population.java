package banyan.churn.network;

import banyan.churn.link.LinkProxy;
import banyan.churn.link.PeerAddresses;
import banyan.churn.scenario.Fields;
import banyan.churn.scenario.PeerRecord;
import banyan.churn.scenario.Scenario;
import banyan.program.Failure;
import banyan.program.ProgramProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** All peers of a run, those that are there and those that were; and how another one comes. */
public final class Population {
  /**
   * What a peer is one of. Who replaces it is the same.
   *
   * @param index within the group, from 0 on
   */
  public record Place(Scenario.Group group, int index, Scenario.UploadClass upload) {
    /** The one with that index: classes stand one behind another, each with its share. */
    public static Place of(Scenario.Group group, int index) {
      double at = (index + 0.5) / group.count();
      double sum = 0;
      for (Scenario.UploadClass upload : group.classes()) {
        sum += upload.share();
        if (at < sum) {
          return new Place(group, index, upload);
        }
      }
      return new Place(group, index, group.classes().get(group.classes().size() - 1));
    }
  }

  /** A program that leaves gets ten. */
  private static final long LEAVE_SECONDS = 12;
  private static final String RELAY = "banyan.relay.RelayPeerMain";

  private final Workplace workplace;
  private final Scenario scenario;
  private final Origin origin;
  private final Optional<LinkProxy> proxy;
  private final SignalShell signals;
  private final AtomicInteger numbers = new AtomicInteger();
  private final Map<Integer, Peer> peers = new ConcurrentSkipListMap<>();
  private final Map<Integer, Place> places = new ConcurrentHashMap<>();
  private final List<Host> hosts = new ArrayList<>();
  /** Of those whom a root connects to: whoever comes in their stead has the same. */
  private final Map<Place, Integer> fixedPorts = new LinkedHashMap<>();

  public Population(
      Workplace workplace, Scenario scenario, Origin origin, Optional<LinkProxy> proxy, SignalShell signals) {
    this.workplace = workplace;
    this.scenario = scenario;
    this.origin = origin;
    this.proxy = proxy;
    this.signals = signals;
  }

  /** Starts the root, for the first time or again. */
  public Peer beginRoot() throws IOException, Failure {
    if (scenario.source().pushes() && fixedPorts.isEmpty()) {
      for (Scenario.Group group : scenario.peers()) {
        for (int i = 0; group.role() == PeerRecord.Role.RELAY && i < group.count(); i++) {
          fixedPorts.put(Place.of(group, i), FixedPorts.next());
        }
      }
      origin.pushTo(List.copyOf(fixedPorts.values()));
    }
    Peer root = origin.startRoot(numbers.getAndIncrement());
    peers.put(root.number(), root);
    return root;
  }

  /** Starts a peer, and returns once it has joined; its first chunk may take a little longer. */
  public Peer begin(Place place) throws IOException, Failure, InterruptedException {
    int number = numbers.getAndIncrement();
    int port = fixedPorts.getOrDefault(place, 0);
    if (port != 0) {
      makeRoom(place);
    }
    places.put(number, place);
    port = proxy.isPresent() ? proxy.get().open(number, port) : port;
    Path trace = workplace.file("peer-" + number + ".trace");
    Peer peer = place.group().ownProcess() ? own(number, place, port, trace) : hosted(number, place, port, trace);
    peers.put(number, peer);
    return peer;
  }

  /** Whoever had the place may still be leaving, and have its port. */
  private void makeRoom(Place place) throws InterruptedException {
    for (Peer before : all()) {
      if (place.equals(places.get(before.number())) && before instanceof OwnPeer own) {
        own.program().process().waitFor(LEAVE_SECONDS, TimeUnit.SECONDS);
        proxy.ifPresent(doors -> doors.shut(before.number()));
        places.remove(before.number());
      }
    }
  }

  private Peer own(int number, Place place, int port, Path trace) throws IOException, Failure {
    Path identity = workplace.file("peer-" + number + ".key");
    String id = Origin.idIn(identity);
    List<String> args = new ArrayList<>(List.of(origin.link(), "--index", origin.indexUrl()));
    args.addAll(Origin.peerArgs(
        proxy.isPresent() ? PeerAddresses.of(number).getHostAddress() : Origin.LOOPBACK, port, proxy.isPresent(),
        identity, trace, Long.toString(place.upload().bitsPerSecond()), place.upload().maxChildren(),
        scenario.links().plain()));
    String name = Fields.word(place.group().role()) + " " + number;
    ProgramProcess process = place.group().replace() ? workplace.startShortLived(name, RELAY, args)
        : workplace.start(name, RELAY, args);
    OwnPeer peer = new OwnPeer(number, place.group().role(), place.upload().name(), trace, process, signals);
    origin.ready(process);
    // A program joins as it gets ready; Java's own start is none of the tree's business.
    peer.joining();
    peer.joined(id);
    return peer;
  }

  private Peer hosted(int number, Place place, int port, Path trace)
      throws IOException, Failure, InterruptedException {
    Host host = hostFor(number, place.group());
    Peer peer = new HostedPeer(number, place.group().role(), place.upload().name(), trace, host);
    peer.joining();
    String bind = proxy.isPresent() ? PeerAddresses.of(number).getHostAddress() : Origin.LOOPBACK;
    peer.joined(host.join(number, new HostOrder.Join(
        origin.link(), origin.indexUrl(), bind, port, proxy.isPresent() ? Origin.LOOPBACK + ":" + port : null,
        place.upload().bitsPerSecond(), place.upload().maxChildren(), scenario.links().plain(), trace.toString())));
    return peer;
  }

  private synchronized Host hostFor(int number, Scenario.Group group) throws IOException, Failure {
    for (Host host : hosts) {
      if (host.reserve(number)) {
        return host;
      }
    }
    String name = "host " + (hosts.size() + 1);
    ProgramProcess process = workplace.startLarge(name, "banyan.churn.network.ChurnHostMain", List.of("--quiet"));
    Host host;
    try {
      host = new Host(process, group.perProcess());
    } catch (Failure e) {
      throw workplace.explained(process, e);
    }
    hosts.add(host);
    if (!host.reserve(number)) {
      throw new Failure(name + " has ended as soon as it was started: is this machine out of memory?");
    }
    return host;
  }

  /** All that there ever were, by number. */
  public Collection<Peer> all() {
    return peers.values();
  }

  /** Those that are there now, by number. */
  public List<Peer> alive() {
    return peers.values().stream().filter(Peer::isAlive).toList();
  }

  /** The root that is there now, if one is. */
  public Optional<Peer> root() {
    return alive().stream().filter(peer -> peer.role() == PeerRecord.Role.ROOT).findFirst();
  }

  /**
   * Whether one of those like this peer may be taken away now: where they are replaced, so that their number holds, at
   * most a quarter of them is away at a time. A slow machine replaces slowly.
   */
  boolean isWhole(Peer peer) {
    Optional<Scenario.Group> group = placeOf(peer).map(Place::group).filter(Scenario.Group::replace);
    if (group.isEmpty()) {
      return true;
    }
    long fed = alive().stream().filter(other -> other.tail().chunks() > 0
        && placeOf(other).map(Place::group).equals(group)).count();
    int mayBeAway = Math.max(1, group.get().count() / 4);
    return fed > group.get().count() - mayBeAway;
  }

  /** What comes in a peer's stead; nothing for the root. */
  public Optional<Place> placeOf(Peer peer) {
    return Optional.ofNullable(places.get(peer.number()));
  }

  /**
   * A peer has been ended: nobody gets in at its door any more.
   *
   * @param nanos just before
   */
  public void ended(Peer peer, long nanos, PeerRecord.End how) {
    peer.ended(nanos, how);
    if (how != PeerRecord.End.LEFT && peer.role() != PeerRecord.Role.ROOT) {
      proxy.ifPresent(door -> door.shut(peer.number()));
    }
  }
}
