package banyan.broadcast.rtmp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Writes what a server says: a few short messages, in chunks of the size that holds until one says another. */
final class ChunkWriter {
  private static final int CHUNK_BYTES = 128;
  private static final int CONTINUES = 0xc0;
  /** Of control messages, by the protocol; of the others, as servers have always used them. */
  private static final int CONTROL_CHUNK_STREAM = 2;
  private static final int COMMAND_CHUNK_STREAM = 3;
  private static final int HEADER_BYTES = 12;

  private ChunkWriter() {}

  static byte[] control(int type, int... numbers) {
    ByteBuffer payload = ByteBuffer.allocate(numbers.length * Integer.BYTES);
    for (int number : numbers) {
      payload.putInt(number);
    }
    return chunks(CONTROL_CHUNK_STREAM, type, 0, payload.array());
  }

  static byte[] userControl(int event, int number) {
    byte[] payload = ByteBuffer.allocate(6).putShort((short) event).putInt(number).array();
    return chunks(CONTROL_CHUNK_STREAM, RtmpMessage.USER_CONTROL, 0, payload);
  }

  /** To what extent the other side may send: hard 0, soft 1, dynamic 2. */
  static byte[] peerBandwidth(int bytes, int kind) {
    byte[] payload = ByteBuffer.allocate(5).putInt(bytes).put((byte) kind).array();
    return chunks(CONTROL_CHUNK_STREAM, RtmpMessage.SET_PEER_BANDWIDTH, 0, payload);
  }

  static byte[] command(int stream, Amf... values) {
    return chunks(COMMAND_CHUNK_STREAM, RtmpMessage.COMMAND, stream, Amf0Writer.of(values));
  }

  private static byte[] chunks(int chunkStream, int type, int stream, byte[] payload) {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    header.put((byte) chunkStream).putInt(0);
    // The last of its four bytes is the first of the length's three.
    header.put(4, (byte) (payload.length >> 16)).putShort((short) payload.length).put((byte) type);
    header.putInt(Integer.reverseBytes(stream));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(header.array());
    for (int at = 0; at < payload.length; at += CHUNK_BYTES) {
      if (at > 0) {
        out.write(CONTINUES | chunkStream);
      }
      out.write(payload, at, Math.min(CHUNK_BYTES, payload.length - at));
    }
    return out.toByteArray();
  }
}
