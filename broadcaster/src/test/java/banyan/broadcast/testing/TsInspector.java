package banyan.broadcast.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Checks what every TS packet of a stream must be like, and gathers what tests ask about. */
public final class TsInspector {
  public static final int PAT = 0;
  public static final int VIDEO = 0x100;
  public static final int AUDIO = 0x101;

  public final List<Integer> pids = new ArrayList<>();
  /** Of base values, in ticks of 90 kHz. */
  public final List<Long> pcrs = new ArrayList<>();
  public final List<Integer> pcrPids = new ArrayList<>();
  /** The clock when each picture's or frame's PES packet was complete in the stream, and its DTS. */
  public final List<long[]> clockAndDts = new ArrayList<>();
  public final List<Integer> discontinuities = new ArrayList<>();
  /** PES packets by PID. */
  public final Map<Integer, Integer> pesPackets = new TreeMap<>();

  public TsInspector(byte[] stream) {
    Map<Integer, Integer> counters = new TreeMap<>();
    if (stream.length % 188 != 0) {
      throw new AssertionError(stream.length + " bytes");
    }
    for (int at = 0; at < stream.length; at += 188) {
      int pid = ((stream[at + 1] & 0x1f) << 8) + (stream[at + 2] & 0xff);
      int control = stream[at + 3] >> 4 & 3;
      int counter = stream[at + 3] & 0x0f;
      if (stream[at] != 0x47 || control == 0) {
        throw new AssertionError("packet at " + at);
      }
      boolean payload = (control & 1) != 0;
      int last = counters.getOrDefault(pid, 15);
      if (counter != (payload ? (last + 1) % 16 : last)) {
        throw new AssertionError("pid " + pid + " counts " + counter + " after " + last + " at " + at);
      }
      counters.put(pid, counter);
      pids.add(pid);
      int from = at + 4;
      if ((control & 2) != 0) {
        adaptation(stream, from, pid, pids.size() - 1);
        from += 1 + stream[from];
      }
      if (payload && (stream[at + 1] & 0x40) != 0 && pid >= VIDEO && pid <= AUDIO) {
        pesPackets.merge(pid, 1, Integer::sum);
        int flags = stream[from + 7] & 0xc0;
        long dts = time(stream, flags == 0xc0 ? from + 14 : from + 9);
        clockAndDts.add(new long[] {pcrs.isEmpty() ? -1 : pcrs.get(pcrs.size() - 1), dts, pid});
      }
    }
  }

  private void adaptation(byte[] stream, int at, int pid, int packet) {
    if (stream[at] == 0) {
      return;
    }
    if ((stream[at + 1] & 0x80) != 0) {
      discontinuities.add(packet);
    }
    if ((stream[at + 1] & 0x10) != 0) {
      pcrs.add((stream[at + 2] & 0xffL) << 25 | (stream[at + 3] & 0xffL) << 17 | (stream[at + 4] & 0xffL) << 9
          | (stream[at + 5] & 0xffL) << 1 | (stream[at + 6] & 0xffL) >> 7);
      pcrPids.add(pid);
    }
  }

  private static long time(byte[] s, int at) {
    return (s[at] >> 1 & 7L) << 30 | (s[at + 1] & 0xffL) << 22 | (s[at + 2] >> 1 & 0x7fL) << 15
        | (s[at + 3] & 0xffL) << 7 | (s[at + 4] >> 1 & 0x7fL);
  }
}
