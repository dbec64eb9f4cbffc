/** The one {@code banyan} command. Start with {@link banyan.launcher.BanyanMain}. */
@NullMarked
package banyan.launcher;

import org.jspecify.annotations.NullMarked;
