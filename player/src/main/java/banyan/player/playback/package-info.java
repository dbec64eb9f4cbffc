/**
 * What is to be done, and what is to be said, about a picture that plays, or does not. No JavaFX, no clock: {@link
 * banyan.player.playback.PlaybackWatchdog} decides when to begin anew, {@link banyan.player.playback.Situation} has the
 * words.
 */
@NullMarked
package banyan.player.playback;

import org.jspecify.annotations.NullMarked;
