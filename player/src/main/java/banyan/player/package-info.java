/**
 * The viewer's side: a peer on whose channel somebody watches. {@link banyan.player.WatchMain} is the program, {@link
 * banyan.player.WindowRun} its window, {@link banyan.player.LocalPlayer} what else can show the picture.
 */
@NullMarked
package banyan.player;

import org.jspecify.annotations.NullMarked;
