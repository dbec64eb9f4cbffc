/**
 * What the owner of a channel on air can say to the program that broadcasts it. {@link
 * banyan.broadcast.control.ChannelControl} listens, {@link banyan.broadcast.control.ControlClient} talks to it, and
 * {@link banyan.broadcast.control.Announcement} tells everybody on the channel.
 */
@NullMarked
package banyan.broadcast.control;

import org.jspecify.annotations.NullMarked;
