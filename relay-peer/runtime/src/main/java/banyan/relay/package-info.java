/**
 * A peer as a whole: overlay nodes driven over sockets, what it shows on its own machine, and the program around it.
 *
 * <p>Start with {@link banyan.relay.RelayPeer}, then {@link banyan.relay.NodeDriver}, the one place where a node meets
 * threads, clocks and sockets.
 */
@NullMarked
package banyan.relay;

import org.jspecify.annotations.NullMarked;
