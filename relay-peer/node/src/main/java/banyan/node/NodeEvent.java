package banyan.node;

import banyan.protocol.CloseReason;
import banyan.protocol.Descriptor;
import banyan.protocol.PeerId;
import banyan.protocol.RootPath;

/** What a node tells about itself: the runtime turns events into log lines and meters. */
public sealed interface NodeEvent {
  /** Why a parent was sought. */
  enum Cause {
    /** None yet. */
    JOIN,
    /** Its link closed or failed. */
    LOST,
    /** Nothing came from it for too long. */
    SILENT,
    /** It said that it would go. */
    LEAVING,
    /** It sent what the channel's key did not sign, or an old stream. */
    MISBEHAVED,
    /** It hears nothing new from the root, and somebody else does. */
    STALE,
    /** It sat below me. */
    LOOP,
    /** It brings later than others hold it, and the fault is not above it. */
    LIMPING,
    /** Somebody else is a better one. */
    CLIMB,
    /** It asked for the slot, for somebody who can feed more. */
    MOVED
  }

  /**
   * A parent feeds this node.
   *
   * @param parent it
   * @param path the node's own, itself last
   * @param cause why one was sought
   * @param afterMicros since that began
   */
  record Attached(PeerId parent, RootPath path, Cause cause, long afterMicros) implements NodeEvent {}

  /** The feeding parent is gone; backups and candidates are being asked. */
  record Orphaned(PeerId parent, Cause cause) implements NodeEvent {}

  /**
   * The stream comes from somebody else than before: a parent, or one that was asked for single chunks.
   *
   * @param sequence of the first chunk from there, or −1: a new parent says that there is none that this node lacks
   */
  record SourceChanged(PeerId source, long epoch, long sequence) implements NodeEvent {}

  /** The parent may be dead: what it should have brought is asked of backups from now on. */
  record Suspected(PeerId parent, long silentMicros) implements NodeEvent {}

  /** The parent was not dead after all. */
  record Reassured(PeerId parent) implements NodeEvent {}

  /** Somebody was asked for single chunks. */
  record Pulled(PeerId from, long epoch, long first, int count) implements NodeEvent {}

  /** This node's way to the root leads through itself. */
  record CycleSeen() implements NodeEvent {}

  /** The first chunk of this epoch can be played. */
  record Started(long epoch, long sequence, long afterMicros) implements NodeEvent {}

  record ChildAdded(PeerId child, int children, int slots) implements NodeEvent {}

  record ChildRemoved(PeerId child, CloseReason reason, int children) implements NodeEvent {}

  /** A slow child was moved to a later join point. */
  record ChildMoved(PeerId child, long from, long to) implements NodeEvent {}

  /** Nothing could bring these chunks in time. */
  record ChunksLost(long epoch, long first, long count) implements NodeEvent {}

  /** A link was closed for what came on it. */
  record PeerMisbehaved(PeerId peer, CloseReason reason) implements NodeEvent {}

  /** The stream's signed time is far from this computer's clock. */
  record StreamStale(PeerId peer, long streamUnixMillis) implements NodeEvent {}

  /** The channel says something new of itself. */
  record Described(Descriptor descriptor) implements NodeEvent {}

  /** The root began a new run. */
  record EpochBegan(long epoch) implements NodeEvent {}

  /** The broadcaster has ended the channel. */
  record ChannelEnded() implements NodeEvent {}

  /** All that leaving asks for is done. */
  record Stopped() implements NodeEvent {}
}
