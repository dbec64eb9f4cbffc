package banyan.node;

import banyan.protocol.Candidate;
import banyan.protocol.Chunk;
import banyan.protocol.CloseReason;
import banyan.protocol.Limits;
import banyan.protocol.Message;
import banyan.protocol.PeerAddress;
import banyan.protocol.Position;
import banyan.protocol.SequenceRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Everything downwards: who is taken as a child or as one that stands by, what each is sent, and what becomes of those
 * that cannot keep up.
 */
final class Children {
  /** Standing children that a free slot carries; there is room for two of them even without a slot. */
  private static final int BACKUP_CHILDREN_PER_SLOT = 8;
  private static final int BACKUP_CHILDREN_MIN = 2;
  /** Whoever has many below him waits least: what he gets late, they all get late. */
  private static final Comparator<Link> MOST_BELOW_FIRST =
      Comparator.comparingInt((Link l) -> l.report == null ? 0 : -l.report.subtreePeers())
          .thenComparing(l -> l.id);

  private final Core core;
  private final Outflow outflow;
  private final Slots slots;
  private final Displacement displacement;
  private final Consumer<Link> tick;
  private final BiFunction<List<Link>, Integer, List<Candidate>> suggestions;
  /** Those who are fed, in the order in which each chunk leaves for them. */
  private final List<Link> fed = new ArrayList<>();

  /**
   * @param tick sends a tick
   * @param suggestions of backups for one of those who are fed, by its place among them
   */
  Children(
      Core core, Outflow outflow, Consumer<Link> tick,
      BiFunction<List<Link>, Integer, List<Candidate>> suggestions) {
    this.core = core;
    this.outflow = outflow;
    this.tick = tick;
    this.suggestions = suggestions;
    this.slots = new Slots(core);
    this.displacement = new Displacement(core);
  }

  /** Whom this node feeds. */
  int fed() {
    return fed.size();
  }

  /** Whoever has said that it goes leaves its slot to those that it fed. */
  private int staying() {
    int count = 0;
    for (Link link : fed) {
      count += link.leaving ? 0 : 1;
    }
    return count;
  }

  private int standingBy() {
    int count = 0;
    for (Link link : core.links.values()) {
      count += link.down == Link.Down.BACKUP_CHILD ? 1 : 0;
    }
    return count;
  }

  /** Upload that those who are fed take at the channel's peak rate. */
  long uploadBytesPerSecond() {
    return fed.size() * core.peakBytesPerSecond();
  }

  int slots() {
    return slots.limit();
  }

  int freeSlots() {
    return core.leaving || !core.isAttached() ? 0 : slots.free(staying(), false);
  }

  // ---- who is taken

  void attach(Link link, Message.Attach attach) {
    if (attach.stripes() == Message.Attach.STANDBY) {
      standBy(link, attach);
    } else {
      feed(link, attach);
    }
  }

  private void standBy(Link link, Message.Attach attach) {
    Message.Refuse.Reason no = refusal(link, false);
    int standing = standingBy() - (link.down == Link.Down.BACKUP_CHILD ? 1 : 0);
    if (no == null && standing >= Math.max(BACKUP_CHILDREN_MIN, BACKUP_CHILDREN_PER_SLOT * freeSlots())) {
      no = Message.Refuse.Reason.FULL;
    }
    if (no != null) {
      refuse(link, attach, no);
      return;
    }
    stopFeeding(link, CloseReason.NOT_NEEDED);
    link.down = Link.Down.BACKUP_CHILD;
    introduce(link);
    core.send(link, new Message.Accept(
        attach.request(), Message.Attach.STANDBY, new Position(core.window.epoch(), Feed.WAITING), core.path));
  }

  private void feed(Link link, Message.Attach attach) {
    Message.Refuse.Reason no = refusal(link, true);
    boolean known = link.down == Link.Down.CHILD;
    boolean isFull = no == null && !known && slots.free(staying(), attach.orphan()) == 0;
    boolean displaces = isFull && displacement.takes(link, fed, slots.mayLend(staying()));
    if (isFull && !displaces) {
      no = Message.Refuse.Reason.FULL;
    }
    if (no != null) {
      refuse(link, attach, no);
      return;
    }
    Feed feed = new Feed(attach.stripes(), start(attach.from()));
    link.feed = feed;
    link.down = Link.Down.CHILD;
    link.behindMicros = -1;
    introduce(link);
    core.send(link, new Message.Accept(
        attach.request(), attach.stripes(), new Position(core.window.epoch(), feed.cursor), core.path));
    if (!known) {
      fed.add(link);
      core.out().emit(new NodeEvent.ChildAdded(link.peer, fed.size(), slots.limit()));
    }
    outflow.look(link);
    suggest(fed.indexOf(link));
    if (displaces) {
      displacement.askToMove(link, fed);
    }
  }

  private Message.Refuse.@Nullable Reason refusal(Link link, boolean toFeed) {
    if (core.leaving) {
      return Message.Refuse.Reason.LEAVING;
    }
    if (!core.isAttached() || core.descriptor == null || core.head == null) {
      return Message.Refuse.Reason.NOT_ATTACHED;
    }
    if (core.path.contains(link.peer) || link == core.parent) {
      return Message.Refuse.Reason.LOOP;
    }
    if (core.path.isFull()) {
      return Message.Refuse.Reason.TOO_DEEP;
    }
    if (toFeed && !core.settled) {
      return Message.Refuse.Reason.NOT_ATTACHED;
    }
    if (toFeed && core.beats.isStale(core.now())) {
      return Message.Refuse.Reason.STALE;
    }
    return null;
  }

  private void refuse(Link link, Message.Attach attach, Message.Refuse.Reason reason) {
    if (reason == Message.Refuse.Reason.FULL && core.descriptor != null && !link.isDescribed) {
      // The asker may know now how many it could feed: that may get it a slot the next time.
      link.isDescribed = true;
      core.send(link, new Message.Describe(core.descriptor));
    }
    core.send(link, new Message.Refuse(attach.request(), reason, candidatesFor(link)));
  }

  /** My children, by what they and those below them could take; then my backups and my parent. */
  List<Candidate> candidatesFor(Link asker) {
    List<Link> known = new ArrayList<>();
    for (Link link : core.links.values()) {
      if (link.hasRole() && link != asker && !link.peer.equals(asker.peer) && link.address.isDialable()
          && !link.isLeaving()) {
        known.add(link);
      }
    }
    known.sort(Comparator
        .comparingInt((Link l) -> l.freeSlots() > 0 ? 0 : l.freeSlotsBelow() > 0 ? 1 : 2)
        .thenComparingInt(l -> l.address.reachability() == PeerAddress.Reachability.VERIFIED ? 0 : 1)
        .thenComparingInt(Link::depth)
        .thenComparingInt(l -> -l.freeSlots()));
    return known.stream().limit(Limits.MAX_CANDIDATES).map(Link::asCandidate).toList();
  }

  /** What a new child must have before the first chunk: the key, a proof that the stream is live, the newest beat. */
  private void introduce(Link link) {
    if (core.descriptor != null) {
      link.isDescribed = true;
      core.send(link, new Message.Describe(core.descriptor));
    }
    if (core.head != null) {
      core.send(link, new Message.HeadNews(core.head));
    }
    tick.accept(link);
  }

  private long start(Position from) {
    Window window = core.window;
    if (window.isEmpty() || from.epoch() > window.epoch()) {
      return Feed.WAITING;
    }
    if (from.epoch() == window.epoch() && from.sequence() >= 0) {
      return Math.max(from.sequence(), window.first());
    }
    long joinPoint = window.newestJoinPoint();
    boolean recent = joinPoint != Window.NONE && window.mediaBehindMicros(joinPoint) <= Timing.JOIN_POINT_MAX_AGE;
    return recent ? joinPoint : Feed.WAITING;
  }

  void release(Link link) {
    stopFeeding(link, CloseReason.NOT_NEEDED);
  }

  /** The link is closed, or the child has another parent. */
  void stopFeeding(Link link, CloseReason reason) {
    boolean wasFed = link.down == Link.Down.CHILD;
    link.down = Link.Down.NONE;
    link.feed = null;
    if (wasFed) {
      fed.remove(link);
      core.out().emit(new NodeEvent.ChildRemoved(link.peer, reason, fed.size()));
    }
  }

  // ---- what they are sent

  /** A chunk has come to stand in the window. */
  void stored(Chunk chunk) {
    long sequence = chunk.sequence();
    for (int i = 0; i < fed.size(); i++) {
      Link link = fed.get(i);
      Feed feed = link.feed;
      if (feed == null) {
        continue;
      }
      if (feed.cursor == Feed.WAITING) {
        if (chunk.isJoinPoint() && sequence == core.window.newestJoinPoint()) {
          feed.startAt(sequence);
        }
      } else if (sequence < feed.cursor && feed.owed.remove(sequence)) {
        feed.late.add(sequence);
      }
      outflow.look(link);
    }
  }

  /** A new window: everybody waits for its first join point. */
  void epochBegan() {
    for (Link link : core.links.values()) {
      link.pulls.clear();
      if (link.feed != null) {
        link.feed.startAt(Feed.WAITING);
      }
    }
  }

  // ---- how they fare

  void reported(Link link, Message.Report report) {
    link.report = report;
    link.address = report.address();
    Window window = core.window;
    if (report.epoch() == window.epoch() && report.receivedThrough() >= window.first()) {
      long next = window.firstHeld(report.receivedThrough() + 1);
      link.behindMicros = next == Window.NONE ? 0
          : Math.max(0, core.now() - window.storedAtMicros(next) - link.roundTripMicros / 2);
    }
  }

  /** Once a second: who is behind for good is moved, and let go at last. */
  void look() {
    int late = 0;
    boolean prompt = true;
    for (Link link : List.copyOf(fed)) {
      Feed feed = link.feed;
      if (feed == null) {
        continue;
      }
      late += link.behindMicros > Timing.CHILD_LATE ? 1 : 0;
      prompt &= link.behindMicros >= 0 && link.behindMicros < Timing.CHILD_PROMPT;
      long behind = behind(feed);
      boolean stuck = behind > Timing.CHILD_BEHIND && behind >= feed.behindBefore - Timing.CHILD_LATE;
      feed.looksBehind = stuck ? feed.looksBehind + 1 : 0;
      feed.behindBefore = behind;
      if (feed.looksBehind >= 2) {
        tooSlow(link, feed);
      }
    }
    slots.learn(fed.size(), late, prompt, core.now());
    fed.sort(MOST_BELOW_FIRST);
    if (!core.leaving && !core.isUnsettled()) {
      displacement.level(fed);
      displacement.shed(fed, slots.surplus(fed.size()));
    }
    for (int i = 0; i < fed.size(); i++) {
      suggest(i);
    }
  }

  /** Tells a child now and then who would feed it if this node died. */
  private void suggest(int index) {
    Link link = fed.get(index);
    if (core.now() - link.suggestedAtMicros >= Timing.SUGGEST) {
      List<Candidate> backups = suggestions.apply(fed, index);
      if (!backups.isEmpty()) {
        link.suggestedAtMicros = core.now();
        core.send(link, new Message.Candidates(Message.Candidates.Purpose.BACKUPS, backups));
      }
    }
  }

  /** For how long the oldest chunk that is due to a child has been waiting here. */
  private long behind(Feed feed) {
    long next = feed.cursor == Feed.WAITING ? Window.NONE : core.window.firstHeld(feed.cursor);
    return next == Window.NONE ? 0 : core.now() - core.window.storedAtMicros(next);
  }

  private void tooSlow(Link link, Feed feed) {
    long now = core.now();
    while (!feed.movedAtMicros.isEmpty() && now - feed.movedAtMicros.peek() > Timing.CHILD_MOVES_SPAN) {
      feed.movedAtMicros.remove();
    }
    if (feed.movedAtMicros.size() + 1 >= Timing.CHILD_MOVES) {
      stopFeeding(link, CloseReason.TOO_SLOW);
      core.close(link, CloseReason.TOO_SLOW);
      return;
    }
    if (core.window.newestJoinPoint() > feed.cursor) {
      feed.movedAtMicros.add(now);
      outflow.move(link, feed, core.window.newestJoinPoint());
      outflow.look(link);
    }
  }
}
