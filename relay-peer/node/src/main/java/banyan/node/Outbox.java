package banyan.node;

import banyan.protocol.Chunk;
import banyan.protocol.CloseReason;
import banyan.protocol.Message;
import banyan.protocol.PeerAddress;

/** All that a node can do. Calls only queue: effects happen after {@link OverlayNode#handle} has returned. */
public interface Outbox {
  /**
   * Dial somebody; ends in {@link Input.LinkOpened} or {@link Input.OpenFailed}.
   *
   * @param attempt names the attempt; positive, counts up
   */
  void open(long attempt, PeerAddress address);

  void send(LinkId link, Message message);

  /** Sends what is queued, as far as the other end takes it, and closes. No further input comes from this link. */
  void close(LinkId link, CloseReason reason);

  /** Ask whoever introduces peers; ends in {@link Input.CandidatesFound}. */
  void findCandidates(int count);

  /** The next chunk for players here: in order, each once; a jump in positions is a loss that nothing could mend. */
  void deliver(Chunk chunk);

  void emit(NodeEvent event);
}
