package banyan.protocol;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;

/** Frames as byte arrays, and what it costs to read them. */
final class Frames {
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Frames() {}

  /** Something that may refuse what it reads. */
  interface Reading {
    void read() throws ProtocolException;
  }

  static byte[] bytes(ByteBuffer frame) {
    byte[] out = new byte[frame.remaining()];
    frame.duplicate().get(out);
    return out;
  }

  static byte[] bytes(Message message) {
    return bytes(MessageCodec.encode(message));
  }

  /** The frame with more bytes behind its fields, as a later version may send it. */
  static byte[] longer(byte[] frame, byte... more) {
    return ByteBuffer.allocate(frame.length + more.length)
        .putInt(frame.length - 4 + more.length)
        .put(frame, 4, frame.length - 4)
        .put(more)
        .array();
  }

  /** Heap bytes that this thread allocated for a reading, whether it succeeded or not. */
  static long allocatedBytes(Reading reading) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      reading.read();
    } catch (ProtocolException e) {
      // What is wrong with it is not asked here.
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }
}
