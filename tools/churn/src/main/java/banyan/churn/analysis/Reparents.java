package banyan.churn.analysis;

import banyan.churn.scenario.FaultRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Counts the changes of parents, each put down to a fault, to a peer's departure, or to nothing: a false one, or one of
 * the warm-up.
 */
final class Reparents {
  /**
   * What one fault caused.
   *
   * @param below those of peers that did not hang on the victim themselves
   */
  record Caused(int all, int below) {}

  private final Map<Integer, Caused> byFault = new HashMap<>();
  private final Map<Integer, Integer> byPeer = new HashMap<>();
  private int count;
  private final List<Tree.Attachment> unexplained = new ArrayList<>();
  private int inWarmup;
  private int climbs;

  Reparents(Tree tree, Reach reach, long warmedUpNanos) {
    for (Tree.Attachment attachment : tree.attachments()) {
      if (attachment.isPlacement()) {
        climbs++;
      }
      if (attachment.isReparent()) {
        count++;
        byPeer.merge(attachment.peer(), 1, Integer::sum);
        explain(attachment, reach, warmedUpNanos);
      }
    }
  }

  private void explain(Tree.Attachment attachment, Reach reach, long warmedUpNanos) {
    Optional<FaultRecord> behind = reach.behind(attachment);
    if (behind.isEmpty()) {
      if (!reach.followsADeparture(attachment)) {
        if (attachment.nanos() < warmedUpNanos) {
          inWarmup++;
        } else {
          unexplained.add(attachment);
        }
      }
      return;
    }
    FaultRecord fault = behind.get();
    boolean hungOnIt = attachment.before() == fault.peer() || attachment.peer() == fault.peer()
        || attachment.peer() == fault.other();
    Caused before = of(fault.number());
    byFault.put(fault.number(), new Caused(before.all() + 1, before.below() + (hungOnIt ? 0 : 1)));
  }

  Caused of(int fault) {
    return byFault.getOrDefault(fault, new Caused(0, 0));
  }

  int ofPeer(int number) {
    return byPeer.getOrDefault(number, 0);
  }

  int count() {
    return count;
  }

  /** After the warm-up, by time: those that no fault and no departure explains. */
  List<Tree.Attachment> unexplained() {
    return unexplained;
  }

  /** In the warm-up, that no departure explains. */
  int inWarmup() {
    return inWarmup;
  }

  int climbs() {
    return climbs;
  }
}
