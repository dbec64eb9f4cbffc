package banyan.node;

import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The wish for a better place: whoever can feed several looks now and then for a parent that is higher, or as high and
 * nearer. What is free near the root is for those who pass the stream on.
 */
final class Climb {
  private final Core core;
  private final ParentChoice choice;
  private final Dialler dialler;
  private final IntSupplier slots;
  private long lookAtMicros = Long.MAX_VALUE;
  private long climbedAtMicros = Long.MIN_VALUE / 2;

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
    Link best = choice.higherThan(depth);
    if (best == null) {
      best = choice.healthy(link -> parent != null && link.depth() <= depth
          && link.roundTripMicros < parent.roundTripMicros * 4 / 5
          && parent.roundTripMicros - link.roundTripMicros > Timing.CLIMB_ROUND_TRIP);
    }
    if (best == null && dialler.mayDialMore()) {
      if (dialler.dialNext(one -> one.depth() < depth)) {
        lookAtMicros = core.now() + Timing.CLIMB_DIALLED;
      } else {
        dialler.newRound();
      }
    }
    return best;
  }
}
