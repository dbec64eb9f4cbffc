/** What tests of the media path share. Start with {@link banyan.broadcast.testing.Ffmpeg}. */
@NullMarked
package banyan.broadcast.testing;

import org.jspecify.annotations.NullMarked;
