package banyan.node;

import banyan.protocol.Candidate;
import banyan.protocol.Message;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who cannot upload sits at the leaves: where all slots are taken, a peer that can feed many is taken all the same, and
 * the child that can feed fewest is asked to move, to that peer or wherever there is room. It is fed until it has.
 *
 * <p>The slot that is lent meanwhile is the one kept for orphans, or where slots are too few for that, one too many.
 * One at a time: a tree puts itself right step by step, and no step costs a viewer anything.
 *
 * <p>Children are asked to move as well where a neighbour of the same height feeds far fewer: a new relay takes its
 * share, and no death strikes many more than it must.
 */
final class Displacement {
  /** Whoever is let in can feed so many, and so many times more than the one that moves, itself counted. */
  static final int SLOTS_MIN = 2;
  private static final int TIMES = 2;
  /** A peer is idle that feeds less than half as many, and so many fewer; a part of the difference moves at a time. */
  private static final int FEWER = 4;
  private static final int LEVEL_PART = 8;

  private final Core core;
  /** Who was asked to move last, and how long that is waited for. */
  private @Nullable Link mover;
  private long untilMicros;

  Displacement(Core core) {
    this.core = core;
  }

  /**
   * Whether to take this peer although there is no slot. Then it is settled who is to make room: once the peer is fed,
   * {@link #askToMove} asks.
   *
   * @param fed all children
   * @param hasSlotToLend whether one may be lent
   */
  boolean takes(Link asker, List<Link> fed, boolean hasSlotToLend) {
    boolean isWaiting = mover != null && mover.down == Link.Down.CHILD && core.now() < untilMicros;
    if (isWaiting || !hasSlotToLend || asker.slots() < SLOTS_MIN || !asker.address.isDialable()) {
      return false;
    }
    Link weakest = null;
    for (Link link : fed) {
      if (mayMove(link, asker) && (weakest == null || weight(link) < weight(weakest))) {
        weakest = link;
      }
    }
    mover = weakest;
    if (weakest == null) {
      return false;
    }
    untilMicros = core.now() + Timing.MOVE_TIMEOUT;
    return true;
  }

  private boolean mayMove(Link link, Link asker) {
    return mayBeAsked(link) && link.tick != null && asker.slots() >= TIMES * (link.slots() + 1)
        && !asker.path.contains(link.peer);
  }

  private boolean mayBeAsked(Link child) {
    return !child.isLeaving() && core.now() - child.askedToMoveAtMicros >= Timing.MOVES_APART;
  }

  private static long weight(Link link) {
    int below = link.report == null ? 0 : link.report.subtreePeers();
    return ((long) link.slots() << Integer.SIZE) + below;
  }

  /** The stronger one is fed: whoever makes room for it is told where to go. */
  void askToMove(Link stronger, List<Link> fed) {
    Link weakest = mover;
    if (weakest == null) {
      return;
    }
    List<Candidate> candidates = new ArrayList<>();
    candidates.add(stronger.asCandidate());
    for (Link link : fed) {
      if (link != stronger) {
        addIfRoomy(candidates, link, weakest);
      }
    }
    ask(weakest, candidates);
  }

  private static void addIfRoomy(List<Candidate> candidates, Link link, Link mover) {
    if (link != mover && !link.isLeaving() && link.address.isDialable() && link.freeSlots() > 0
        && candidates.size() < Timing.SUGGESTIONS) {
      candidates.add(link.asCandidate());
    }
  }

  /**
   * Once a second: asks those whom the upload does not carry any more to go where there is room.
   *
   * @param fed all children, those with few below them last
   * @param surplus how many are to go, those who were asked a while ago and are here still counted
   */
  void shed(List<Link> fed, int surplus) {
    int staying = fed.size() - surplus;
    for (int i = fed.size() - 1; i >= staying; i--) {
      Link link = fed.get(i);
      if (mayBeAsked(link)) {
        List<Candidate> candidates = new ArrayList<>();
        fed.subList(0, staying).forEach(other -> addIfRoomy(candidates, other, link));
        ask(link, candidates);
      }
    }
  }

  private void ask(Link child, List<Candidate> candidates) {
    child.askedToMoveAtMicros = core.now();
    core.send(child, new Message.Candidates(Message.Candidates.Purpose.MOVE, candidates));
  }

  /**
   * Once a second.
   *
   * @param fed all children, those with few below them last
   */
  void level(List<Link> fed) {
    Link idlest = null;
    for (Link link : core.links.values()) {
      if (isIdle(link, fed.size()) && (idlest == null || link.usedSlots() < idlest.usedSlots())) {
        idlest = link;
      }
    }
    if (idlest == null) {
      return;
    }
    int count = 1 + (fed.size() - idlest.usedSlots()) / LEVEL_PART;
    for (int i = fed.size() - 1; i >= 0 && count > 0; i--) {
      Link link = fed.get(i);
      if (mayBeAsked(link)) {
        ask(link, List.of(idlest.asCandidate()));
        count--;
      }
    }
  }

  private boolean isIdle(Link link, int fed) {
    boolean isNeighbour = link.hasRole() && link.down != Link.Down.CHILD && link != core.parent
        && link.depth() <= core.path.depth() && link.roundTripMicros <= Timing.NEIGHBOUR
        && !core.path.contains(link.peer);
    return isNeighbour && link.tick != null && !link.isLeaving() && !link.isUnsettled() && link.address.isDialable()
        && link.freeSlots() >= FEWER && 2 * link.usedSlots() + FEWER <= fed;
  }
}
