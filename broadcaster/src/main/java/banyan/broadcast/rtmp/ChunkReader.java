package banyan.broadcast.rtmp;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts messages together out of chunks (RTMP 1.0, 5.3), whatever pieces the bytes come in. Chunk size and aborts are
 * seen to here; all other messages are handed on.
 *
 * <p>Memory grows with the bytes that have come, not with those that a header promises.
 */
final class ChunkReader {
  /** A picture of 8K at the highest rates stays below it. */
  static final int MAX_MEDIA_BYTES = 8 * 1024 * 1024;
  /** Of audio and of commands: encoders send some hundred bytes. */
  static final int MAX_OTHER_BYTES = 64 * 1024;
  /** Encoders use five. */
  static final int MAX_CHUNK_STREAMS = 64;
  /** Of messages that are not complete: one picture, and what is sent between its parts. */
  static final int MAX_HELD_BYTES = MAX_MEDIA_BYTES + 1024 * 1024;
  /** The same before media may come. */
  static final int MAX_HELD_BYTES_AT_FIRST = 2 * MAX_OTHER_BYTES;

  private static final int FIRST_CHUNK_BYTES = 128;
  private static final int EXTENDED = 0xffffff;
  private static final int EXTENDED_BYTES = 4;
  /** Of the formats 0 to 3: each leaves out more that is as it was before. */
  private static final int[] MESSAGE_HEADER_BYTES = {11, 7, 3, 0};
  private static final int CONTINUES = 3;
  private static final int MAX_HEADER_BYTES = 3 + 11 + EXTENDED_BYTES;
  private static final byte[] EMPTY = {};

  interface Output {
    void message(RtmpMessage message) throws RtmpException;
  }

  /**
   * Whether chunks after a message's first repeat an extended time. Encoders differ; the first such chunk tells, for
   * what stands there is the time, or bytes of the message.
   */
  private enum TimeHabit { UNKNOWN, REPEATS, LEAVES_OUT }

  /** What a chunk's header may leave out, and the message that is under way. */
  private static final class ChunkStream {
    boolean isKnown;
    int type;
    int length;
    int stream;
    int timestamp;
    int delta;
    boolean isExtended;
    int extendedField;

    boolean isOpen;
    byte[] payload = EMPTY;
    int received;
    long captureUnixMicros;
  }

  private final Output output;
  private final Map<Integer, ChunkStream> streams = new HashMap<>();
  private int chunkBytes = FIRST_CHUNK_BYTES;
  private int heldBytes;
  private boolean takesMedia;
  private TimeHabit timeHabit = TimeHabit.UNKNOWN;

  private final byte[] header = new byte[MAX_HEADER_BYTES];
  private int headerLength;
  /** Whose chunk's payload comes; null while a header does. */
  private @Nullable ChunkStream current;
  private int chunkLeft;

  ChunkReader(Output output) {
    this.output = output;
  }

  /** Whether large messages are taken: who has not shown the stream key gets no more memory than commands need. */
  void takesMedia(boolean takes) {
    takesMedia = takes;
  }

  /** Takes all of the bytes. */
  void read(ByteBuffer in, long captureUnixMicros) throws RtmpException {
    while (in.hasRemaining()) {
      ChunkStream of = current;
      if (of != null) {
        payload(of, in);
      } else {
        header(in.get(), captureUnixMicros);
      }
    }
  }

  private void header(byte next, long captureUnixMicros) throws RtmpException {
    header[headerLength++] = next;
    int basic = switch (header[0] & 0x3f) {
      case 0 -> 2;
      case 1 -> 3;
      default -> 1;
    };
    int format = (header[0] & 0xff) >> 6;
    int fixed = basic + MESSAGE_HEADER_BYTES[format];
    if (headerLength < fixed) {
      return;
    }
    ChunkStream of = stream(basic);
    boolean isContinued = of.isOpen && format == CONTINUES;
    boolean isExtended = format == CONTINUES
        ? of.isExtended && !(isContinued && timeHabit == TimeHabit.LEAVES_OUT) : u24(basic) == EXTENDED;
    if (isExtended && headerLength < fixed + EXTENDED_BYTES) {
      return;
    }
    headerLength = 0;
    int extendedField = isExtended ? ByteBuffer.wrap(header).getInt(fixed) : 0;
    byte[] noHeader = EMPTY;
    if (isExtended && isContinued && timeHabit == TimeHabit.UNKNOWN) {
      timeHabit = repeatsTime(of, extendedField) ? TimeHabit.REPEATS : TimeHabit.LEAVES_OUT;
      if (timeHabit == TimeHabit.LEAVES_OUT) {
        noHeader = Arrays.copyOfRange(header, fixed, fixed + EXTENDED_BYTES);
      }
    }
    if (of.isOpen) {
      if (format != CONTINUES) {
        throw new RtmpException("a message within another one");
      }
    } else {
      begin(of, format, basic, isExtended, extendedField);
      of.captureUnixMicros = captureUnixMicros;
    }
    chunkLeft = Math.min(chunkBytes, of.length - of.received);
    current = of;
    if (chunkLeft == 0) {
      complete(of);
    }
    read(ByteBuffer.wrap(noHeader), captureUnixMicros);
  }

  private static boolean repeatsTime(ChunkStream of, int field) {
    return field == of.extendedField || field == of.timestamp;
  }

  private ChunkStream stream(int basicBytes) throws RtmpException {
    int id = switch (basicBytes) {
      case 1 -> header[0] & 0x3f;
      case 2 -> 64 + (header[1] & 0xff);
      default -> 64 + (header[1] & 0xff) + ((header[2] & 0xff) << 8);
    };
    ChunkStream of = streams.get(id);
    if (of == null) {
      if (streams.size() == MAX_CHUNK_STREAMS) {
        throw new RtmpException("more than " + MAX_CHUNK_STREAMS + " chunk streams");
      }
      of = new ChunkStream();
      streams.put(id, of);
    }
    return of;
  }

  private void begin(ChunkStream of, int format, int basic, boolean isExtended, int extendedField)
      throws RtmpException {
    if (!of.isKnown && format > 1) {
      throw new RtmpException("a chunk that refers to one before it, which never came");
    }
    if (format < CONTINUES) {
      of.isExtended = isExtended;
      of.extendedField = extendedField;
      of.delta = isExtended ? extendedField : u24(basic);
    }
    if (format <= 1) {
      of.length = u24(basic + 3);
      of.type = header[basic + 6] & 0xff;
    }
    if (format == 0) {
      of.timestamp = of.delta;
      // The only number of RTMP that has its lowest byte first.
      of.stream = Integer.reverseBytes(ByteBuffer.wrap(header).getInt(basic + 7));
    } else {
      of.timestamp += of.delta;
    }
    of.isKnown = true;
    int most = maxBytes(of.type);
    if (of.length > most) {
      throw new RtmpException("a message of " + of.length + " bytes where at most " + most + " may come");
    }
    of.isOpen = true;
    of.received = 0;
  }

  private int maxBytes(int type) {
    boolean isLarge = type == RtmpMessage.VIDEO || type == RtmpMessage.AGGREGATE;
    return isLarge && takesMedia ? MAX_MEDIA_BYTES : MAX_OTHER_BYTES;
  }

  private void payload(ChunkStream of, ByteBuffer in) throws RtmpException {
    int count = Math.min(chunkLeft, in.remaining());
    reserve(of, count);
    in.get(of.payload, of.received, count);
    of.received += count;
    chunkLeft -= count;
    if (of.received == of.length) {
      complete(of);
    } else if (chunkLeft == 0) {
      current = null;
    }
  }

  private void reserve(ChunkStream of, int count) throws RtmpException {
    int has = of.payload.length;
    if (of.received + count <= has) {
      return;
    }
    int wanted = Math.min(of.length, Math.max(of.received + count, 2 * has));
    heldBytes += wanted - has;
    int most = takesMedia ? MAX_HELD_BYTES : MAX_HELD_BYTES_AT_FIRST;
    if (heldBytes > most) {
      throw new RtmpException("more than " + most + " bytes of messages that do not come to an end");
    }
    of.payload = Arrays.copyOf(of.payload, wanted);
  }

  private void complete(ChunkStream of) throws RtmpException {
    ByteBuffer payload = ByteBuffer.wrap(of.payload, 0, of.received).asReadOnlyBuffer();
    drop(of);
    current = null;
    switch (of.type) {
      case RtmpMessage.SET_CHUNK_SIZE -> {
        chunkBytes = number(payload);
        if (chunkBytes < 1) {
          throw new RtmpException("a chunk size of " + chunkBytes);
        }
      }
      case RtmpMessage.ABORT -> {
        ChunkStream aborted = streams.get(number(payload));
        if (aborted != null) {
          drop(aborted);
        }
      }
      default -> output.message(
          new RtmpMessage(of.type, of.stream, of.timestamp, payload, of.captureUnixMicros));
    }
  }

  private void drop(ChunkStream of) {
    heldBytes -= of.payload.length;
    of.payload = EMPTY;
    of.received = 0;
    of.isOpen = false;
  }

  private static int number(ByteBuffer payload) throws RtmpException {
    if (payload.remaining() < Integer.BYTES) {
      throw new RtmpException("a control message of " + payload.remaining() + " bytes");
    }
    return payload.getInt(payload.position());
  }

  private int u24(int at) {
    return (header[at] & 0xff) << 16 | (header[at + 1] & 0xff) << 8 | (header[at + 2] & 0xff);
  }
}
