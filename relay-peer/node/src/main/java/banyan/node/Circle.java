package banyan.node;

import banyan.protocol.RootPath;

/**
 * Peers that feed each other round and round: two of them switched at once, each to somebody below the other. Whoever
 * is in it finds itself in its own path; of all these the one with the lowest id leaves at once, the others if that was
 * not enough.
 */
final class Circle {
  private static final long NEVER = Long.MAX_VALUE;

  private final Core core;
  private long sinceMicros = NEVER;

  Circle(Core core) {
    this.core = core;
  }

  /** @return whether this is new */
  boolean seen() {
    if (sinceMicros != NEVER) {
      return false;
    }
    sinceMicros = core.now();
    core.out().emit(new NodeEvent.CycleSeen());
    return true;
  }

  void isBroken() {
    sinceMicros = NEVER;
  }

  /** Whether this node is the one to leave at once, on a path that it is in. */
  boolean isLowestIn(RootPath path) {
    long self = core.self.prefix();
    return path.hops().subList(path.hops().indexOf(self), path.hops().size()).stream()
        .allMatch(hop -> Long.compareUnsigned(self, hop) <= 0);
  }

  /** Whether it has lasted for too long, whoever should have left. */
  boolean isOld() {
    return sinceMicros != NEVER && core.now() - sinceMicros >= Timing.CYCLE_PATIENCE;
  }
}
