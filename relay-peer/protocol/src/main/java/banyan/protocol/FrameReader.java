package banyan.protocol;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a byte stream into frames, copying each byte once. The length is checked before there is memory for the frame:
 * at first against {@link Limits#MAX_HANDSHAKE_FRAME_BYTES}, once {@link #handshakeDone()} by what the type may have.
 *
 * <p>Chunks come to stand one behind another in direct slabs, which live as long as one of their chunks does.
 */
public final class FrameReader {
  /** Where the frames of chunks come to stand; one for all the links of an event loop. */
  public static final class Slabs {
    /** About 2.5 s of a 3 Mbit/s stream: few slabs, and little that a single old chunk can hold on to. */
    private static final int SLAB_BYTES = 1 << 20;

    private ByteBuffer slab = ByteBuffer.allocate(0);

    /** Lets go of what is left of the newest slab. */
    public void clear() {
      slab = ByteBuffer.allocate(0);
    }

    ByteBuffer take(int bytes) {
      if (slab.remaining() < bytes) {
        slab = ByteBuffer.allocateDirect(SLAB_BYTES);
      }
      ByteBuffer taken = slab.slice(slab.position(), bytes);
      slab.position(slab.position() + bytes);
      return taken;
    }
  }

  private static final int PREFIX_BYTES = 5;

  private final Slabs slabs;
  private final ByteBuffer prefix = ByteBuffer.allocate(PREFIX_BYTES);
  private @Nullable ByteBuffer frame;
  private boolean handshakeDone;

  public FrameReader(Slabs slabs) {
    this.slabs = slabs;
  }

  public void handshakeDone() {
    handshakeDone = true;
  }

  /**
   * Takes from {@code in} up to the end of the frame that it is in.
   *
   * @return a whole frame, length field included, or null if more bytes are needed
   * @throws ProtocolException if the length is not allowed; the reader is of no use after that
   */
  public @Nullable ByteBuffer next(ByteBuffer in) throws ProtocolException {
    if (frame == null) {
      while (prefix.hasRemaining() && in.hasRemaining()) {
        prefix.put(in.get());
      }
      if (prefix.hasRemaining()) {
        return null;
      }
      int type = prefix.get(4) & 0xff;
      int bytes = checked(prefix.getInt(0), type);
      frame = type == MessageType.CHUNK.code() ? slabs.take(bytes) : ByteBuffer.allocate(bytes);
      frame.put(prefix.flip());
      prefix.clear();
    }
    ByteBuffer into = frame;
    int count = Math.min(into.remaining(), in.remaining());
    into.put(into.position(), in, in.position(), count);
    into.position(into.position() + count);
    in.position(in.position() + count);
    if (into.hasRemaining()) {
      return null;
    }
    frame = null;
    return into.flip().asReadOnlyBuffer();
  }

  /** Lets go of a frame that will not be whole any more, and of the slab that it stands in. */
  public void end() {
    frame = null;
  }

  private int checked(int length, int type) throws ProtocolException {
    boolean isChunk = type == MessageType.CHUNK.code();
    int max = !handshakeDone ? Limits.MAX_HANDSHAKE_FRAME_BYTES
        : isChunk ? Limits.MAX_FRAME_BYTES : Limits.MAX_CONTROL_FRAME_BYTES;
    if (length < 1 || length > max - 4) {
      throw ProtocolException.malformed(
          "a frame of type " + type + " with " + Integer.toUnsignedLong(length) + " bytes; at most " + (max - 4));
    }
    return 4 + length;
  }
}
