/**
 * The channel index: lists the channels on air and introduces peers to each other. It carries no media, and a tree that
 * stands goes on without it.
 *
 * <p>Start with {@link banyan.index.ChannelIndex} (the server), then {@link banyan.index.ChannelStore} (what it knows,
 * pure) and {@link banyan.index.PeerProbe} (how it checks that a peer can be reached).
 */
@NullMarked
package banyan.index;

import org.jspecify.annotations.NullMarked;
