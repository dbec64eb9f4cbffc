package banyan.node;

import banyan.protocol.Candidate;
import banyan.protocol.CloseReason;
import banyan.protocol.Message;
import banyan.protocol.Position;
import banyan.protocol.RootPath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything upwards: finding a parent, keeping backups warm, and going over to one of them.
 *
 * <p>A search asks one peer at a time: first backups, then other open links, then candidates that it dials (three at
 * once), then whoever introduces peers; after a round without success it waits, jittered, and begins again. It ends
 * with an {@code Accept} whose path does not lead through this node. The old parent, if it still feeds, is released
 * only then.
 */
final class Parents {
  private static final long NEVER = Long.MAX_VALUE;
  private static final long ALL_STRIPES = -1L;
  private static final int CANDIDATES_AT_A_TIME = 5;

  private final Core core;
  private final Runnable newBeat;
  private final Dialler dialler;

  private boolean seeking;
  private NodeEvent.Cause cause = NodeEvent.Cause.JOIN;
  private long seekingSinceMicros;
  private int redirects;
  private long retryAtMicros = NEVER;
  private long retryWaitMicros = Timing.RETRY_MIN;

  /** The link whose answer to a feeding attach is awaited. */
  private @Nullable Link asked;
  private long askedUntilMicros;

  private long backupSearchAtMicros;
  private long backupSearchWaitMicros = Timing.BACKUP_SEARCH_MIN;
  private long staleSinceMicros = NEVER;
  /** Whether this node has seen itself in its own path and waits whether others break the cycle. */
  private boolean inCycle;
  private boolean hasBeenAttached;
  /** The first sequence that players here still want; {@link Window#NONE} for the window's first. */
  private long wantedFrom = Window.NONE;

  /** @param newBeat a newer beat has been heard */
  Parents(Core core, Runnable newBeat) {
    this.core = core;
    this.newBeat = newBeat;
    this.dialler = new Dialler(core);
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
    if (!seeking) {
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
    if (!seeking || asked != null || core.leaving) {
      return;
    }
    Link next = bestToAsk();
    if (next != null) {
      ask(next);
      return;
    }
    while (dialler.pending() < Timing.PARALLEL_DIALS && dialler.dialNext()) {
      // Several at once: the first that opens is asked, the others may become backups.
    }
    if (dialler.pending() == 0 && retryAtMicros == NEVER) {
      dialler.findMore();
      retryAtMicros = core.now() + core.jittered(retryWait());
      retryWaitMicros = Math.min(2 * retryWaitMicros, Timing.RETRY_MAX);
    }
  }

  private long retryWait() {
    boolean patient = core.now() - seekingSinceMicros < Timing.GRACE || !hasBeenAttached;
    return patient ? retryWaitMicros : Timing.RETRY_AFTER_GRACE;
  }

  /** Backups first, the freshest, shallowest and nearest of them; then any other peer that could have a stream. */
  private @Nullable Link bestToAsk() {
    Link best = null;
    for (Link link : core.links.values()) {
      boolean could = link.up == Link.Up.BACKUP || link.dialled || link.saysRooted();
      if (could && link != core.parent && link.down != Link.Down.CHILD && !link.isLeaving()
          && link.refusedUntilMicros <= core.now() && !link.path.contains(core.self)
          && (best == null || askRank(link) < askRank(best))) {
        best = link;
      }
    }
    return best;
  }

  /** Lower is better. */
  private long askRank(Link link) {
    long rank = link.up == Link.Up.BACKUP ? 0 : 1_000_000_000_000L;
    rank += link.isUnsettled() ? 100_000_000_000L : 0;
    rank += link.tick != null && link.beatAgeMicros(core.now()) > Timing.BEAT_STALE ? 50_000_000_000L : 0;
    rank += link.tick != null && link.freeSlots() == 0 ? 10_000_000_000L : 0;
    return rank + 10_000_000L * Math.min(link.depth(), 255) + Math.min(link.roundTripMicros, 9_999_999);
  }

  private void ask(Link link) {
    asked = link;
    askedUntilMicros = core.now() + Timing.ATTACH_TIMEOUT + 2 * link.roundTripMicros;
    if (link.up == Link.Up.ASKED_TO_STAND_BY) {
      link.up = Link.Up.NONE;
    }
    core.send(link, new Message.Attach(++link.request, ALL_STRIPES, resumeFrom(), hasBeenAttached));
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
        link.up = Link.Up.BACKUP;
        backupSearchWaitMicros = Timing.BACKUP_SEARCH_MIN;
      }
      return;
    }
    if (!answers || link != asked) {
      if (link != core.parent) {
        letGo(link);
      }
      return;
    }
    asked = null;
    if (accept.path().contains(core.self) || accept.path().isFull() || !accept.path().isRooted()) {
      letGo(link);
      link.refusedUntilMicros = core.now() + Timing.REFUSED_LOOP;
      advance();
      return;
    }
    adopt(link, accept.path());
  }

  private void adopt(Link link, RootPath path) {
    Link old = core.parent;
    if (old != null && old != link) {
      letGo(old);
    }
    core.parent = link;
    link.up = Link.Up.PARENT;
    link.mayFeedUntilMicros = Long.MAX_VALUE;
    link.reportedAtMicros = Long.MIN_VALUE / 2;
    if (path.depth() == 0) {
      dialler.pin(link.asCandidate());
    }
    if (hasBeenAttached) {
      core.counts.reparents++;
    }
    seeking = false;
    retryAtMicros = NEVER;
    hasBeenAttached = true;
    inCycle = false;
    staleSinceMicros = NEVER;
    backupSearchAtMicros = core.now();
    backupSearchWaitMicros = Timing.BACKUP_SEARCH_MIN;
    hearBeat(link);
    pathIs(path.then(core.self));
    core.out().emit(new NodeEvent.Attached(link.peer, core.path, cause, core.now() - seekingSinceMicros));
  }

  /** The parent's word on the newest beat; nobody else is believed, since a stranger could name any. */
  void hearBeat(Link link) {
    Message.Tick tick = link.tick;
    if (tick != null && core.beats.hear(tick.epoch(), tick.beat(), link.beatAgeMicros(core.now()), core.now())) {
      newBeat.run();
    }
  }

  private void letGo(Link link) {
    core.send(link, new Message.Release(ALL_STRIPES));
    link.up = Link.Up.NONE;
    link.mayFeedUntilMicros = core.now() + Timing.DIAL_TIMEOUT;
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
        dialler.named(refuse.candidates(), full);
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
    if (seeking && asked == null && link.dialled) {
      ask(link);
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

  void candidatesNamed(List<Candidate> candidates) {
    dialler.named(candidates, false);
  }

  void said(Link link, Message.Goodbye goodbye) {
    dialler.named(goodbye.candidates(), goodbye.reason() == CloseReason.LEAVING);
    if (goodbye.reason() == CloseReason.LEAVING && link == core.parent) {
      link.refusedUntilMicros = NEVER;
      seek(NodeEvent.Cause.LEAVING);
    }
  }

  /** The link is gone already. */
  void lost(Link link, NodeEvent.Cause why) {
    link.up = Link.Up.NONE;
    if (link == core.parent) {
      core.parent = null;
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
      cycleSeen(path);
    } else if (path.isRooted() && !path.isFull()) {
      inCycle = false;
      pathIs(path.then(core.self));
    } else {
      leaveParent(NodeEvent.Cause.LOOP);
    }
  }

  /** Of those in the cycle the lowest leaves at once; the others wait whether that was enough. */
  private void cycleSeen(RootPath path) {
    int at = path.hops().indexOf(core.self.prefix());
    boolean lowest = true;
    for (long hop : path.hops().subList(at, path.hops().size())) {
      lowest &= Long.compareUnsigned(core.self.prefix(), hop) <= 0;
    }
    inCycle = true;
    if (lowest) {
      leaveParent(NodeEvent.Cause.LOOP);
    }
  }

  private void leaveParent(NodeEvent.Cause why) {
    Link old = core.parent;
    if (old != null) {
      letGo(old);
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
    Link waitedFor = asked;
    if (waitedFor != null && askedUntilMicros <= now) {
      asked = null;
      waitedFor.refusedUntilMicros = now + Timing.REFUSED_FULL;
      advance();
    }
    if (retryAtMicros <= now) {
      retryAtMicros = NEVER;
      dialler.newRound();
      redirects = 0;
      advance();
    } else if (seeking && asked == null && bestToAsk() != null) {
      advance();
    }
    if (core.parent != null && !core.leaving) {
      watchBeats();
      tendBackups();
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
    if (inCycle) {
      leaveParent(NodeEvent.Cause.LOOP);
      return;
    }
    for (Link link : core.links.values()) {
      Message.Tick tick = link.tick;
      if (link.up == Link.Up.BACKUP && tick != null && !link.path.contains(core.self)
          && link.refusedUntilMicros <= core.now() && link.beatAgeMicros(core.now()) < Timing.BEAT_STALE
          && Beats.isAfter(tick.epoch(), tick.beat(), core.beats.epoch(), core.beats.beat())) {
        cause = NodeEvent.Cause.STALE;
        seekingSinceMicros = core.now();
        ask(link);
        return;
      }
    }
  }

  private void tendBackups() {
    int backups = 0;
    int coming = dialler.pending();
    for (Link link : core.linksNow()) {
      if (link.up == Link.Up.BACKUP && link.path.contains(core.self)) {
        letGo(link);
      }
      backups += link.up == Link.Up.BACKUP ? 1 : 0;
      coming += link.up == Link.Up.ASKED_TO_STAND_BY ? 1 : 0;
    }
    if (backups + coming >= Timing.BACKUPS || seeking || asked != null) {
      return;
    }
    for (Link link : core.links.values()) {
      if (canStandBy(link)) {
        link.up = Link.Up.ASKED_TO_STAND_BY;
        core.send(link, new Message.Attach(++link.request, Message.Attach.STANDBY, resumeFrom(), false));
        return;
      }
    }
    if (core.now() >= backupSearchAtMicros && !dialler.dialNext()) {
      dialler.newRound();
      dialler.findMore();
      if (core.parent != null) {
        core.send(core.parent, new Message.CandidatesWanted(CANDIDATES_AT_A_TIME));
      }
      backupSearchAtMicros = core.now() + core.jittered(backupSearchWaitMicros);
      backupSearchWaitMicros = Math.min(
          2 * backupSearchWaitMicros, backups == 0 ? Timing.BACKUP_SEARCH_MAX_WITHOUT : Timing.BACKUP_SEARCH_MAX);
    }
  }

  private boolean canStandBy(Link link) {
    return link.up == Link.Up.NONE && link.down != Link.Down.CHILD && link != core.parent && !link.isLeaving()
        && (link.dialled || link.saysRooted()) && link.standbyRefusedUntilMicros <= core.now()
        && !link.path.contains(core.self);
  }

  void forgive(long micros) {
    askedUntilMicros += micros;
    dialler.forgive(micros);
  }
}
