/**
 * Channels on disk: MPEG-TS files that follow each other without a gap.
 *
 * <p>Start with {@link banyan.relay.output.recording.Recording}, which gives a channel's chunks to a thread of its own;
 * what that does with them is {@link banyan.relay.output.recording.Recorder}'s.
 */
@NullMarked
package banyan.relay.output.recording;

import org.jspecify.annotations.NullMarked;
