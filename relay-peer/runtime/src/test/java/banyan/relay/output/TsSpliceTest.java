package banyan.relay.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class TsSpliceTest {
  private final TsSplice splice = new TsSplice();

  /** @param counter of the payload */
  private static byte[] packet(int pid, int counter) {
    byte[] packet = new byte[188];
    packet[0] = 0x47;
    packet[1] = (byte) (pid >> 8);
    packet[2] = (byte) pid;
    packet[3] = (byte) (0x10 | counter);
    return packet;
  }

  private static ByteBuffer payload(byte[]... packets) {
    ByteBuffer out = ByteBuffer.allocate(188 * packets.length);
    for (byte[] packet : packets) {
      out.put(packet);
    }
    return out.flip();
  }

  /** What a strict demultiplexer finds wrong, by ISO/IEC 13818-1, 2.4.3.3 and 2.4.3.5. */
  private static List<String> faults(ByteBuffer... parts) {
    List<String> faults = new ArrayList<>();
    Map<Integer, Integer> last = new TreeMap<>();
    for (ByteBuffer part : parts) {
      assertEquals(0, part.remaining() % 188);
      for (int at = 0; at < part.remaining(); at += 188) {
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

  @Test
  void whatIsWholeIsLeftAlone() {
    assertFalse(splice.before(payload(packet(256, 0), packet(257, 3))).hasRemaining());
  }

  @Test
  void eachPidIsSplicedOnceWhereItComesAgain() {
    ByteBuffer first = payload(packet(256, 0), packet(256, 1), packet(257, 15), packet(0, 7));
    ByteBuffer second = payload(packet(256, 9), packet(256, 10));
    ByteBuffer third = payload(packet(257, 0), packet(256, 11), packet(0, 0));
    assertFalse(faults(first, second, third).isEmpty(), "a fault that the splices mend");
    assertFalse(splice.before(first).hasRemaining());
    splice.skipped();
    ByteBuffer beforeSecond = splice.before(second);
    ByteBuffer beforeThird = splice.before(third);
    assertEquals(188, beforeSecond.remaining());
    assertEquals(2 * 188, beforeThird.remaining());
    assertEquals(List.of(), faults(first, beforeSecond, second, beforeThird, third));
    assertFalse(splice.before(payload(packet(256, 12))).hasRemaining());
  }

  @Test
  void aPacketThatSaysItItselfIsLeftAlone() {
    byte[] says = packet(256, 4);
    says[3] |= 0x20;
    says[4] = 1;
    says[5] = (byte) 0x80;
    splice.skipped();
    assertFalse(splice.before(payload(says)).hasRemaining());
  }

  @Test
  void theSplicingPacketHasOnlyAnAdaptationField() {
    splice.skipped();
    ByteBuffer before = splice.before(payload(packet(0x1abc, 0), packet(0x1fff, 3)));
    assertEquals(188, before.remaining(), "none for null packets");
    assertEquals(0x47, before.get(0));
    assertEquals(0x1abc, before.getShort(1));
    assertEquals(0x20 | 15, before.get(3));
    assertEquals(183, before.get(4) & 0xff);
    assertEquals((byte) 0x80, before.get(5));
    for (int at = 6; at < 188; at++) {
      assertEquals((byte) 0xff, before.get(at));
    }
    assertTrue(before.hasArray());
  }
}
