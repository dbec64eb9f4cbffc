package banyan.node;

import banyan.protocol.Candidate;
import banyan.protocol.CloseReason;
import banyan.protocol.Message;
import banyan.protocol.Position;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The search for a parent. It asks one peer at a time: first backups, then other open links, then candidates that it
 * dials (three at once), then whoever introduces peers; after a round without success it waits, jittered, and begins
 * again. A node that has a parent asks somebody else in the same way, once, for a better one.
 */
final class Search {
  private static final long NEVER = Long.MAX_VALUE;

  private final Core core;
  private final Dialler dialler;
  private final ParentChoice choice;
  private final Supplier<Position> resumeFrom;
  private final Consumer<Link> tick;
  private final IntSupplier slots;

  private boolean seeking;
  private NodeEvent.Cause cause = NodeEvent.Cause.JOIN;
  private long sinceMicros;
  private int redirects;
  private long retryAtMicros = NEVER;
  private long retryWaitMicros = Timing.RETRY_MIN;
  /** The link whose answer to a feeding attach is awaited. */
  private @Nullable Link asked;
  private long askedUntilMicros;
  /** When a joiner to whom somebody has answered asks at the latest. */
  private long compareUntilMicros = NEVER;
  /** Until when a search that the parent asked for goes on. */
  private long moveUntilMicros;
  private boolean hasFound;

  /**
   * @param resumeFrom the first position that this node lacks
   * @param tick sends a tick
   * @param slots children that this node could feed in all
   */
  Search(
      Core core, Dialler dialler, ParentChoice choice, Supplier<Position> resumeFrom, Consumer<Link> tick,
      IntSupplier slots) {
    this.core = core;
    this.dialler = dialler;
    this.choice = choice;
    this.resumeFrom = resumeFrom;
    this.tick = tick;
    this.slots = slots;
  }

  /** Whether no attach is outstanding or needed. */
  boolean isSettled() {
    return !seeking && asked == null;
  }

  /** Whether there ever was a parent. */
  boolean hasFound() {
    return hasFound;
  }

  /** Of this search, or of the last one. */
  NodeEvent.Cause cause() {
    return cause;
  }

  long tookMicros() {
    return core.now() - sinceMicros;
  }

  void begin(NodeEvent.Cause why) {
    if (!seeking || cause == NodeEvent.Cause.MOVED) {
      seeking = true;
      cause = why;
      sinceMicros = core.now();
      retryWaitMicros = Timing.RETRY_MIN;
      retryAtMicros = NEVER;
      redirects = 0;
      dialler.newRound();
    }
    advance();
  }

  /** The parent is gone. Whoever was asked without need is not waited for as long as that would have had time. */
  void begin(NodeEvent.Cause why, Link lost) {
    asked = lost == asked ? null : asked;
    if (asked != null) {
      askedUntilMicros = Math.min(askedUntilMicros, patience(asked, true));
    }
    begin(why);
  }

  /** Asks for more than is needed: the present parent feeds on until that one has accepted. */
  void askInstead(Link link, NodeEvent.Cause why) {
    cause = why;
    sinceMicros = core.now();
    ask(link);
  }

  /** The parent asks this node to move to the first of these, or to whoever has room. */
  void move(List<Candidate> candidates) {
    Link there = core.linkTo(candidates.get(0).peer());
    if (there != null && choice.mayFeed(there)) {
      askInstead(there, NodeEvent.Cause.MOVED);
    } else {
      moveUntilMicros = core.now() + Timing.MOVE_TIMEOUT;
      dialler.named(candidates, true);
      begin(NodeEvent.Cause.MOVED);
    }
  }

  /** Asks the next peer, unless one is being asked. */
  void advance() {
    if (!seeking || asked != null || core.leaving || isComparing()) {
      return;
    }
    // Whoever is to make room goes where it was told, if it can: backups are for need.
    boolean dialFirst = cause == NodeEvent.Cause.MOVED && tookMicros() < Timing.MOVE_AS_TOLD;
    Link next = dialFirst ? null : choice.toAsk();
    if (next != null) {
      ask(next);
      return;
    }
    while (dialler.mayDialMore() && dialler.dialNext()) {
      // Several at once: one of those that open is asked, the others may become backups.
    }
    if (dialler.pendingFresh() == 0 && retryAtMicros == NEVER) {
      dialler.findMore();
      retryAtMicros = core.now() + core.jittered(retryWait());
      retryWaitMicros = Math.min(2 * retryWaitMicros, Timing.RETRY_MAX);
    }
  }

  /** A joiner looks for a moment at all whom it has dialled: whoever answers first has many children soon. */
  private boolean isComparing() {
    return cause == NodeEvent.Cause.JOIN && compareUntilMicros != NEVER && core.now() < compareUntilMicros
        && dialler.pendingFresh() > 0;
  }

  private long retryWait() {
    boolean patient = tookMicros() < Timing.GRACE || !hasFound;
    return patient ? retryWaitMicros : Timing.RETRY_AFTER_GRACE;
  }

  private void ask(Link link) {
    asked = link;
    askedUntilMicros = patience(link, core.parent == null);
    if (link.up == Link.Up.ASKED_TO_STAND_BY) {
      link.up = Link.Up.NONE;
    }
    link.askedWithSlots = slots.getAsInt();
    if (!link.hasRole() && link.askedWithSlots > 0) {
      // Whoever can feed others may be taken where there is no room for those who cannot.
      tick.accept(link);
    }
    boolean orphan = hasFound && (core.parent == null || cause == NodeEvent.Cause.LEAVING);
    core.send(link, new Message.Attach(++link.request, Core.ALL_STRIPES, resumeFrom.get(), orphan));
  }

  private long patience(Link link, boolean isUrgent) {
    boolean warm = isUrgent && link.roundTripMicros > 0;
    return core.now() + (warm ? Timing.ATTACH_TIMEOUT_WARM : Timing.ATTACH_TIMEOUT) + 2 * link.roundTripMicros;
  }

  // ---- answers

  /** Whether somebody's consent to feed is still wanted. Whoever answers late is as welcome as nobody else has. */
  boolean wants(Link link) {
    return link == asked || seeking;
  }

  /** It would make a loop, or has no way to the root. */
  void unfit(Link link) {
    asked = link == asked ? null : asked;
    link.refusedUntilMicros = core.now() + Timing.REFUSED_LOOP;
    advance();
  }

  /** There is a parent. */
  void found() {
    asked = null;
    seeking = false;
    retryAtMicros = NEVER;
    hasFound = true;
  }

  /** Returns whether this was an answer to the search. */
  boolean refused(Link link, Message.Refuse refuse) {
    if (link != asked) {
      return false;
    }
    asked = null;
    link.refusedUntilMicros = core.now() + switch (refuse.reason()) {
      case FULL, OTHER -> Timing.REFUSED_FULL;
      case STALE, NOT_ATTACHED -> Timing.REFUSED_UNSETTLED;
      case LOOP, TOO_DEEP, LEAVING -> Timing.REFUSED_LOOP;
    };
    boolean full = refuse.reason() == Message.Refuse.Reason.FULL;
    if (!full || redirects++ < Timing.MAX_REDIRECTS) {
      dialler.named(refuse.candidates(), full && seeking);
    }
    if (full) {
      wasFull(link);
    }
    advance();
    return true;
  }

  private void wasFull(Link link) {
    link.soughtRoomAtMicros = core.now();
    if (link.askedWithSlots == 0 && slots.getAsInt() >= Displacement.SLOTS_MIN) {
      // It did not know how many could be fed here, nor did this node before it was told of the channel.
      link.refusedUntilMicros = core.now();
    }
    dialler.named(List.of(link.asCandidate()), false);
  }

  // ---- what happens to links

  void opened(Link link) {
    if (!seeking || asked != null || !link.dialled || !choice.mayBeAsked(link)) {
      return;
    }
    if (cause != NodeEvent.Cause.JOIN) {
      ask(link);
      return;
    }
    if (compareUntilMicros == NEVER) {
      compareUntilMicros = core.now() + Timing.COMPARE;
    }
    advance();
  }

  void lost(Link link) {
    if (link == asked) {
      asked = null;
      advance();
    }
  }

  // ---- as time goes by

  void pulse() {
    long now = core.now();
    Link waitedFor = asked;
    if (waitedFor != null && askedUntilMicros <= now) {
      asked = null;
      waitedFor.refusedUntilMicros = now + Timing.REFUSED_FULL;
      if (++waitedFor.unanswered >= Timing.MAX_UNANSWERED && !waitedFor.hasRole()) {
        core.close(waitedFor, CloseReason.SILENT);
      }
    }
    if (seeking && cause == NodeEvent.Cause.MOVED && core.parent != null && moveUntilMicros <= now) {
      // Nobody has room; the parent will feed on.
      seeking = false;
    }
    if (retryAtMicros <= now) {
      retryAtMicros = NEVER;
      dialler.newRound();
      redirects = 0;
    }
    advance();
  }

  void forgive(long micros) {
    askedUntilMicros += micros;
  }
}
