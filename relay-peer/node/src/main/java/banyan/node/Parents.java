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
 * <p>A {@link Search} ends with an {@code Accept} whose path does not lead through this node. The old parent, if it
 * still feeds, is released only then.
 */
final class Parents {
  private static final long NEVER = Long.MAX_VALUE;

  private final Core core;
  private final Runnable newBeat;
  private final Dialler dialler;
  private final Standbys standbys;
  private final ParentWatch watch;
  private final ParentChoice choice;
  private final Circle circle;
  private final Climb climb;
  private final Search search;

  private long staleSinceMicros = NEVER;
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
    this.dialler = new Dialler(core);
    this.standbys = new Standbys(core, dialler, this::resumeFrom, slots);
    this.watch = new ParentWatch(core);
    this.choice = new ParentChoice(core);
    this.circle = new Circle(core);
    this.climb = new Climb(core, choice, dialler, slots);
    this.search = new Search(core, dialler, choice, this::resumeFrom, tick, slots);
  }

  ParentWatch watch() {
    return watch;
  }

  Standbys standbys() {
    return standbys;
  }

  void begin() {
    dialler.findMore();
    search.begin(NodeEvent.Cause.JOIN);
  }

  /** Whether an attach of mine is outstanding or needed. */
  boolean isSettled() {
    return search.isSettled();
  }

  boolean hasBeenAttached() {
    return search.hasFound();
  }

  // ---- answers

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
    if (link == core.parent) {
      if (answers) {
        pathChanged(link, accept.path());
      }
      return;
    }
    if (accept.stripes() == Message.Attach.STANDBY) {
      if (answers && link.up == Link.Up.ASKED_TO_STAND_BY) {
        standbys.accepted(link);
      }
      return;
    }
    if (!answers || !search.wants(link)) {
      core.letGo(link);
      return;
    }
    if (accept.path().contains(core.self) || accept.path().isFull() || !accept.path().isRooted()) {
      core.letGo(link);
      search.unfit(link);
      return;
    }
    adopt(link, accept.path());
  }

  private void adopt(Link link, RootPath path) {
    Link old = core.parent;
    if (old != null && old != link) {
      core.letGo(old);
    }
    parentIs(link);
    if (path.depth() == 0) {
      dialler.pin(link.asCandidate());
    }
    NodeEvent.Cause cause = search.cause();
    if (search.hasFound()) {
      core.counts.reparents++;
    }
    if (cause == NodeEvent.Cause.LIMPING && old != null) {
      watch.replaced();
      climb.failed(old.peer);
    }
    search.found();
    circle.isBroken();
    choice.parentFound();
    staleSinceMicros = NEVER;
    climb.parentChanged(cause == NodeEvent.Cause.CLIMB);
    watch.parentChanged(Math.max(0, resumeFrom().sequence()));
    standbys.parentChanged();
    hearBeat(link);
    pathIs(path.then(core.self));
    core.out().emit(new NodeEvent.Attached(link.peer, core.path, cause, search.tookMicros()));
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
    if (link == core.parent) {
      dialler.named(refuse.candidates(), true);
      leaveParent(NodeEvent.Cause.LOST);
      return;
    }
    if (!search.refused(link, refuse) && link.up == Link.Up.ASKED_TO_STAND_BY) {
      link.up = Link.Up.NONE;
      link.standbyRefusedUntilMicros = core.now() + Timing.GRACE;
      dialler.named(refuse.candidates(), false);
    }
  }

  // ---- what happens to links

  void linkOpened(Link link, long attempt) {
    dialler.opened(link, attempt);
    if (link != core.parent) {
      search.opened(link);
    }
  }

  /**
   * Another link leads to the same peer now, and the old one is closed. A parent stays what it is: it is asked on the
   * new one to go on.
   */
  void linkReplaced(Link old, Link link) {
    if (old != core.parent) {
      lost(old, NodeEvent.Cause.LOST);
      return;
    }
    old.up = Link.Up.NONE;
    parentIs(link);
    watch.parentChanged(Math.max(0, resumeFrom().sequence()));
    core.send(link, new Message.Attach(++link.request, Core.ALL_STRIPES, resumeFrom(), true));
  }

  private void parentIs(Link link) {
    core.parent = link;
    link.up = Link.Up.PARENT;
    link.mayFeedUntilMicros = Long.MAX_VALUE;
    link.reportedAtMicros = Long.MIN_VALUE / 2;
    link.forgetGaps();
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
      search.advance();
    }
  }

  void openFailed(long attempt) {
    if (dialler.failed(attempt)) {
      search.advance();
    }
  }

  void candidatesFound(List<Candidate> candidates) {
    dialler.found(candidates);
    search.advance();
  }

  void candidatesNamed(Link link, Message.Candidates named) {
    switch (named.purpose()) {
      case BACKUPS -> {
        if (link == core.parent) {
          standbys.suggested(named.candidates());
        }
      }
      case MOVE -> {
        if (link == core.parent && isSettled() && !named.candidates().isEmpty()) {
          search.move(named.candidates());
        }
      }
      case ANSWER, OTHER -> dialler.named(named.candidates(), false);
    }
  }

  void said(Link link, Message.Goodbye goodbye) {
    boolean leaving = goodbye.reason() == CloseReason.LEAVING;
    link.leaving |= leaving;
    dialler.named(goodbye.candidates(), leaving);
    if (leaving && link == core.parent) {
      link.refusedUntilMicros = NEVER;
      search.begin(NodeEvent.Cause.LEAVING);
    }
  }

  /** The link is gone already. */
  void lost(Link link, NodeEvent.Cause why) {
    if (link.up == Link.Up.BACKUP) {
      standbys.backupLost();
    }
    link.up = Link.Up.NONE;
    if (link == core.parent) {
      core.parent = null;
      choice.parentLost(link, why);
      if (why == NodeEvent.Cause.SILENT) {
        climb.failed(link.peer);
      }
      watch.parentChanged(0);
      core.out().emit(new NodeEvent.Orphaned(link.peer, why));
      search.begin(why, link);
    } else {
      search.lost(link);
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
    dialler.overdue().forEach(this::openFailed);
    lookForRoot();
    search.pulse();
    if (core.parent != null && !core.leaving) {
      watch.pulse();
      if (circle.isOld()) {
        leaveParent(NodeEvent.Cause.LOOP);
        return;
      }
      watchBeats();
      lookForBetter();
      if (isSettled()) {
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
    if (staleSinceMicros > core.now() || !isSettled()) {
      return;
    }
    Link best = choice.hearingMore();
    if (best != null) {
      search.askInstead(best, NodeEvent.Cause.STALE);
    }
  }

  /** A parent whose link limps is replaced; from a good one a node climbs, seldom, where it can feed others. */
  private void lookForBetter() {
    if (!isSettled()) {
      return;
    }
    if (watch.shouldReplace()) {
      Link best = choice.healthy(any -> true);
      if (best != null) {
        search.askInstead(best, NodeEvent.Cause.LIMPING);
      }
    } else {
      Link better = climb.look();
      if (better != null) {
        search.askInstead(better, NodeEvent.Cause.CLIMB);
      }
    }
  }

  private void lookForRoot() {
    if (choice.isRootJustBack()) {
      dialler.newRound();
    }
  }

  void forgive(long micros) {
    search.forgive(micros);
    dialler.forgive(micros);
    watch.forgive(micros);
  }
}
