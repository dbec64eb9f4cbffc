package banyan.churn.network;

import banyan.churn.scenario.PeerRecord;
import banyan.churn.scenario.Scenario;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who feeds whom at this moment, as far as the traces have told: good enough to choose a victim by. */
final class LiveTree {
  /** Below each child of a trunk. */
  private static final int MANY_BELOW = 10;

  private final List<Peer> alive;
  private final Map<String, Peer> byId = new HashMap<>();
  private final Map<String, List<Peer>> children = new HashMap<>();

  private LiveTree(List<Peer> alive) {
    this.alive = alive;
    for (Peer peer : alive) {
      byId.put(peer.id(), peer);
      peer.tail().parent().ifPresent(
          parent -> children.computeIfAbsent(parent, id -> new ArrayList<>()).add(peer));
    }
  }

  /** @param alive those who are there, by number */
  static LiveTree of(List<Peer> alive) {
    return new LiveTree(alive);
  }

  Optional<Peer> parentOf(Peer peer) {
    return peer.tail().parent().map(byId::get);
  }

  List<Peer> childrenOf(Peer peer) {
    return children.getOrDefault(peer.id(), List.of());
  }

  /** How many are below it, at any depth. */
  int countBelow(Peer peer) {
    Set<Peer> seen = new HashSet<>();
    List<Peer> next = new ArrayList<>(childrenOf(peer));
    // What two traces say need not be of one moment: a circle in here is no reason to go on for ever.
    while (!next.isEmpty()) {
      Peer at = next.remove(next.size() - 1);
      if (seen.add(at)) {
        next.addAll(childrenOf(at));
      }
    }
    return seen.size();
  }

  /** Those to whom a fault of this kind can be done now, by number. */
  List<Peer> eligible(Scenario.Target target) {
    return alive.stream().filter(peer -> !peer.isHit() && is(peer, target)).toList();
  }

  private boolean is(Peer peer, Scenario.Target target) {
    if (peer.role() == PeerRecord.Role.ROOT) {
      return target == Scenario.Target.ROOT;
    }
    boolean isFed = peer.tail().chunks() > 0 && peer.tail().parent().isPresent();
    return isFed && switch (target) {
      case PEERS -> true;
      case RELAYS -> peer.role() == PeerRecord.Role.RELAY && !childrenOf(peer).isEmpty();
      case VIEWERS -> peer.role() == PeerRecord.Role.VIEWER;
      case INNER -> !childrenOf(peer).isEmpty();
      case TRUNK -> !childrenOf(peer).isEmpty() && countBelow(peer) >= MANY_BELOW * childrenOf(peer).size();
      case ROOT -> false;
    };
  }
}
