/**
 * A channel as HLS (RFC 8216), for players that take no endless MPEG-TS: a sliding playlist for everybody, and one for
 * each JavaFX player. Segments are ranges of the chunks that are here anyway.
 *
 * <p>Start with {@link banyan.relay.output.hls.HlsOutput}, which alone knows HTTP and threads. All else is told the
 * time.
 */
@NullMarked
package banyan.relay.output.hls;

import org.jspecify.annotations.NullMarked;
