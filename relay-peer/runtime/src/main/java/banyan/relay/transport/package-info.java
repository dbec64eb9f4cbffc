/**
 * Plain TCP links between peers: one port for all channels, a handshake, frames in and out. Knows nothing of trees.
 *
 * <p>Start with {@link banyan.relay.transport.PeerTransport}; {@link banyan.relay.transport.LinkOwner} is whom it
 * serves, {@link banyan.relay.transport.PeerLink} what it hands out.
 */
@NullMarked
package banyan.relay.transport;

import org.jspecify.annotations.NullMarked;
