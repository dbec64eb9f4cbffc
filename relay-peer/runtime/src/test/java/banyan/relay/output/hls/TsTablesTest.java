package banyan.relay.output.hls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class TsTablesTest {
  private static final int[] PAT = {0x00, 0xb0, 13, 0, 1, 0xc1, 0, 0, 0, 1, 0xf0, 0, 1, 2, 3, 4};

  private final TsTables tables = new TsTables();

  private ByteBuffer read(byte[]... packets) {
    ByteBuffer payload = ByteBuffer.allocate(188 * packets.length);
    for (byte[] packet : packets) {
      payload.put(packet);
    }
    tables.read(payload.flip());
    return tables.packetsAnd(ByteBuffer.allocate(0));
  }

  @Test
  void theCopiesSayTheSameWithTheSameCounterAndThatTheyRepeat() {
    ByteBuffer copies = read(
        TestChunks.section(0, 7, PAT), TestChunks.section(TestChunks.PMT_PID, 9, 2, 0xb0, 2, 42, 43),
        TestChunks.packet(TestChunks.VIDEO_PID, 3));
    assertEquals(2 * 188, copies.remaining());
    byte[] pat = new byte[188];
    copies.get(pat);
    assertEquals(0x47, pat[0]);
    assertEquals(0x40, pat[1]);
    assertEquals(0x37, pat[3], "an adaptation field, a payload, counter 7");
    assertEquals(1, pat[4]);
    assertEquals((byte) 0x80, pat[5], "discontinuity_indicator");
    assertEquals(0, pat[6], "the pointer to the section");
    byte[] expected = Arrays.copyOfRange(TestChunks.section(0, 7, PAT), 5, 186);
    assertEquals(-1, Arrays.mismatch(expected, Arrays.copyOfRange(pat, 7, 188)));
    assertEquals(0x39, copies.get(188 + 3));
    assertEquals(42, copies.get(188 + 7 + 3));
  }

  @Test
  void aTableWithoutRoomForTheFieldIsNotRepeated() {
    int[] full = new int[183];
    full[1] = 0xb0;
    full[2] = 180;
    assertFalse(read(TestChunks.section(0, 0, full)).hasRemaining());
  }

  @Test
  void anythingElseIsNoTable() {
    assertFalse(read().hasRemaining());
    assertFalse(read(TestChunks.packet(TestChunks.VIDEO_PID, 0)).hasRemaining());
    assertFalse(read(TestChunks.section(0, 0, PAT)).hasRemaining(), "a PAT whose PMT is not there");
    byte[] goesOn = TestChunks.section(0, 0, PAT);
    goesOn[1] = 0;
    assertFalse(read(goesOn, TestChunks.section(TestChunks.PMT_PID, 0, 2, 0xb0, 2)).hasRemaining());
    byte[] empty = TestChunks.section(0, 0, 0, 0xb0, 9, 0, 1, 0xc1, 0, 0, 1, 2, 3, 4);
    assertFalse(read(empty, TestChunks.section(TestChunks.PMT_PID, 0, 2, 0xb0, 2)).hasRemaining());
  }
}
