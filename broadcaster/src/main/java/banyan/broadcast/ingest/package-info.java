/**
 * Where encoders deliver MPEG-TS over the network, and the port that all of them share.
 *
 * <p>Start with {@link banyan.broadcast.ingest.HttpIngest}. Of the media path, only this package and
 * {@code banyan.broadcast.rtmp} name Netty.
 */
@NullMarked
package banyan.broadcast.ingest;

import org.jspecify.annotations.NullMarked;
