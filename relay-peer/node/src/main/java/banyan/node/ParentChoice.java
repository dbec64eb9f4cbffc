package banyan.node;

import banyan.protocol.PeerId;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Whom of those that are linked to ask for the stream, and in what order. */
final class ParentChoice {
  private static final long NEVER = Long.MAX_VALUE;
  /** What weighs in a rank, each more than all that follow it together: depth in levels, then the round trip in µs. */
  private static final long NO_BACKUP = 1_000_000_000_000L;
  private static final long IN_TROUBLE = 200_000_000_000L;
  private static final long STALE = 80_000_000_000L;
  private static final long BELOW_THE_LOST = 30_000_000_000L;
  private static final long FULL = 10_000_000_000L;
  private static final long LEVEL = 10_000_000L;
  /** Round trips within this are alike: then free slots decide, by their power of two, and at last chance. */
  private static final long NEAR = 5 * Timing.MILLI;
  private static final long CHANCE = 128;

  private final Core core;
  /** The parent that was lost last, and when, if it was the root; until there is another. */
  private @Nullable PeerId lostParent;
  private long rootLostAtMicros = NEVER;
  /** When somebody was seen to hear the root again. */
  private long rootBackAtMicros = NEVER;

  ParentChoice(Core core) {
    this.core = core;
  }

  void parentLost(Link parent, NodeEvent.Cause why) {
    lostParent = parent.peer;
    // Whoever has heard the root speak since the parent fell silent proves that only the link to it is dead.
    long since = why == NodeEvent.Cause.SILENT ? parent.heardAtMicros + parent.suspectAfterMicros() : core.now();
    boolean isRoot = parent.path.depth() == 0
        && core.links.values().stream().noneMatch(link -> hasHeardRootSince(link, since));
    rootLostAtMicros = isRoot ? core.now() : NEVER;
    rootBackAtMicros = NEVER;
  }

  void parentFound() {
    lostParent = null;
    rootLostAtMicros = NEVER;
  }

  boolean isRootLost() {
    return rootLostAtMicros != NEVER;
  }

  /** Whether somebody hears the lost root again; true once. */
  boolean isRootJustBack() {
    if (rootLostAtMicros != NEVER && rootBackAtMicros == NEVER
        && core.links.values().stream().anyMatch(link -> hasHeardRootSince(link, rootLostAtMicros))) {
      rootBackAtMicros = core.now();
      return true;
    }
    return false;
  }

  /** Backups first, the freshest, shallowest and nearest of them; then any other peer that could have a stream. */
  @Nullable Link toAsk() {
    return best(link -> (link.up == Link.Up.BACKUP || link.dialled || link.saysRooted()) && mayBeAsked(link));
  }

  /** The best backup in good health that has room and fits. */
  @Nullable Link healthy(Predicate<Link> fits) {
    return best(link -> isFreshBackup(link) && !link.isUnsettled() && link.freeSlots() > 0 && fits.test(link));
  }

  /**
   * The best backup that hears the root while this node, for seconds, does not. Where nobody does, some have heard the
   * root's last words a little later than others: that is no reason to go there.
   */
  @Nullable Link hearingMore() {
    return best(link -> link.up == Link.Up.BACKUP && link.tick != null
        && link.beatAgeMicros(core.now()) < Timing.BEAT_FRESH
        && Beats.isAfter(link.tick.epoch(), link.tick.beat(), core.beats.epoch(), core.beats.beat()));
  }

  private boolean isFreshBackup(Link link) {
    return link.up == Link.Up.BACKUP && link.beatAgeMicros(core.now()) < Timing.BEAT_STALE;
  }

  private @Nullable Link best(Predicate<Link> fits) {
    Link best = null;
    for (Link link : core.links.values()) {
      if (mayFeed(link) && fits.test(link) && (best == null || rank(link) < rank(best))) {
        best = link;
      }
    }
    return best;
  }

  boolean mayFeed(Link link) {
    return link != core.parent && link.down != Link.Down.CHILD && !link.isLeaving()
        && link.refusedUntilMicros <= core.now() && !link.path.contains(core.self);
  }

  /**
   * Where the root itself was the parent, it may be the root that is gone: then nobody has a stream, and to go to
   * somebody who does not know it yet would only tie peers into circles. Once others hear the root it is dialled again;
   * only if it does not answer soon are they asked.
   */
  boolean mayBeAsked(Link link) {
    return rootLostAtMicros == NEVER || link.depth() == 0
        || hasHeardRootSince(link, rootLostAtMicros) && core.now() - rootBackAtMicros >= Timing.ROOT_FIRST;
  }

  private boolean hasHeardRootSince(Link link, long micros) {
    return link.beatAgeMicros(core.now()) < core.now() - micros;
  }

  /** The best of those above this depth, in good health; whether they have room is theirs to say. */
  @Nullable Link higherThan(int depth, Predicate<Link> fits) {
    return best(link -> link.depth() < depth && fits.test(link) && link.tick != null && !link.isUnsettled()
        && link.beatAgeMicros(core.now()) < Timing.BEAT_STALE
        && core.now() - link.soughtRoomAtMicros >= Timing.ROOM_SOUGHT_AGAIN);
  }

  /** Lower is better. */
  private long rank(Link link) {
    long now = core.now();
    boolean hasSpoken = link.tick != null;
    long rank = link.up == Link.Up.BACKUP ? 0 : NO_BACKUP;
    rank += link.isUnsettled() || now - link.heardAtMicros > Timing.BACKUP_DOUBTED ? IN_TROUBLE : 0;
    rank += hasSpoken && link.beatAgeMicros(now) > Timing.BEAT_STALE ? STALE : 0;
    rank += lostParent != null && link.path.contains(lostParent) ? BELOW_THE_LOST : 0;
    rank += hasSpoken && link.freeSlots() == 0 ? FULL : 0;
    rank += LEVEL * Math.min(link.depth(), 255) + Math.min(link.roundTripMicros, LEVEL - 1) / NEAR * NEAR;
    return rank + CHANCE * (Integer.SIZE - load(link)) + chance(link);
  }

  /** Digits of the number of free slots. */
  private static int load(Link link) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(link.freeSlots());
  }

  /** The same for each pair of peers, so that the orphans of one parent do not all turn to the same peer. */
  private int chance(Link link) {
    int mixed = (core.self.hashCode() ^ link.peer.hashCode()) * 0x9E3779B9;
    return mixed >>> 25;
  }
}
