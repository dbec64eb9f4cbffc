package banyan.node;

import banyan.protocol.PeerAddress;
import banyan.protocol.PeerId;
import banyan.protocol.RootPath;
import java.util.List;
import java.util.Optional;

/**
 * How a node is at one moment.
 *
 * @param phase see {@link Phase}
 * @param isEnded the broadcaster has ended the channel
 * @param path from the root to here, this peer last
 * @param roundTripsMicros between neighbours on that path, one for each hop, the root's first; 0 for those not known
 * @param links all, parent and children included
 * @param slots children that it may feed
 * @param freeSlots of them
 * @param epoch of the window, 0 before the first
 * @param firstSequence oldest in the window, or −1
 * @param newestSequence newest in the window, or −1
 * @param windowBytes frames held
 * @param holes sequences missing between the two
 * @param lagMicros age of the newest beat, −1 before the first
 * @param subtree this peer and all below it
 * @param counters since the start
 */
public record NodeStatus(
    Phase phase, boolean isEnded, RootPath path, List<Long> roundTripsMicros, List<LinkStatus> links, int slots,
    int freeSlots, long epoch, long firstSequence, long newestSequence, long windowBytes, int holes, long lagMicros,
    Subtree subtree, Counters counters) {
  /** Where a node is in its life. */
  public enum Phase {
    /** Not started. */
    IDLE,
    /** Looks for its first parent. */
    JOINING,
    /** Fed, or the root. */
    ATTACHED,
    /** Had a parent, seeks another. */
    ORPHANED,
    /** Feeds its children until they have gone elsewhere. */
    LEAVING,
    STOPPED
  }

  /**
   * A peer and all below it, as children report.
   *
   * @param peers with this one
   * @param viewers who watch there
   * @param freeSlots children that all of them together could still take
   * @param depth levels, 1 for a peer without children
   */
  public record Subtree(int peers, int viewers, int freeSlots, int depth) {}

  /** What a link is for, seen from here. */
  public enum Role {
    PARENT,
    CHILD,
    /** The other end feeds me if my parent dies. */
    BACKUP,
    /** I feed the other end if its parent dies. */
    BACKUP_CHILD,
    NONE
  }

  /**
   * One link.
   *
   * @param freeSlots the other end's, as it says
   * @param depth the other end's, 255 if unknown
   * @param roundTripMicros 0 before the first measurement
   * @param behindMicros of a child: how far what it has received is behind; −1 if unknown
   */
  public record LinkStatus(
      LinkId link, PeerId peer, PeerAddress address, Role role, int freeSlots, int depth, long roundTripMicros,
      long behindMicros) {}

  /**
   * Counts since the start.
   *
   * @param chunksReceived stored, each once
   * @param chunksRepeated that were there already
   * @param chunksRefused unsigned, or of no proven epoch
   * @param chunksPulled asked for one by one
   * @param chunksDelivered handed to players
   * @param chunksLost that players never got
   * @param chunksSent to children
   * @param bytesSent of those frames
   * @param reparents changes of the feeding parent after the first
   */
  public record Counters(
      long chunksReceived, long chunksRepeated, long chunksRefused, long chunksPulled, long chunksDelivered,
      long chunksLost, long chunksSent, long bytesSent, long reparents) {}

  /** The link to the feeding parent. */
  public Optional<LinkStatus> parent() {
    return links.stream().filter(l -> l.role() == Role.PARENT).findFirst();
  }

  public long children() {
    return links.stream().filter(l -> l.role() == Role.CHILD).count();
  }

  public long backups() {
    return links.stream().filter(l -> l.role() == Role.BACKUP).count();
  }
}
