/**
 * What every source of media turns into, and the one timeline that it is put on.
 *
 * <p>Start with {@link banyan.broadcast.media.AccessUnit}, then {@link banyan.broadcast.media.Source} and {@link
 * banyan.broadcast.media.SourceSink} (how units come in) and {@link banyan.broadcast.media.MediaTimeline} (whose times
 * they get). Nothing here knows MPEG-TS or sockets, nor any time but what it is handed.
 */
@NullMarked
package banyan.broadcast.media;

import org.jspecify.annotations.NullMarked;
