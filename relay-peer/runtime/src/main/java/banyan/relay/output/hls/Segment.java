package banyan.relay.output.hls;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A piece of the stream, as a playlist lists it. Its bytes are views of the chunks', with a packet or two between them.
 *
 * @param name its address, relative to the playlist
 * @param captureUnixMicros when it was captured, by the broadcaster's clock
 * @param isDiscontinuity it does not continue the one before it
 * @param parts not to be read from, only to be duplicated
 * @param bytes of all parts
 */
record Segment(
    String name, long durationMicros, long captureUnixMicros, boolean isDiscontinuity, List<ByteBuffer> parts,
    long bytes) {
  Segment {
    parts = List.copyOf(parts);
  }
}
