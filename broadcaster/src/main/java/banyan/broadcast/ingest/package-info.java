/**
 * Where encoders deliver over the network.
 *
 * <p>Start with {@link banyan.broadcast.ingest.HttpIngest}. The only package of the media path that names Netty.
 */
@NullMarked
package banyan.broadcast.ingest;

import org.jspecify.annotations.NullMarked;
