/**
 * Files as live sources: read at the pace of their own times, once or for ever.
 *
 * <p>Start with {@link banyan.broadcast.files.FileSource}. What is read comes from a {@link
 * banyan.broadcast.files.MediaFile}; when it goes out is decided in {@link banyan.broadcast.files.Playout}.
 */
@NullMarked
package banyan.broadcast.files;

import org.jspecify.annotations.NullMarked;
