/**
 * From access units to the pieces that the tree carries.
 *
 * <p>Start with {@link banyan.broadcast.chunks.MediaPipeline}, which is the whole way; where chunks end is decided in
 * {@link banyan.broadcast.chunks.ChunkCutter}. Time is an argument everywhere; nothing here is thread-safe.
 */
@NullMarked
package banyan.broadcast.chunks;

import org.jspecify.annotations.NullMarked;
