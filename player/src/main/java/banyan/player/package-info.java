/**
 * The viewer's side: a peer on whose channel somebody watches. {@link banyan.player.WatchMain} is the program, {@link
 * banyan.player.Viewing} what it measures.
 */
@NullMarked
package banyan.player;

import org.jspecify.annotations.NullMarked;
