package banyan.relay.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
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

  @Test
  void whatIsWholeIsLeftAlone() {
    assertFalse(splice.before(payload(packet(256, 0), packet(257, 3))).hasRemaining());
  }

  @Test
  void eachPidIsSplicedOnceWhereItComesAgain() {
    ByteBuffer first = payload(packet(256, 0), packet(256, 1), packet(257, 15), packet(0, 7));
    ByteBuffer second = payload(packet(256, 9), packet(256, 10));
    ByteBuffer third = payload(packet(257, 0), packet(256, 11), packet(0, 0));
    assertFalse(StrictDemuxer.faults(first, second, third).isEmpty(), "a fault that the splices mend");
    assertFalse(splice.before(first).hasRemaining());
    splice.skipped();
    ByteBuffer beforeSecond = splice.before(second);
    ByteBuffer beforeThird = splice.before(third);
    assertEquals(188, beforeSecond.remaining());
    assertEquals(2 * 188, beforeThird.remaining());
    assertEquals(List.of(), StrictDemuxer.faults(first, beforeSecond, second, beforeThird, third));
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
