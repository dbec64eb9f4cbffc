/**
 * Where encoders deliver by RTMP, the protocol that OBS and most others know.
 *
 * <p>Start with {@link banyan.broadcast.rtmp.RtmpIngest}. A connection's bytes go through the {@code Handshake}, then
 * {@code ChunkReader} makes messages of them; {@code PublishSession} answers those that are commands, and
 * {@code PublishedStream} turns those that are media into access units. Only {@code RtmpIngest} and
 * {@code RtmpConnection} know of sockets; all the rest is bytes in, bytes out.
 */
@NullMarked
package banyan.broadcast.rtmp;

import org.jspecify.annotations.NullMarked;
