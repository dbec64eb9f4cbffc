package banyan.node;

import banyan.protocol.PeerId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The wish for a better place: whoever can feed several looks now and then for a parent that is higher, or as high and
 * nearer. What is free near the root is for those who pass the stream on. A peer that was left because the link to it
 * failed is no better place for a while, each time for longer.
 */
final class Climb {
  /** For how long a peer is avoided, and until when. */
  private record Avoided(long micros, long untilMicros) {}

  private final Core core;
  private final ParentChoice choice;
  private final Dialler dialler;
  private final IntSupplier slots;
  private long lookAtMicros = Long.MAX_VALUE;
  private long climbedAtMicros = Long.MIN_VALUE / 2;
  /** The longest known first. */
  private final Map<PeerId, Avoided> avoided = new LinkedHashMap<>();

  /** @param slots children that this node could feed in all */
  Climb(Core core, ParentChoice choice, Dialler dialler, IntSupplier slots) {
    this.core = core;
    this.choice = choice;
    this.dialler = dialler;
    this.slots = slots;
  }

  /** @param climbed whether for this reason */
  void parentChanged(boolean climbed) {
    lookAtMicros = core.now() + core.jittered(Timing.CLIMB_FIRST);
    climbedAtMicros = climbed ? core.now() : climbedAtMicros;
  }

  /** A parent was left for what its link did. */
  void failed(PeerId parent) {
    Avoided before = avoided.remove(parent);
    long micros = before == null ? Timing.AVOIDED_MIN : Math.min(2 * before.micros, Timing.AVOIDED_MAX);
    if (avoided.size() >= Timing.MAX_AVOIDED) {
      avoided.remove(avoided.keySet().iterator().next());
    }
    avoided.put(parent, new Avoided(micros, core.now() + micros));
  }

  private boolean isAvoided(PeerId peer) {
    Avoided since = avoided.get(peer);
    return since != null && core.now() < since.untilMicros;
  }

  /** Once a pulse: whom to ask instead of the parent, if it is time and there is somebody. */
  @Nullable Link look() {
    if (core.now() < lookAtMicros || core.isUnsettled()) {
      return null;
    }
    lookAtMicros = core.now() + core.jittered(Timing.CLIMB_LOOK);
    boolean may = core.config.climbs() && slots.getAsInt() >= Displacement.SLOTS_MIN
        && core.now() - climbedAtMicros >= Timing.CLIMB;
    return may ? better() : null;
  }

  private @Nullable Link better() {
    Link parent = core.parent;
    int depth = core.path.depth() - 1;
    Link best = choice.higherThan(depth, link -> !isAvoided(link.peer));
    if (best == null) {
      best = choice.healthy(link -> parent != null && link.depth() <= depth && !isAvoided(link.peer)
          && link.roundTripMicros < parent.roundTripMicros * 4 / 5
          && parent.roundTripMicros - link.roundTripMicros > Timing.CLIMB_ROUND_TRIP);
    }
    if (best == null && dialler.mayDialMore()) {
      if (dialler.dialNext(one -> one.depth() < depth && !isAvoided(one.peer()))) {
        lookAtMicros = core.now() + Timing.CLIMB_DIALLED;
      } else {
        dialler.newRound();
      }
    }
    return best;
  }
}
