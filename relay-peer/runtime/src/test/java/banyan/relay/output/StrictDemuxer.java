package banyan.relay.output;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a strict demultiplexer finds wrong with continuity counters, by ISO/IEC 13818-1, 2.4.3.3 and 2.4.3.5. */
public final class StrictDemuxer {
  private StrictDemuxer() {}

  /** @param parts whole packets each, one part behind another */
  public static List<String> faults(ByteBuffer... parts) {
    List<String> faults = new ArrayList<>();
    Map<Integer, Integer> last = new TreeMap<>();
    for (ByteBuffer part : parts) {
      if (part.remaining() % 188 != 0) {
        faults.add(part.remaining() + " bytes are no whole packets");
      }
      for (int at = 0; at + 188 <= part.remaining(); at += 188) {
        int pid = part.getShort(at + 1) & 0x1fff;
        int control = part.get(at + 3);
        boolean hasPayload = (control & 0x10) != 0;
        boolean mayJump = (control & 0x20) != 0 && part.get(at + 4) != 0 && (part.get(at + 5) & 0x80) != 0;
        Integer before = last.get(pid);
        int expected = before == null ? control & 15 : hasPayload ? (before + 1) & 15 : before;
        if (!mayJump && expected != (control & 15)) {
          faults.add("PID " + pid + " goes from " + before + " to " + (control & 15));
        }
        last.put(pid, control & 15);
      }
    }
    return faults;
  }
}
