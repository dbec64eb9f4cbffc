package banyan.relay;

import banyan.node.NodeEvent;
import banyan.node.NodeStatus;
import banyan.protocol.Chunk;

/** Hears what happens on a channel. Called on the peer's event loop: to be quick, and to block never. */
public interface SessionListener {
  default void onEvent(NodeEvent event) {}

  /** The next chunk for players: in order, each once; a jump in positions is a loss that nothing could mend. */
  default void onChunk(Chunk chunk) {}

  /** Once a second. */
  default void onStatus(NodeStatus status) {}
}
