package banyan.churn.analysis;

import banyan.churn.scenario.PeerRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Who was fed by whom, at any time of a run: rebuilt from what every peer told of its parents. */
final class Tree {
  static final int NOBODY = -1;
  /** A peer that leaves goes on feeding its children for 3 s at most, and is gone soon after. */
  private static final long LEAVING_NANOS = 5_000_000_000L;

  /**
   * A peer got a parent.
   *
   * @param cause why one was sought, as {@link banyan.node.NodeEvent.Cause} names it
   * @param before the parent before, or {@link #NOBODY}
   * @param lostNanos when that one was gone; the time itself where one followed the other
   */
  record Attachment(int peer, long nanos, int parent, String cause, int before, long lostNanos) {
    /** The first parent, or the tree's putting itself right, is nothing that a fault did. */
    boolean isReparent() {
      return !cause.equals("JOIN") && !isPlacement();
    }

    /** Whether the peer went higher, or made room for one that did. */
    boolean isPlacement() {
      return cause.equals("CLIMB") || cause.equals("MOVED");
    }
  }

  /** Peers that fed one another in a circle. */
  record Loop(long fromNanos, long untilNanos, Set<Integer> peers) {
    long nanos() {
      return untilNanos - fromNanos;
    }
  }

  private record Change(long nanos, int peer, int parent) {}

  private final List<PeerRecord> peers;
  private final Map<Integer, PeerRecord> byNumber = new HashMap<>();
  private final Map<String, List<PeerRecord>> byId = new HashMap<>();
  private final Map<Integer, NavigableMap<Long, Integer>> parents = new HashMap<>();
  private final List<Attachment> attachments = new ArrayList<>();
  private final List<Change> changes = new ArrayList<>();
  private final List<Loop> loops;
  private int unknown;

  /** @param traces by the peer's number */
  Tree(List<PeerRecord> peers, Map<Integer, PeerTrace> traces, long endNanos) {
    this.peers = peers;
    for (PeerRecord peer : peers) {
      byNumber.put(peer.number(), peer);
      byId.computeIfAbsent(peer.id(), id -> new ArrayList<>()).add(peer);
    }
    for (PeerRecord peer : peers) {
      grow(peer, traces.getOrDefault(peer.number(), PeerTrace.EMPTY));
    }
    attachments.sort(Comparator.comparingLong(Attachment::nanos).thenComparingInt(Attachment::peer));
    changes.sort(Comparator.comparingLong(Change::nanos).thenComparingInt(Change::peer));
    loops = findLoops(endNanos);
  }

  private void grow(PeerRecord peer, PeerTrace trace) {
    NavigableMap<Long, Integer> own = new TreeMap<>();
    int before = NOBODY;
    long lostNanos = 0;
    long goneNanos = goneNanos(peer, trace);
    for (TraceEvent event : trace.events()) {
      if (event.nanos() > goneNanos) {
        break;
      }
      if (event.is(TraceEvent.ATTACHED)) {
        int parent = find(event.text("parent"), event.nanos());
        unknown += parent == NOBODY ? 1 : 0;
        int now = own.isEmpty() ? NOBODY : own.lastEntry().getValue();
        attachments.add(new Attachment(
            peer.number(), event.nanos(), parent, event.text("cause"), before,
            now == NOBODY && lostNanos > 0 ? lostNanos : event.nanos()));
        set(peer, own, event.nanos(), parent);
        before = parent;
      } else if (event.is(TraceEvent.ORPHANED)) {
        lostNanos = event.nanos();
        set(peer, own, event.nanos(), NOBODY);
      }
    }
    if (peer.endNanos() > 0) {
      set(peer, own, goneNanos, NOBODY);
    }
    parents.put(peer.number(), own);
  }

  private static long goneNanos(PeerRecord peer, PeerTrace trace) {
    return switch (peer.end()) {
      case NONE -> Long.MAX_VALUE;
      case KILLED, DIED -> peer.endNanos();
      case LEFT -> Math.max(peer.endNanos(), Math.min(trace.lastNanos(), peer.endNanos() + LEAVING_NANOS));
    };
  }

  private void set(PeerRecord peer, NavigableMap<Long, Integer> own, long nanos, int parent) {
    own.put(nanos, parent);
    changes.add(new Change(nanos, peer.number(), parent));
  }

  /** The peer of that id at that time: one that is started again has the id of the one before. */
  int find(String id, long nanos) {
    return byId.getOrDefault(id, List.of()).stream()
        .filter(peer -> peer.joinedNanos() <= nanos)
        .max(Comparator.comparingLong(PeerRecord::joinedNanos))
        .map(PeerRecord::number).orElse(NOBODY);
  }

  /** Parents that were named and are no peer of the run. */
  int unknownParents() {
    return unknown;
  }

  PeerRecord peer(int number) {
    PeerRecord peer = byNumber.get(number);
    if (peer == null) {
      throw new IllegalStateException("a run has no peer " + number);
    }
    return peer;
  }

  String name(int number) {
    PeerRecord peer = byNumber.get(number);
    return peer == null ? "nobody" : peer.name();
  }

  boolean isAlive(int number, long nanos) {
    PeerRecord peer = peer(number);
    return peer.joinedNanos() <= nanos && (peer.endNanos() == 0 || nanos < peer.endNanos());
  }

  int parentAt(int number, long nanos) {
    NavigableMap<Long, Integer> own = parents.get(number);
    Map.Entry<Long, Integer> at = own == null ? null : own.floorEntry(nanos);
    return at == null ? NOBODY : at.getValue();
  }

  /** From the parent upwards; it ends at the root, at an orphan, or before it would go round. */
  List<Integer> pathAt(int number, long nanos) {
    List<Integer> path = new ArrayList<>();
    Set<Integer> seen = new TreeSet<>(Set.of(number));
    for (int at = parentAt(number, nanos); at != NOBODY && seen.add(at); at = parentAt(at, nanos)) {
      path.add(at);
    }
    return path;
  }

  /** Levels below the root; −1 for whom no path leads there. */
  int depthAt(int number, long nanos) {
    List<Integer> path = pathAt(number, nanos);
    int top = path.isEmpty() ? number : path.get(path.size() - 1);
    return peer(top).role() == PeerRecord.Role.ROOT && isAlive(top, nanos) ? path.size() : -1;
  }

  List<PeerRecord> peers() {
    return peers;
  }

  /** By time. */
  List<Attachment> attachments() {
    return attachments;
  }

  /** By their beginning. */
  List<Loop> loops() {
    return loops;
  }

  private List<Loop> findLoops(long endNanos) {
    List<Loop> found = new ArrayList<>();
    Map<Integer, Integer> now = new HashMap<>();
    Map<Set<Integer>, Long> open = new HashMap<>();
    for (Change change : changes) {
      int parent = now.getOrDefault(change.peer(), NOBODY);
      if (parent == change.parent()) {
        continue;
      }
      open.entrySet().removeIf(loop -> {
        boolean ends = loop.getKey().contains(change.peer());
        if (ends) {
          found.add(new Loop(loop.getValue(), change.nanos(), loop.getKey()));
        }
        return ends;
      });
      now.put(change.peer(), change.parent());
      Set<Integer> members = new TreeSet<>();
      int at = change.peer();
      while (at != NOBODY && members.add(at)) {
        at = now.getOrDefault(at, NOBODY);
      }
      if (at == change.peer()) {
        open.put(members, change.nanos());
      }
    }
    open.forEach((members, from) -> found.add(new Loop(from, endNanos, members)));
    found.sort(Comparator.comparingLong(Loop::fromNanos).thenComparing(loop -> loop.peers().toString()));
    return found;
  }
}
