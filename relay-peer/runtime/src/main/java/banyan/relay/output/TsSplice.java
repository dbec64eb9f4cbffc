package banyan.relay.output;

import banyan.protocol.Limits;
import java.nio.ByteBuffer;
import java.util.BitSet;

/**
 * Tells a player that packets are missing on purpose. Where chunks were skipped, continuity counters jump; ISO/IEC
 * 13818-1, 2.4.3.5, allows that in a packet whose discontinuity_indicator is set. Chunks must stay as they are, and
 * many packets have no adaptation field to set it in: so a packet of its own goes before the chunk for each PID that
 * comes again in it. Such a packet has an adaptation field only; its counter is one less than that of the payload
 * which follows, because packets without payload do not count (2.4.3.3).
 */
public final class TsSplice {
  private static final int PACKET = Limits.TS_PACKET_BYTES;
  private static final byte SYNC = 0x47;
  private static final int NULL_PID = 0x1fff;
  private static final int HAS_ADAPTATION = 0x20;
  private static final int HAS_PAYLOAD = 0x10;
  private static final int DISCONTINUITY = 0x80;

  /** PIDs that have been spliced since the last skip; null before the first. */
  private final BitSet spliced = new BitSet();
  private boolean hasSkipped;

  /** What follows does not continue what went before. */
  public void skipped() {
    hasSkipped = true;
    spliced.clear();
  }

  /**
   * What is to be sent before this payload: whole packets, mostly none.
   *
   * @param payload whole packets; its position stays
   */
  public ByteBuffer before(ByteBuffer payload) {
    ByteBuffer out = ByteBuffer.allocate(0);
    if (!hasSkipped) {
      return out;
    }
    for (int at = payload.position(); at + PACKET <= payload.limit(); at += PACKET) {
      int pid = payload.getShort(at + 1) & NULL_PID;
      if (payload.get(at) != SYNC || pid == NULL_PID || spliced.get(pid)) {
        continue;
      }
      spliced.set(pid);
      if (!saysDiscontinuity(payload, at)) {
        out = withPacket(out, pid, payload.get(at + 3));
      }
    }
    return out;
  }

  private static boolean saysDiscontinuity(ByteBuffer payload, int at) {
    return (payload.get(at + 3) & HAS_ADAPTATION) != 0 && payload.get(at + 4) != 0
        && (payload.get(at + 5) & DISCONTINUITY) != 0;
  }

  private static ByteBuffer withPacket(ByteBuffer before, int pid, byte control) {
    int counter = (control & HAS_PAYLOAD) != 0 ? control - 1 : control;
    ByteBuffer out = ByteBuffer.allocate(before.remaining() + PACKET).put(before);
    int end = out.position() + PACKET;
    out.put(SYNC).putShort((short) pid).put((byte) (HAS_ADAPTATION | (counter & 0x0f)));
    out.put((byte) (PACKET - 5)).put((byte) DISCONTINUITY);
    while (out.position() < end) {
      out.put((byte) 0xff);
    }
    return out.flip();
  }
}
