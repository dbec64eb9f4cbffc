package banyan.node;

import banyan.protocol.Candidate;
import banyan.protocol.Message;
import banyan.protocol.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Backups: links over which somebody else would feed this node at once, and by which it sees how far others are.
 *
 * <p>One that is not below this node's parent is worth most: it goes on when the parent dies; and of those, one that
 * has room. While one of those that there are is not so, others are looked for, ever more seldom, and the weakest is
 * let go for the better. Whoever feeds a child suggests where to look, each child something else, so that the children
 * of one parent that dies do not all turn to the same peer.
 */
final class Standbys {
  private static final int GOOD = 2;

  private final Core core;
  private final Dialler dialler;
  private final Supplier<Position> resumeFrom;
  private final IntSupplier slots;
  private long searchAtMicros;
  private long searchWaitMicros = Timing.BACKUP_SEARCH_MIN;
  /** What the parent suggested last. */
  private List<Candidate> suggested = List.of();

  /**
   * @param resumeFrom the first position that this node lacks
   * @param slots children that this node could feed in all
   */
  Standbys(Core core, Dialler dialler, Supplier<Position> resumeFrom, IntSupplier slots) {
    this.core = core;
    this.dialler = dialler;
    this.resumeFrom = resumeFrom;
    this.slots = slots;
  }

  /** Whoever can feed many knows more neighbours: they hand it children, and it hands them some of its own. */
  private int enough() {
    return slots.getAsInt() >= Timing.SLOTS_OF_MANY ? Timing.BACKUPS_OF_MANY : Timing.BACKUPS;
  }

  /**
   * There is a new parent: what was a good backup may be none any more. Many may have come to that parent at once; a
   * node that has a backup left does not add new links to the rush.
   */
  void parentChanged() {
    boolean hasBackup = core.links.values().stream().anyMatch(link -> link.up == Link.Up.BACKUP);
    searchAtMicros = core.now() + (hasBackup ? core.jittered(Timing.BACKUP_SEARCH_SETTLE) : 0);
    searchWaitMicros = Timing.BACKUP_SEARCH_MIN;
  }

  /** Whoever was a backup here has fed others, who look for a parent now: handshakes wait until they have one. */
  void backupLost() {
    searchAtMicros = core.now() + core.jittered(Timing.BACKUP_SEARCH_SETTLE);
    searchWaitMicros = Timing.BACKUP_SEARCH_MIN;
  }

  void suggested(List<Candidate> candidates) {
    suggested = candidates;
    dialler.named(candidates, true);
  }

  /** A link that was asked to stand by does. */
  void accepted(Link link) {
    link.up = Link.Up.BACKUP;
    searchWaitMicros = Timing.BACKUP_SEARCH_MIN;
    if (core.path.isRooted()) {
      // Whoever stands by may turn to this node some day: what it knew of its way may be from before.
      core.send(link, new Message.Path(core.path));
    }
  }

  /** Whether the link leads to the root without the parent. The root as a parent is in everybody's way. */
  boolean isIndependent(Link link) {
    Link parent = core.parent;
    return parent == null || core.path.depth() <= 1 || link != parent && !link.path.contains(parent.peer);
  }

  /** What a backup is worth: it would feed this node at once; it would go on, but is full; or it might not go on. */
  private int worth(Link link) {
    return !isIndependent(link) ? 0 : link.freeSlots() == 0 ? 1 : GOOD;
  }

  /** Once a pulse, while there is a parent. */
  void tend() {
    List<Link> backups = new ArrayList<>();
    Link weakest = null;
    int coming = dialler.pending();
    int enough = enough();
    for (Link link : core.linksNow()) {
      if (link.up == Link.Up.BACKUP && (link.path.contains(core.self) || link.isLeaving())) {
        core.letGo(link);
      } else if (link.up == Link.Up.BACKUP) {
        backups.add(link);
        weakest = worth(link) < (weakest == null ? GOOD : worth(weakest)) ? link : weakest;
      }
      coming += link.up == Link.Up.ASKED_TO_STAND_BY ? 1 : 0;
    }
    if (weakest != null && backups.size() > enough) {
      core.letGo(weakest);
      weakest.standbyRefusedUntilMicros = core.now() + Timing.GRACE;
      return;
    }
    // One more than enough may stand by, until it is known which of them is the best.
    int wanted = weakest == null ? enough : enough + 1;
    if (backups.size() + coming < wanted) {
      seek(backups.size(), backups.size() < enough);
    }
  }

  private void seek(int backups, boolean isShort) {
    Link link = toAsk(isShort);
    if (link != null) {
      link.up = Link.Up.ASKED_TO_STAND_BY;
      core.send(link, new Message.Attach(++link.request, Message.Attach.STANDBY, resumeFrom.get(), false));
      return;
    }
    boolean due = core.now() >= searchAtMicros;
    if (due && !dialler.dialNext()) {
      dialler.newRound();
      dialler.findMore();
      Link parent = core.parent;
      if (parent != null) {
        core.send(parent, new Message.CandidatesWanted(Dialler.CANDIDATES_AT_A_TIME));
      }
    } else if (!due || isShort) {
      return;
    }
    searchAtMicros = core.now() + core.jittered(searchWaitMicros);
    searchWaitMicros = Math.min(
        2 * searchWaitMicros, backups == 0 ? Timing.BACKUP_SEARCH_MAX_WITHOUT : Timing.BACKUP_SEARCH_MAX);
  }

  /** @param any whether one below the parent, or without room, is better than none */
  private @Nullable Link toAsk(boolean any) {
    Link found = null;
    for (Link link : core.links.values()) {
      boolean could = link.up == Link.Up.NONE && link.down != Link.Down.CHILD && link != core.parent
          && !link.isLeaving() && (link.dialled || link.saysRooted()) && link.standbyRefusedUntilMicros <= core.now()
          && !link.path.contains(core.self);
      boolean known = link.path.isRooted();
      if (could && (any || !known || worth(link) == GOOD) && (found == null || worth(link) > worth(found))) {
        found = link;
      }
    }
    return found;
  }

  /**
   * Who would do for a child when this node dies, each child's list beginning elsewhere: at the root the siblings,
   * elsewhere those who would do for this node, and its parent.
   *
   * @param fed all children
   * @param index of the one that is told
   */
  List<Candidate> suggestionsFor(List<Link> fed, int index) {
    List<Candidate> known = new ArrayList<>();
    Link child = fed.get(index);
    if (core.config.isRoot()) {
      fed.stream().filter(link -> link != child && !link.isLeaving()).map(Link::asCandidate).forEach(known::add);
    } else {
      core.links.values().stream()
          .filter(link -> link.up == Link.Up.BACKUP && isIndependent(link)).map(Link::asCandidate).forEach(known::add);
      suggested.stream().filter(one -> known.stream().noneMatch(has -> has.peer().equals(one.peer())))
          .forEach(known::add);
      Link parent = core.parent;
      if (parent != null) {
        known.add(parent.asCandidate());
      }
    }
    known.removeIf(one -> !one.address().isDialable() || one.peer().equals(child.peer));
    List<Candidate> rotated = new ArrayList<>();
    for (int i = 0; i < known.size() && rotated.size() < Timing.SUGGESTIONS; i++) {
      rotated.add(known.get((index + i) % known.size()));
    }
    return rotated;
  }
}
