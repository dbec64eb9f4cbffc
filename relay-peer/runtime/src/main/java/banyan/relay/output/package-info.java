/**
 * What a peer shows to players on its own machine: endless MPEG-TS over HTTP; as HLS in the package below.
 *
 * <p>Start with {@link banyan.relay.output.LiveOutput}.
 */
@NullMarked
package banyan.relay.output;

import org.jspecify.annotations.NullMarked;
