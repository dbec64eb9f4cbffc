/**
 * What a viewer's window remembers: favourites, what was watched, settings. {@link
 * banyan.player.shelf.ShelfStore} keeps it.
 */
@NullMarked
package banyan.player.shelf;

import org.jspecify.annotations.NullMarked;
