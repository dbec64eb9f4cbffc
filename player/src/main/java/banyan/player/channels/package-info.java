/**
 * The channels that indexes list, for a person who looks for one. {@link banyan.player.channels.ChannelWatch} asks;
 * what it tells is a {@link banyan.player.channels.ChannelList}.
 */
@NullMarked
package banyan.player.channels;

import org.jspecify.annotations.NullMarked;
