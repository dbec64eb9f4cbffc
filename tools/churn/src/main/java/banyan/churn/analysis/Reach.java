package banyan.churn.analysis;

import banyan.churn.scenario.FaultRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Whom a fault reached: those whose path to the root led through what was hit, and the victim itself. */
final class Reach {
  /** What a fault does to those below shows within this time, of one that lasts: within this time of its end. */
  static final long AFTERMATH_NANOS = 10_000_000_000L;
  /** A peer that was held up itself is back in the tree by then: it is missed for 3 s, and attaches within one. */
  static final long OWN_AFTERMATH_NANOS = 2_000_000_000L;

  private final Tree tree;
  private final List<FaultRecord> faults;

  Reach(Tree tree, List<FaultRecord> faults) {
    this.tree = tree;
    this.faults = faults.stream().sorted(Comparator.comparingLong(FaultRecord::nanos)).toList();
  }

  /** A time from one moment to another. */
  record Span(long fromNanos, long untilNanos) {
    boolean contains(long nanos) {
      return fromNanos <= nanos && nanos <= untilNanos;
    }
  }

  /** Whether it is about one link, not about a peer. */
  static boolean isOfLink(FaultRecord fault) {
    return fault.other() != Tree.NOBODY;
  }

  /** Until when what happens can be the fault's doing. */
  static long untilNanos(FaultRecord fault) {
    return Math.max(fault.nanos(), fault.overNanos()) + AFTERMATH_NANOS;
  }

  /**
   * The peer on the path, or at its lower end, that hung directly on what was hit.
   *
   * @return {@link Tree#NOBODY} if the path did not lead through it
   */
  int orphanOf(FaultRecord fault, int peer, long nanos) {
    if (fault.peer() == Tree.NOBODY) {
      return Tree.NOBODY;
    }
    int below = peer;
    for (int at : tree.pathAt(peer, nanos)) {
      if (at == fault.peer() && (!isOfLink(fault) || below == fault.other())) {
        return below;
      }
      below = at;
    }
    return Tree.NOBODY;
  }

  /** Times in which the peer was hit itself, so that what it saw says nothing of the others. */
  List<Span> ownTroubles(int peer) {
    List<Span> spans = new ArrayList<>();
    for (FaultRecord fault : faults) {
      boolean isHeldUp = switch (fault.kind()) {
        case FREEZE, CUT, LIMP -> fault.peer() == peer && !isOfLink(fault);
        case LEAVE, KILL, INDEX_DOWN, ENCODER_RESTART, ROOT_RESTART -> false;
      };
      if (isHeldUp) {
        spans.add(new Span(
            fault.nanos(), fault.overNanos() > 0 ? fault.overNanos() + OWN_AFTERMATH_NANOS : Long.MAX_VALUE));
      }
    }
    return spans;
  }

  /** The newest fault that can have made the peer look for another parent at that time. */
  java.util.Optional<FaultRecord> behind(Tree.Attachment attachment) {
    return faults.stream()
        .filter(fault -> fault.nanos() <= attachment.nanos() && attachment.nanos() <= untilNanos(fault))
        .filter(fault -> fault.peer() == attachment.peer()
            || orphanOf(fault, attachment.peer(), fault.nanos()) != Tree.NOBODY
            || orphanOf(fault, attachment.peer(), attachment.lostNanos() - 1) != Tree.NOBODY
            || fault.peer() == attachment.before() && !isOfLink(fault))
        .reduce((older, newer) -> newer);
  }

  /** Whether a peer on its path went away a short time before, whoever made it go: lifetimes end without a fault. */
  boolean followsADeparture(Tree.Attachment attachment) {
    List<Integer> above = new ArrayList<>(tree.pathAt(attachment.peer(), attachment.lostNanos() - 1));
    above.add(attachment.before());
    return above.stream().filter(number -> number != Tree.NOBODY).map(tree::peer)
        .anyMatch(peer -> peer.endNanos() > 0 && peer.endNanos() <= attachment.nanos()
            && attachment.nanos() - peer.endNanos() <= AFTERMATH_NANOS);
  }
}
