package banyan.node;

import banyan.protocol.Candidate;
import banyan.protocol.Chunk;
import banyan.protocol.CloseReason;
import banyan.protocol.Descriptor;
import banyan.protocol.Message;
import banyan.protocol.PeerAddress;
import banyan.protocol.PeerId;
import java.util.List;

/** All that can happen to a node. */
public sealed interface Input {
  /** For a switch over the closed set. */
  enum Type {
    STARTED,
    LINK_OPENED,
    OPEN_FAILED,
    MESSAGE_RECEIVED,
    LINK_LOST,
    LINK_WRITABLE,
    UPLOAD_GRANTED,
    UPLOAD_SHARE_CHANGED,
    CANDIDATES_FOUND,
    CHUNK_PRODUCED,
    DESCRIPTOR_CHANGED,
    VIEWERS_CHANGED,
    ADDRESS_CHANGED,
    TIME_REACHED,
    STOP_REQUESTED
  }

  Type type();

  /** The node may begin to join (or, at the root, to beat). */
  record Started() implements Input {
    @Override
    public Type type() {
      return Type.STARTED;
    }
  }

  /**
   * A handshake is done: the other end has proved who it is and that it means this channel.
   *
   * @param link new
   * @param attempt of {@link Outbox#open}, or 0 where the other end dialled
   * @param peer the other end
   * @param address where strangers can dial it, as it says
   */
  record LinkOpened(LinkId link, long attempt, PeerId peer, PeerAddress address) implements Input {
    @Override
    public Type type() {
      return Type.LINK_OPENED;
    }
  }

  /** An {@link Outbox#open} came to nothing. */
  record OpenFailed(long attempt, CloseReason reason) implements Input {
    @Override
    public Type type() {
      return Type.OPEN_FAILED;
    }
  }

  /** A message came in. Links that were lost or closed send none. */
  record MessageReceived(LinkId link, Message message) implements Input {
    @Override
    public Type type() {
      return Type.MESSAGE_RECEIVED;
    }
  }

  /** The link is gone, by the other end or by the network; not told for links that the node closed. */
  record LinkLost(LinkId link, CloseReason reason) implements Input {
    @Override
    public Type type() {
      return Type.LINK_LOST;
    }
  }

  /**
   * Bytes have left for the kernel.
   *
   * @param sentThrough how many bytes of chunk frames have left on this link since it opened
   */
  record LinkWritable(LinkId link, long sentThrough) implements Input {
    @Override
    public Type type() {
      return Type.LINK_WRITABLE;
    }
  }

  /** The process's upload budget lets this node send so many more bytes of chunk frames. */
  record UploadGranted(long bytes) implements Input {
    @Override
    public Type type() {
      return Type.UPLOAD_GRANTED;
    }
  }

  /** The process's other channels leave so much upload for this one's children, {@link #UNLIMITED} without a limit. */
  record UploadShareChanged(long bytesPerSecond) implements Input {
    /** Nobody has said what may be sent. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    @Override
    public Type type() {
      return Type.UPLOAD_SHARE_CHANGED;
    }
  }

  /** What {@link Outbox#findCandidates} brought, possibly nothing. */
  record CandidatesFound(List<Candidate> candidates) implements Input {
    public CandidatesFound {
      candidates = List.copyOf(candidates);
    }

    @Override
    public Type type() {
      return Type.CANDIDATES_FOUND;
    }
  }

  /** At the root: the next chunk, with the position after the last one's, or the first of a new epoch. */
  record ChunkProduced(Chunk chunk) implements Input {
    @Override
    public Type type() {
      return Type.CHUNK_PRODUCED;
    }
  }

  /** At the root: what the channel says of itself from now on. */
  record DescriptorChanged(Descriptor descriptor) implements Input {
    @Override
    public Type type() {
      return Type.DESCRIPTOR_CHANGED;
    }
  }

  /** How many players watch at this peer. */
  record ViewersChanged(int count) implements Input {
    @Override
    public Type type() {
      return Type.VIEWERS_CHANGED;
    }
  }

  /** Somebody outside has dialled this peer, or failed to: its address is that from now on. */
  record AddressChanged(PeerAddress address) implements Input {
    @Override
    public Type type() {
      return Type.ADDRESS_CHANGED;
    }
  }

  /** The time of {@link OverlayNode#nextWakeMicros} has come. */
  record TimeReached() implements Input {
    @Override
    public Type type() {
      return Type.TIME_REACHED;
    }
  }

  /** Leave gracefully: {@link NodeEvent.Stopped} says when it is done. */
  record StopRequested() implements Input {
    @Override
    public Type type() {
      return Type.STOP_REQUESTED;
    }
  }
}
