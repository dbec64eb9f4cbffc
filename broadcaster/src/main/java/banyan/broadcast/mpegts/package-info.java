/**
 * MPEG-TS (ISO/IEC 13818-1), in and out, without sockets and without a clock.
 *
 * <p>Start with {@link banyan.broadcast.mpegts.TsReader}, which turns whatever bytes an encoder sends into access
 * units, and {@link banyan.broadcast.mpegts.TsMuxer}, which writes the one stream that the channel carries.
 */
@NullMarked
package banyan.broadcast.mpegts;

import org.jspecify.annotations.NullMarked;
