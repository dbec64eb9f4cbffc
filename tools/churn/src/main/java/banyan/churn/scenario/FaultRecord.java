package banyan.churn.scenario;

/**
 * One thing that was done to the network.
 *
 * @param number from 1 on, by time
 * @param nanos just before it was done
 * @param overNanos when it was over (thawed, healed, back and ready); 0 if never
 * @param peer the victim's number, −1 if none. Of a single link (CUT, LIMP): the parent's end
 * @param other of a single link: the child's end, whose path, and whose descendants' paths, led through it; else −1
 * @param share LIMP: the link's rate, as a share of the stream's; else 0
 * @param victimRssBytes memory of the killed process, 0 where no process was killed
 * @param group what it is a part of, such as {@code half-die}; else empty
 */
public record FaultRecord(
    int number, Kind kind, long nanos, long overNanos, int peer, int other, double share, long victimRssBytes,
    String group) {
  /** What was done. */
  public enum Kind {
    /** Asked to end: SIGTERM. */
    LEAVE,
    /** SIGKILL; within a shared process: every socket closed at once, nothing said. */
    KILL,
    /** SIGSTOP, later SIGCONT; within a shared process: its event loop stands still. */
    FREEZE,
    /** A link is throttled. */
    LIMP,
    /** A link drops everything, and stays open. */
    CUT,
    INDEX_DOWN,
    ENCODER_RESTART,
    ROOT_RESTART;

    /** As scenarios and figures write it. */
    public String word() {
      return Fields.word(this);
    }
  }
}
