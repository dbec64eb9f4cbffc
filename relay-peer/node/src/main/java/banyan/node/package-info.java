/**
 * The whole overlay logic of a peer on one channel: no sockets, no clock, no threads. Time is an argument, effects are
 * outputs, so that the same class runs in a live process, in a test with a virtual clock, and a hundred thousand times
 * over in a simulator.
 *
 * <p>Start with {@link banyan.node.OverlayNode#handle}; {@link banyan.node.Input} and {@link banyan.node.Outbox} are
 * all that it sees of the world.
 */
@NullMarked
package banyan.node;

import org.jspecify.annotations.NullMarked;
