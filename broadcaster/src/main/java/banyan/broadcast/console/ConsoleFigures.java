package banyan.broadcast.console;

import banyan.broadcast.chunks.SourceFigures;
import banyan.node.NodeStatus;
import banyan.protocol.About;
import banyan.relay.IndexStanding;
import banyan.relay.output.recording.RecordingFigures;
import java.util.Optional;

/**
 * A channel on air at one moment, as its broadcaster sees it.
 *
 * @param onAirMillis for so long
 * @param about what it says of itself
 * @param recording of it here; empty if none was asked for
 */
record ConsoleFigures(
    long unixMillis, long onAirMillis, About about, Stream stream, Tree tree, Upload upload, Index index,
    Optional<RecordingFigures> recording) {
  /** Media that does not come for so long is missed: an encoder's pauses, and a busy computer's, are shorter. */
  private static final long QUIET_MILLIS = 3_000;

  /**
   * What comes in.
   *
   * @param bitsPerSecond of the last seconds, by the clock
   * @param quietMillis since something came last
   * @param declaredBitsPerSecond that peers reckon with, given or measured
   */
  record Stream(SourceFigures source, long bitsPerSecond, long quietMillis, long declaredBitsPerSecond) {
    boolean hasEncoder() {
      return !source.encoder().isEmpty();
    }

    /** Whether somebody sends, and something comes. */
    boolean flows() {
      return hasEncoder() && quietMillis < QUIET_MILLIS;
    }
  }

  /**
   * Who is on the channel.
   *
   * @param viewers all that peers have told of
   * @param viewersHere of them, at this program
   * @param peers below this one
   * @param depth hops to the lowest of them
   * @param slots children that the upload carries
   */
  record Tree(int viewers, int viewersHere, int peers, int depth, int children, int slots, int freeSlots) {
    static final Tree NOBODY = new Tree(0, 0, 0, 0, 0, 0, 0);

    static Tree of(NodeStatus status, int viewersHere) {
      return new Tree(
          Math.max(viewersHere, status.subtree().viewers()), viewersHere, Math.max(0, status.subtree().peers() - 1),
          Math.max(0, status.subtree().depth() - 1), (int) status.children(), status.slots(), status.freeSlots());
    }
  }

  /**
   * What goes out to peers, all of it.
   *
   * @param limitBitsPerSecond 0 for none
   */
  record Upload(long bitsPerSecond, long limitBitsPerSecond) {}

  /** @param url empty for none */
  record Index(String url, IndexStanding standing) {}
}
