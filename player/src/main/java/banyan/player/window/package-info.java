/**
 * The viewer's window: all of Banyan that knows JavaFX. {@link banyan.player.window.PlayerWindow} puts it together, and
 * {@link banyan.player.window.MediaScreen} shows the picture.
 *
 * <p>All of it lives on JavaFX's one thread. What happens elsewhere reaches it as an immutable value, by way of {@link
 * banyan.player.window.Latest}.
 */
@NullMarked
package banyan.player.window;

import org.jspecify.annotations.NullMarked;
