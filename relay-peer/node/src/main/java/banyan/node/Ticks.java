package banyan.node;

import banyan.protocol.Head;
import banyan.protocol.Message;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** Signs of life: ticks to everybody who has a role, a report to the parent, round trips from what comes back. */
final class Ticks {
  private final Core core;
  private final IntSupplier slots;
  private final IntSupplier freeSlots;
  private final LongSupplier nextDelivery;

  /**
   * @param slots children that this node could feed in all
   * @param freeSlots of those the ones that it could take now
   * @param nextDelivery the first sequence that players here still want, or {@link Window#NONE}
   */
  Ticks(Core core, IntSupplier slots, IntSupplier freeSlots, LongSupplier nextDelivery) {
    this.core = core;
    this.slots = slots;
    this.freeSlots = freeSlots;
    this.nextDelivery = nextDelivery;
  }

  /** Somebody's tick has come. */
  void heard(Link link, Message.Tick tick) {
    link.tick = tick;
    link.tickAtMicros = core.now();
    long sample = core.now() - tick.echoMicros() - tick.echoHeldMicros();
    if (tick.echoMicros() != 0 && sample >= 0 && sample < Timing.GRACE) {
      link.roundTripMicros = link.roundTripMicros == 0 ? Math.max(1, sample)
          : (7 * link.roundTripMicros + sample) / 8;
    }
  }

  /** Says what is due on a link that has a role. */
  void talk(Link link) {
    long sinceTick = core.now() - link.tickedAtMicros;
    boolean due;
    if (link.down == Link.Down.CHILD) {
      due = core.now() - link.sentAtMicros >= Timing.FEEDING_TICK || sinceTick >= Timing.FEEDING_TICK_MAX;
    } else {
      boolean oftener = core.isUnsettled() || link.isUnsettled();
      due = sinceTick >= (oftener ? Timing.STANDBY_TICK_UNSETTLED : Timing.STANDBY_TICK);
    }
    if (due) {
      tick(link);
    }
    if (link.up == Link.Up.PARENT && core.now() - link.reportedAtMicros >= Timing.REPORT) {
      link.reportedAtMicros = core.now();
      core.send(link, report());
    }
    if (link.down == Link.Down.CHILD && core.now() - link.toldRoundTripsAtMicros >= Timing.ROUND_TRIPS) {
      link.toldRoundTripsAtMicros = core.now();
      core.send(link, new Message.RoundTrips(roundTrips()));
    }
  }

  /** Between neighbours on the way from the root to here, one for each hop; 0 for those not known. */
  List<Long> roundTrips() {
    int hops = core.path.isRooted() ? core.path.depth() : 0;
    Link parent = core.parent;
    List<Long> micros = new ArrayList<>(Collections.nCopies(hops, 0L));
    if (parent != null && hops > 0) {
      micros.set(hops - 1, Math.min(parent.roundTripMicros, Message.RoundTrips.MAX_MICROS));
      // What it said before its own way changed is of another way.
      if (parent.roundTripsAbove.size() == hops - 1) {
        Collections.copy(micros, parent.roundTripsAbove);
      }
    }
    return micros;
  }

  void tick(Link link) {
    long now = core.now();
    Message.Tick theirs = link.tick;
    int state = (core.isUnsettled() ? Message.Tick.UNSETTLED : 0) | (core.leaving ? Message.Tick.LEAVING : 0);
    long age = core.beats.heardAny() ? core.beats.ageMicros(now) : Message.Tick.MAX_AGE_MICROS;
    core.send(link, new Message.Tick(
        core.window.epoch(), core.window.newest(), core.beats.beat(), Math.min(age, Message.Tick.MAX_AGE_MICROS),
        Math.min(0xffff, slots.getAsInt()), freeSlots.getAsInt(), core.path.depth(), state, now,
        theirs == null ? 0 : theirs.sentMicros(),
        theirs == null ? 0 : Math.min(now - link.tickAtMicros, Message.Tick.MAX_AGE_MICROS)));
    link.tickedAtMicros = now;
    link.sentAtMicros = now;
  }

  /** At once, so that a beat's age tells of the way that it came and not of everybody's timers. */
  void passBeatOn() {
    for (Link link : core.links.values()) {
      if (link.down == Link.Down.CHILD) {
        tick(link);
      }
    }
  }

  private Message.Report report() {
    Window window = core.window;
    long through = window.isEmpty() ? Head.NO_SEQUENCE
        : window.firstMissing(Math.max(window.first(), nextDelivery.getAsLong())) - 1;
    NodeStatus.Subtree tree = subtree();
    return new Message.Report(
        window.epoch(), through, freeSlots.getAsInt(), tree.peers(), tree.viewers(), tree.freeSlots(), tree.depth(),
        core.address);
  }

  NodeStatus.Subtree subtree() {
    int peers = 1;
    int viewers = core.viewers;
    int free = freeSlots.getAsInt();
    int depth = 0;
    for (Link link : core.links.values()) {
      Message.Report below = link.down == Link.Down.CHILD ? link.report : null;
      if (below != null) {
        peers = saturated(peers, below.subtreePeers());
        viewers = saturated(viewers, below.subtreeViewers());
        free = saturated(free, below.subtreeFreeSlots());
        depth = Math.max(depth, below.subtreeDepth());
      }
    }
    return new NodeStatus.Subtree(peers, viewers, free, Math.min(255, depth + 1));
  }

  private static int saturated(int a, int b) {
    return (int) Math.min(Integer.MAX_VALUE, (long) a + b);
  }
}
