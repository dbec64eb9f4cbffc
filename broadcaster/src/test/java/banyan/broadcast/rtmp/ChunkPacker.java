package banyan.broadcast.rtmp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** An encoder's end of RTMP's chunks: writes messages with whatever header says the least, or as it is told. */
final class ChunkPacker {
  private static final int EXTENDED = 0xffffff;

  private record Last(int type, int stream, int length, int timestamp, int delta) {}

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Map<Integer, Last> lasts = new HashMap<>();
  private int chunkBytes = 128;
  private boolean repeatsTime = true;

  /** Whether chunks after a message's first repeat an extended time, as most do. */
  ChunkPacker repeatsTime(boolean repeats) {
    repeatsTime = repeats;
    return this;
  }

  /** Tells the reader, and keeps to it. */
  ChunkPacker chunkBytes(int bytes) {
    control(RtmpMessage.SET_CHUNK_SIZE, bytes);
    chunkBytes = bytes;
    return this;
  }

  ChunkPacker control(int type, int... numbers) {
    ByteBuffer payload = ByteBuffer.allocate(4 * numbers.length);
    for (int number : numbers) {
      payload.putInt(number);
    }
    return message(2, type, 0, 0, payload.array());
  }

  ChunkPacker command(int stream, Amf... values) {
    return message(3, RtmpMessage.COMMAND, stream, 0, Amf0Writer.of(values));
  }

  ChunkPacker message(int chunkStream, int type, int stream, int timestamp, byte[] payload) {
    Last last = lasts.get(chunkStream);
    int format = 0;
    int field = timestamp;
    if (last != null && last.stream == stream && Integer.compareUnsigned(timestamp, last.timestamp) >= 0) {
      field = timestamp - last.timestamp;
      boolean isAlike = last.type == type && last.length == payload.length;
      format = !isAlike ? 1 : field != last.delta ? 2 : 3;
    }
    boolean isExtended = Integer.compareUnsigned(field, EXTENDED) >= 0;
    basic(format, chunkStream);
    if (format < 3) {
      u24(isExtended ? EXTENDED : field);
    }
    if (format < 2) {
      u24(payload.length);
      out.write(type);
    }
    if (format == 0) {
      i32(Integer.reverseBytes(stream));
    }
    if (isExtended) {
      i32(field);
    }
    for (int at = 0; at < payload.length; at += chunkBytes) {
      if (at > 0) {
        basic(3, chunkStream);
        if (isExtended && repeatsTime) {
          i32(field);
        }
      }
      out.write(payload, at, Math.min(chunkBytes, payload.length - at));
    }
    lasts.put(chunkStream, new Last(type, stream, payload.length, timestamp, field));
    return this;
  }

  /** All that was written since the last call. */
  byte[] take() {
    byte[] bytes = out.toByteArray();
    out.reset();
    return bytes;
  }

  private void basic(int format, int chunkStream) {
    if (chunkStream < 64) {
      out.write(format << 6 | chunkStream);
    } else if (chunkStream < 320) {
      out.write(format << 6);
      out.write(chunkStream - 64);
    } else {
      out.write(format << 6 | 1);
      out.write(chunkStream - 64);
      out.write(chunkStream - 64 >> 8);
    }
  }

  private void u24(int value) {
    out.write(value >> 16);
    out.write(value >> 8);
    out.write(value);
  }

  private void i32(int value) {
    out.write(value >> 24);
    u24(value);
  }
}
