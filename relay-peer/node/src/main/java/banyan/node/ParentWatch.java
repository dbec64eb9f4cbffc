package banyan.node;

import banyan.protocol.Message;
import java.util.ArrayDeque;

/**
 * How the parent does, judged by what comes on its link and by what backups announce.
 *
 * <table>
 *   <caption>What is told apart</caption>
 *   <tr><td>suspect<td>nothing at all has come for longer than this link's own jitter explains; after longer still it
 *       is dead
 *   <tr><td>late<td>backups have announced chunks that it has not brought for some time: a limping link, or, where it
 *       says that its own parent is late, something further up
 *   <tr><td>quiet<td>ticks come and nobody has anything newer: nothing is wrong
 * </table>
 *
 * While it is suspect or late, what is missing is pulled from backups. That is undone by the parent's next good word;
 * only a dead one and one that limps on are left.
 *
 * <p>Late is what a backup announced and the parent has not brought, never what a clock says: a root whose clock jumps,
 * or that has nothing to send, makes nobody late. Since a limping peer is late itself, and says so at once, those below
 * it know that they need not leave it.
 */
final class ParentWatch {
  private static final long NEVER = Long.MAX_VALUE;

  /** A chunk that somebody else holds, and since when this is known. */
  private record Announced(long sequence, long atMicros) {}

  private final Core core;
  /** Of the window's epoch, in order, not yet brought by the parent. */
  private final ArrayDeque<Announced> announced = new ArrayDeque<>();
  private boolean suspect;
  private long epoch;
  private long broughtThrough = -1;
  private long lateSinceMicros = NEVER;
  /** How far a parent in good health is behind what is announced, smoothed: it may be deeper than the backups. */
  private long usualLagMicros;
  private long replacedAtMicros = Long.MIN_VALUE / 2;
  private long holdUntilMicros = Long.MIN_VALUE;
  private long holdMicros = Timing.LIMP_HOLD_MIN;

  ParentWatch(Core core) {
    this.core = core;
  }

  /**
   * A parent is new, or there is none any more.
   *
   * @param lackedFrom the first sequence that it is to bring
   */
  void parentChanged(long lackedFrom) {
    suspect = false;
    lateSinceMicros = NEVER;
    announced.clear();
    usualLagMicros = 0;
    epoch = core.window.epoch();
    broughtThrough = lackedFrom - 1;
    core.troubled = false;
  }

  /** Something has come from the parent. */
  void heard(Link parent) {
    if (suspect) {
      suspect = false;
      core.out().emit(new NodeEvent.Reassured(parent.peer));
      judge();
    }
  }

  /** The parent has sent this chunk, which is held now, if it was not before. */
  void brought(long ofEpoch, long sequence) {
    if (ofEpoch != epoch) {
      epoch = ofEpoch;
      broughtThrough = -1;
      announced.clear();
    }
    broughtThrough = Math.max(broughtThrough, sequence);
    while (!announced.isEmpty() && announced.element().sequence <= sequence) {
      long lag = core.now() - announced.remove().atMicros;
      if (lag < Timing.PARENT_LATE) {
        usualLagMicros += (lag - usualLagMicros) / 16;
      }
    }
  }

  /** A backup, or the parent itself, has said how far it is. */
  void announces(Message.Tick tick) {
    Announced last = announced.peekLast();
    boolean isOfNow = tick.epoch() == epoch && epoch == core.window.epoch() && !core.window.isEmpty();
    long known = last == null ? broughtThrough : Math.max(broughtThrough, last.sequence);
    if (isOfNow && tick.newestSequence() > known && announced.size() < Timing.MAX_ANNOUNCED) {
      announced.add(new Announced(tick.newestSequence(), core.now()));
    }
  }

  /** Looks at the clock, and sets {@link Core#troubled}. */
  void pulse() {
    Link parent = core.parent;
    if (parent == null) {
      return;
    }
    long silent = core.now() - parent.heardAtMicros;
    if (!suspect && silent >= parent.suspectAfterMicros()) {
      suspect = true;
      core.out().emit(new NodeEvent.Suspected(parent.peer, silent));
    }
    boolean late = lagMicros() > Timing.PARENT_LATE + usualLagMicros;
    if (!late) {
      lateSinceMicros = NEVER;
    } else if (lateSinceMicros == NEVER) {
      lateSinceMicros = core.now();
      boolean again = core.now() - replacedAtMicros < Timing.LIMP_CURED;
      holdMicros = again ? Math.min(2 * holdMicros, Timing.LIMP_HOLD_MAX) : Timing.LIMP_HOLD_MIN;
      holdUntilMicros = again ? core.now() + holdMicros : Long.MIN_VALUE;
    }
    judge();
  }

  private void judge() {
    core.troubled = suspect || lateSinceMicros != NEVER;
  }

  /** For how long the parent has not brought what is known to be there. */
  private long lagMicros() {
    Announced oldest = announced.peek();
    return oldest == null ? 0 : core.now() - oldest.atMicros;
  }

  /**
   * Whether it is the parent's link that fails, not what is above the parent, and for long enough. What others announce
   * counts once they have proved it with a chunk that the parent has not brought.
   */
  boolean shouldReplace() {
    Link parent = core.parent;
    if (parent == null || lateSinceMicros == NEVER || core.now() < holdUntilMicros
        || core.window.newest() <= broughtThrough) {
      return false;
    }
    long late = core.now() - lateSinceMicros;
    return late >= (parent.isUnsettled() ? Timing.LATE_ABOVE_PATIENCE : Timing.LIMP_PATIENCE);
  }

  /** It was left for limping. If the next limps as well, the fault is likely on this side: that one is borne longer. */
  void replaced() {
    replacedAtMicros = core.now();
  }

  void forgive(long micros) {
    announced.clear();
    if (lateSinceMicros != NEVER) {
      lateSinceMicros += micros;
    }
  }
}
