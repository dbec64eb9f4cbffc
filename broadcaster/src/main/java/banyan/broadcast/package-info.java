/**
 * The broadcaster's media path: from whatever an encoder sends to the chunks that the tree carries.
 *
 * <p>Start with {@link banyan.broadcast.Sources}, which opens where the media comes from; it delivers access units
 * ({@code banyan.broadcast.media}), which {@code banyan.broadcast.chunks.MediaPipeline} turns into chunks.
 */
@NullMarked
package banyan.broadcast;

import org.jspecify.annotations.NullMarked;
