package banyan.node;

import banyan.protocol.Candidate;
import banyan.protocol.CloseReason;
import banyan.protocol.Head;
import banyan.protocol.Message;
import banyan.protocol.Position;
import banyan.protocol.RootPath;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The way upwards: finding a parent, watching it, and going over to another.
 *
 * <p>A search asks one peer at a time: first backups, then other open links, then candidates that it dials (three at
 * once), then whoever introduces peers; after a round without success it waits, jittered, and begins again. It ends
 * with an {@code Accept} whose path does not lead through this node. The old parent, if it still feeds, is released
 * only then.
 */
final class Parents {
  private static final long NEVER = Long.MAX_VALUE;

  private final Core core;
  private final Runnable newBeat;
  private final Consumer<Link> tick;
  private final IntSupplier slots;
  private final Dialler dialler;
  private final Standbys standbys;
  private final ParentWatch watch;
  private final ParentChoice choice;
  private final Circle circle;
  private final Climb climb;

  private boolean seeking;
  private NodeEvent.Cause cause = NodeEvent.Cause.JOIN;
  private long seekingSinceMicros;
  private int redirects;
  private long retryAtMicros = NEVER;
  private long retryWaitMicros = Timing.RETRY_MIN;

  /** The link whose answer to a feeding attach is awaited. */
  private @Nullable Link asked;
  private long askedUntilMicros;

  private long staleSinceMicros = NEVER;
  /** Until when a search that the parent asked for goes on. */
  private long moveUntilMicros;
  private boolean hasBeenAttached;
  /** When a joiner to whom somebody has answered asks at the latest. */
  private long compareUntilMicros = NEVER;
  /** The first sequence that players here still want; {@link Window#NONE} for the window's first. */
  private long wantedFrom = Window.NONE;

  /**
   * @param newBeat a newer beat has been heard
   * @param tick sends a tick
   * @param slots children that this node could feed in all
   */
  Parents(Core core, Runnable newBeat, Consumer<Link> tick, IntSupplier slots) {
    this.core = core;
    this.newBeat = newBeat;
    this.tick = tick;
    this.slots = slots;
    this.dialler = new Dialler(core);
    this.standbys = new Standbys(core, dialler, this::resumeFrom);
    this.watch = new ParentWatch(core);
    this.choice = new ParentChoice(core);
    this.circle = new Circle(core);
    this.climb = new Climb(core, choice, dialler, slots);
  }

  ParentWatch watch() {
    return watch;
  }

  Standbys standbys() {
    return standbys;
  }

  void begin() {
    dialler.findMore();
    seek(NodeEvent.Cause.JOIN);
  }

  /** Whether an attach of mine is outstanding or needed. */
  boolean isSettled() {
    return !seeking && asked == null;
  }

  boolean hasBeenAttached() {
    return hasBeenAttached;
  }

  // ---- the search for a parent

  private void seek(NodeEvent.Cause why) {
    if (!seeking || cause == NodeEvent.Cause.MOVED) {
      seeking = true;
      cause = why;
      seekingSinceMicros = core.now();
      retryWaitMicros = Timing.RETRY_MIN;
      retryAtMicros = NEVER;
      redirects = 0;
      dialler.newRound();
    }
    advance();
  }

  /** Asks the next peer, unless one is being asked. */
  private void advance() {
    if (!seeking || asked != null || core.leaving || isComparing()) {
      return;
    }
    // Whoever is to make room goes where it was told, if it can: backups are for need.
    boolean dialFirst = cause == NodeEvent.Cause.MOVED && core.now() - seekingSinceMicros < Timing.MOVE_AS_TOLD;
    Link next = dialFirst ? null : choice.toAsk();
    if (next != null) {
      ask(next);
      return;
    }
    while (dialler.mayDialMore() && dialler.dialNext()) {
      // Several at once: the first that opens is asked, the others may become backups.
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
    boolean patient = core.now() - seekingSinceMicros < Timing.GRACE || !hasBeenAttached;
    return patient ? retryWaitMicros : Timing.RETRY_AFTER_GRACE;
  }

  private void ask(Link link) {
    asked = link;
    boolean warm = core.parent == null && link.roundTripMicros > 0;
    askedUntilMicros = core.now() + (warm ? Timing.ATTACH_TIMEOUT_WARM : Timing.ATTACH_TIMEOUT)
        + 2 * link.roundTripMicros;
    if (link.up == Link.Up.ASKED_TO_STAND_BY) {
      link.up = Link.Up.NONE;
    }
    link.askedWithSlots = slots.getAsInt();
    if (!link.hasRole() && link.askedWithSlots > 0) {
      // Whoever can feed others may be taken where there is no room for those who cannot.
      tick.accept(link);
    }
    boolean orphan = hasBeenAttached && (core.parent == null || cause == NodeEvent.Cause.LEAVING);
    core.send(link, new Message.Attach(++link.request, Core.ALL_STRIPES, resumeFrom(), orphan));
  }

  /** Asks for more than is needed: the present parent feeds on until that one has accepted. */
  private void askInstead(Link link, NodeEvent.Cause why) {
    cause = why;
    seekingSinceMicros = core.now();
    ask(link);
  }

  /** The first position that I lack, or a join point where I have nothing. */
  private Position resumeFrom() {
    Window window = core.window;
    return window.isEmpty() ? Message.Attach.NEWEST_JOIN_POINT
        : new Position(window.epoch(), window.firstMissing(Math.max(window.first(), wantedFrom)));
  }

  void wantedFrom(long sequence) {
    wantedFrom = sequence;
  }

  void accepted(Link link, Message.Accept accept) {
    link.path = accept.path();
    boolean answers = accept.request() == link.request;
    if (accept.stripes() == Message.Attach.STANDBY) {
      if (answers && link.up == Link.Up.ASKED_TO_STAND_BY) {
        standbys.accepted(link);
      }
      return;
    }
    // Whoever answers late is as welcome as long as nobody else has.
    if (!answers || link != asked && !seeking) {
      if (link != core.parent) {
        core.letGo(link);
      }
      return;
    }
    asked = link == asked ? null : asked;
    if (accept.path().contains(core.self) || accept.path().isFull() || !accept.path().isRooted()) {
      core.letGo(link);
      link.refusedUntilMicros = core.now() + Timing.REFUSED_LOOP;
      advance();
      return;
    }
    adopt(link, accept.path());
  }

  private void adopt(Link link, RootPath path) {
    Link old = core.parent;
    if (old != null && old != link) {
      core.letGo(old);
    }
    core.parent = link;
    link.up = Link.Up.PARENT;
    link.mayFeedUntilMicros = Long.MAX_VALUE;
    link.reportedAtMicros = Long.MIN_VALUE / 2;
    link.forgetGaps();
    if (path.depth() == 0) {
      dialler.pin(link.asCandidate());
    }
    if (hasBeenAttached) {
      core.counts.reparents++;
    }
    if (cause == NodeEvent.Cause.LIMPING) {
      watch.replaced();
    }
    asked = null;
    seeking = false;
    retryAtMicros = NEVER;
    hasBeenAttached = true;
    circle.isBroken();
    choice.parentFound();
    staleSinceMicros = NEVER;
    climb.parentChanged(cause == NodeEvent.Cause.CLIMB);
    watch.parentChanged(Math.max(0, resumeFrom().sequence()));
    standbys.parentChanged();
    hearBeat(link);
    pathIs(path.then(core.self));
    core.out().emit(new NodeEvent.Attached(link.peer, core.path, cause, core.now() - seekingSinceMicros));
    if (hasAllThat(link)) {
      core.suppliedBy(link, Head.NO_SEQUENCE);
    }
  }

  /** Whether this peer says that there is nothing that I lack. */
  private boolean hasAllThat(Link link) {
    Message.Tick tick = link.tick;
    Window window = core.window;
    return tick != null && tick.epoch() == window.epoch() && !window.isEmpty()
        && window.newest() >= tick.newestSequence()
        && window.firstMissing(Math.max(window.first(), wantedFrom)) > window.newest();
  }

  /** The parent's word on the newest beat; nobody else is believed, since a stranger could name any. */
  void hearBeat(Link link) {
    Message.Tick tick = link.tick;
    if (tick != null && core.beats.hear(tick.epoch(), tick.beat(), link.beatAgeMicros(core.now()), core.now())) {
      newBeat.run();
    }
  }

  void refused(Link link, Message.Refuse refuse) {
    if (refuse.request() != link.request) {
      return;
    }
    boolean full = refuse.reason() == Message.Refuse.Reason.FULL;
    if (link == asked) {
      asked = null;
      link.refusedUntilMicros = core.now() + switch (refuse.reason()) {
        case FULL, OTHER -> Timing.REFUSED_FULL;
        case STALE, NOT_ATTACHED -> Timing.REFUSED_UNSETTLED;
        case LOOP, TOO_DEEP, LEAVING -> Timing.REFUSED_LOOP;
      };
      if (!full || redirects++ < Timing.MAX_REDIRECTS) {
        dialler.named(refuse.candidates(), full && seeking);
      }
      if (full) {
        link.soughtRoomAtMicros = core.now();
        if (link.askedWithSlots == 0 && slots.getAsInt() >= Displacement.SLOTS_MIN) {
          // It did not know, nor did I before it told me of the channel.
          link.refusedUntilMicros = core.now();
        }
        dialler.named(List.of(link.asCandidate()), false);
      }
      advance();
    } else if (link.up == Link.Up.ASKED_TO_STAND_BY) {
      link.up = Link.Up.NONE;
      link.standbyRefusedUntilMicros = core.now() + Timing.GRACE;
      dialler.named(refuse.candidates(), false);
    }
  }

  // ---- what happens to links

  void linkOpened(Link link, long attempt) {
    dialler.opened(link, attempt);
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

  /** Somebody has said how it is. */
  void ticked(Link link, Message.Tick tick) {
    if (link == core.parent) {
      hearBeat(link);
    }
    if (link == core.parent || link.up == Link.Up.BACKUP) {
      watch.announces(tick);
    }
    if (choice.isRootLost()) {
      lookForRoot();
      advance();
    }
  }

  void openFailed(long attempt) {
    if (dialler.failed(attempt)) {
      advance();
    }
  }

  void candidatesFound(List<Candidate> candidates) {
    dialler.found(candidates);
    advance();
  }

  void candidatesNamed(Link link, Message.Candidates named) {
    switch (named.purpose()) {
      case BACKUPS -> {
        if (link == core.parent) {
          standbys.suggested(named.candidates());
        }
      }
      case MOVE -> askedToMove(link, named.candidates());
      case ANSWER, OTHER -> dialler.named(named.candidates(), false);
    }
  }

  /** The parent needs the slot for somebody who can feed more. It feeds on until there is another. */
  private void askedToMove(Link link, List<Candidate> candidates) {
    if (link != core.parent || seeking || asked != null || candidates.isEmpty()) {
      return;
    }
    Link there = core.linkTo(candidates.get(0).peer());
    if (there != null && choice.mayFeed(there)) {
      askInstead(there, NodeEvent.Cause.MOVED);
    } else {
      moveUntilMicros = core.now() + Timing.MOVE_TIMEOUT;
      dialler.named(candidates, true);
      seek(NodeEvent.Cause.MOVED);
    }
  }

  void said(Link link, Message.Goodbye goodbye) {
    boolean leaving = goodbye.reason() == CloseReason.LEAVING;
    link.leaving |= leaving;
    dialler.named(goodbye.candidates(), leaving);
    if (leaving && link == core.parent) {
      link.refusedUntilMicros = NEVER;
      seek(NodeEvent.Cause.LEAVING);
    }
  }

  /** The link is gone already. */
  void lost(Link link, NodeEvent.Cause why) {
    link.up = Link.Up.NONE;
    if (link == core.parent) {
      core.parent = null;
      choice.parentLost(link, why);
      watch.parentChanged(0);
      core.out().emit(new NodeEvent.Orphaned(link.peer, why));
      asked = link == asked ? null : asked;
      seek(why);
    } else if (link == asked) {
      asked = null;
      advance();
    }
  }

  /** Somebody's way to the root has changed. */
  void pathChanged(Link link, RootPath path) {
    link.path = path;
    if (link != core.parent) {
      return;
    }
    if (path.contains(core.self)) {
      inCircle(path);
    } else if (path.isRooted() && !path.isFull()) {
      circle.isBroken();
      pathIs(path.then(core.self));
    } else {
      leaveParent(NodeEvent.Cause.LOOP);
    }
  }

  private void inCircle(RootPath path) {
    if (circle.seen() && !path.isFull()) {
      // Once round: all who are in it must see themselves, or the lowest of them may never know.
      pathIs(path.then(core.self));
    }
    if (circle.isLowestIn(path)) {
      leaveParent(NodeEvent.Cause.LOOP);
    }
  }

  private void leaveParent(NodeEvent.Cause why) {
    Link old = core.parent;
    if (old != null) {
      core.letGo(old);
      old.refusedUntilMicros = core.now() + Timing.REFUSED_LOOP;
      lost(old, why);
    }
  }

  private void pathIs(RootPath path) {
    if (!path.equals(core.path)) {
      core.path = path;
      core.tellAll(new Message.Path(path));
    }
  }

  // ---- as time goes by

  void pulse() {
    long now = core.now();
    dialler.overdue().forEach(this::openFailed);
    lookForRoot();
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
    if (core.parent != null && !core.leaving) {
      watch.pulse();
      if (circle.isOld()) {
        leaveParent(NodeEvent.Cause.LOOP);
        return;
      }
      watchBeats();
      lookForBetter();
      if (!seeking && asked == null) {
        standbys.tend();
      }
    }
  }

  /** The root is not heard through my parent any more: go to somebody who hears it, if there is one. */
  private void watchBeats() {
    if (!core.beats.isStale(core.now())) {
      staleSinceMicros = NEVER;
      return;
    }
    if (staleSinceMicros == NEVER) {
      staleSinceMicros = core.now() + core.config.random().nextLong(Timing.BEAT_STALE_SPREAD);
    }
    if (staleSinceMicros > core.now() || seeking || asked != null) {
      return;
    }
    Link best = choice.hearingMore();
    if (best != null) {
      askInstead(best, NodeEvent.Cause.STALE);
    }
  }

  /** A parent whose link limps is replaced; from a good one a node climbs, seldom, where it can feed others. */
  private void lookForBetter() {
    if (seeking || asked != null) {
      return;
    }
    if (watch.shouldReplace()) {
      Link best = choice.healthy(any -> true);
      if (best != null) {
        askInstead(best, NodeEvent.Cause.LIMPING);
      }
    } else {
      Link better = climb.look();
      if (better != null) {
        askInstead(better, NodeEvent.Cause.CLIMB);
      }
    }
  }

  private void lookForRoot() {
    if (choice.isRootJustBack()) {
      dialler.newRound();
    }
  }

  void forgive(long micros) {
    askedUntilMicros += micros;
    dialler.forgive(micros);
    watch.forgive(micros);
  }
}
