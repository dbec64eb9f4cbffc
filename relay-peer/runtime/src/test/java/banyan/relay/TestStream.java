package banyan.relay;

import banyan.protocol.Descriptor;
import banyan.protocol.Limits;
import banyan.protocol.Signer;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.TreeMap;

/** A stream of made-up TS packets: two PIDs with proper counters, a join point every tenth chunk. */
public final class TestStream {
  public static final int CHUNK_MILLIS = 100;
  private final Random random;
  private final int packets;
  private int counter;
  private long number;

  public TestStream(long seed, int packets) {
    this.random = new Random(seed);
    this.packets = packets;
  }

  public static Descriptor.Fields describe(Signer key, int revision, String title) {
    return new Descriptor.Fields(
        revision, key.publicKey(), title, "h264", "aac", 2_000_000, CHUNK_MILLIS, 1, new TreeMap<>());
  }

  public RootSession.Draft next() {
    ByteBuffer payload = ByteBuffer.allocate(packets * Limits.TS_PACKET_BYTES);
    for (int i = 0; i < packets; i++) {
      byte[] packet = new byte[Limits.TS_PACKET_BYTES];
      random.nextBytes(packet);
      packet[0] = 0x47;
      packet[1] = 0x01;
      packet[2] = 0;
      packet[3] = (byte) (0x10 | (counter++ & 15));
      payload.put(packet);
    }
    long micros = number * CHUNK_MILLIS * 1_000L;
    boolean join = number++ % 10 == 0;
    return new RootSession.Draft(
        join, false, micros, CHUNK_MILLIS * 1_000, System.currentTimeMillis() * 1_000, payload.flip());
  }
}
