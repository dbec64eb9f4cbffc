/**
 * A channel that somebody watches at this peer. {@link banyan.player.watching.Viewing} is one viewer with what it
 * measures; {@link banyan.player.watching.Tuner} changes channels, and tells how the one that is on fares.
 */
@NullMarked
package banyan.player.watching;

import org.jspecify.annotations.NullMarked;
