package banyan.relay.output.hls;

import banyan.protocol.ChannelId;
import banyan.protocol.Chunk;
import banyan.protocol.Position;
import banyan.relay.crypto.Ed25519Key;
import java.nio.ByteBuffer;

/** A root's chunks of 100 ms: at a join point the tables and a picture, else a picture; each of them one packet. */
public final class TestChunks {
  public static final int CHUNK_MICROS = 100_000;
  /** 2026-01-01T00:00:00Z. */
  public static final long START_UNIX_MICROS = 1_767_225_600_000_000L;
  public static final int PMT_PID = 0x1000;
  public static final int VIDEO_PID = 0x100;

  private final Ed25519Key key = Ed25519Key.generate();
  private final ChannelId channel = ChannelId.of(key.publicKey());
  private long epoch = 1;
  private long sequence;
  private long mediaMicros;
  private int tablesCounter;
  private int videoCounter;

  public ChannelId channel() {
    return channel;
  }

  public Chunk join() {
    return chunk(Chunk.JOIN_POINT, CHUNK_MICROS);
  }

  public Chunk next() {
    return chunk(0, CHUNK_MICROS);
  }

  /** As far as it does not take any time: the picture goes on in the next one. */
  public Chunk partOfPicture() {
    return chunk(0, 0);
  }

  public Chunk chunk(int flags, int durationMicros) {
    boolean hasTables = (flags & Chunk.JOIN_POINT) != 0;
    ByteBuffer payload = ByteBuffer.allocate(hasTables ? 3 * 188 : 188);
    if (hasTables) {
      payload.put(section(0, tablesCounter, 0x00, 0xb0, 13, 0, 1, 0xc1, 0, 0, 0, 1, 0xf0, 0, 1, 2, 3, 4));
      payload.put(section(
          PMT_PID, tablesCounter, 0x02, 0xb0, 18, 0, 1, 0xc1, 0, 0, 0xe1, 0, 0xf0, 0, 0x1b, 0xe1, 0, 0xf0, 0, 5, 6, 7,
          8));
      tablesCounter = tablesCounter + 1 & 15;
    }
    payload.put(packet(VIDEO_PID, videoCounter));
    videoCounter = videoCounter + 1 & 15;
    Chunk chunk = Chunk.sign(
        channel, key, new Position(epoch, sequence), flags, mediaMicros, durationMicros,
        START_UNIX_MICROS + mediaMicros, payload.flip());
    sequence++;
    mediaMicros += durationMicros;
    return chunk;
  }

  /** Some that nobody gets. */
  public void lose(int chunks) {
    for (int i = 0; i < chunks; i++) {
      next();
    }
  }

  /** The times go on where wall time says, as after an encoder's absence. */
  public void jump(long micros) {
    mediaMicros += micros;
  }

  public void beginEpoch() {
    epoch++;
    sequence = 0;
  }

  static byte[] packet(int pid, int counter) {
    byte[] packet = new byte[188];
    packet[0] = 0x47;
    packet[1] = (byte) (0x40 | pid >> 8);
    packet[2] = (byte) pid;
    packet[3] = (byte) (0x10 | counter);
    return packet;
  }

  /** A packet with a section in it, whatever its checksum. */
  static byte[] section(int pid, int counter, int... bytes) {
    byte[] packet = packet(pid, counter);
    for (int i = 5; i < packet.length; i++) {
      packet[i] = (byte) (i - 5 < bytes.length ? bytes[i - 5] : 0xff);
    }
    return packet;
  }

  static byte[] bytes(Segment segment) {
    ByteBuffer all = ByteBuffer.allocate((int) segment.bytes());
    segment.parts().forEach(part -> all.put(part.duplicate()));
    return all.array();
  }
}
