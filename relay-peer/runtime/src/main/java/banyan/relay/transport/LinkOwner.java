package banyan.relay.transport;

import banyan.protocol.ChannelId;
import banyan.protocol.CloseReason;
import banyan.protocol.Message;
import banyan.protocol.PeerAddress;
import banyan.protocol.PeerId;
import java.util.Optional;

/** Whoever the links of one channel belong to. Called on the event loop, and never from within its own calls. */
public interface LinkOwner {
  ChannelId channel();

  /** What a handshake tells strangers about where to dial this peer. */
  PeerAddress address();

  /**
   * A handshake is done.
   *
   * @param attempt what {@link PeerTransport#dial} was given, or 0 where the other end dialled
   * @param address where strangers can dial the other end, as it says
   * @param observed where the other end sees this one, as it says
   */
  void opened(PeerLink link, long attempt, PeerId peer, PeerAddress address, Optional<String> observed);

  /** A {@link PeerTransport#dial} came to nothing. */
  void openFailed(long attempt, CloseReason reason);

  /** A message of a link that is open. */
  void received(PeerLink link, Message message);

  /** All that could be read for now has been passed on. */
  void readDone();

  /** The link is gone; not told for links that the owner closed. */
  void lost(PeerLink link, CloseReason reason);

  /** {@link PeerLink#sentThrough} has grown. */
  void sent(PeerLink link);
}
