package banyan.bench;

import io.netty.buffer.ByteBuf;
import java.util.HashMap;
import java.util.Map;

/** Watches a transport stream's continuity counters (ISO/IEC 13818-1, 2.4.3.3): what is missing shows as a gap. */
final class TsContinuity {
  static final int PACKET_BYTES = 188;
  private static final int SYNC = 0x47;
  /** Up to the flags of the adaptation field. */
  private static final int HEAD_BYTES = 6;

  private final byte[] head = new byte[HEAD_BYTES];
  private final Map<Integer, Integer> counters = new HashMap<>();
  private int at;
  private long packets;
  private long gaps;

  long packets() {
    return packets;
  }

  /** Places where packets are missing, or where what came was no packet. */
  long gaps() {
    return gaps;
  }

  /** Takes all of the bytes that can be read. */
  void look(ByteBuf in) {
    while (in.isReadable()) {
      if (at < HEAD_BYTES) {
        head[at++] = in.readByte();
        if (at == HEAD_BYTES) {
          judge();
        }
      } else {
        int skipped = Math.min(PACKET_BYTES - at, in.readableBytes());
        in.skipBytes(skipped);
        at = (at + skipped) % PACKET_BYTES;
      }
    }
  }

  private void judge() {
    packets++;
    int pid = (head[1] & 0x1f) << 8 | head[2] & 0xff;
    boolean hasField = (head[3] & 0x20) != 0;
    boolean hasPayload = (head[3] & 0x10) != 0;
    boolean isMarked = hasField && head[4] != 0 && (head[5] & 0x80) != 0;
    int counter = head[3] & 0x0f;
    Integer before = hasPayload ? counters.put(pid, counter) : null;
    boolean continues = before == null || isMarked || counter == (before + 1 & 0x0f);
    gaps += head[0] == SYNC && continues ? 0 : 1;
  }
}
