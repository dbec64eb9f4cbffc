package banyan.relay.output.hls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

final class StartFillerTest {
  /** What libavformat reads. */
  private static final int DURATION_MAX_READ_SIZE = 250_000;

  private static byte[] pes(int pid, int counter, int stream) {
    byte[] packet = TestChunks.packet(pid, counter);
    packet[6] = 1;
    packet[7] = (byte) stream;
    return packet;
  }

  private static ByteBuffer behind(byte[]... packets) {
    ByteBuffer payload = ByteBuffer.allocate(188 * packets.length);
    for (byte[] packet : packets) {
      payload.put(packet);
    }
    return StartFiller.behind(payload.flip());
  }

  @Test
  void itIsVideoThatContinuesThePictureAndThatWhatFollowsContinues() {
    ByteBuffer filler = behind(
        pes(TestChunks.VIDEO_PID, 14, 0xe0), TestChunks.packet(TestChunks.VIDEO_PID, 15), pes(0x101, 3, 0xc0));
    assertTrue(filler.remaining() / 188 * 184 > DURATION_MAX_READ_SIZE, filler::toString);
    int counter = 15;
    for (int at = 0; at < filler.remaining(); at += 188) {
      counter = counter + 1 & 15;
      assertEquals(0x47, filler.get(at));
      assertEquals(TestChunks.VIDEO_PID, filler.getShort(at + 1) & 0x1fff);
      assertEquals(0x10 | counter, filler.get(at + 3), "at " + at);
      assertEquals(at == 0, (filler.get(at + 1) & 0x40) != 0, "only the first begins a PES packet");
    }
    assertEquals(15, counter, "the next one in the stream has 0");
    assertEquals(0x000001e0, filler.getInt(4));
    assertEquals(12, filler.get(4 + 13), "a NAL unit of filler data");
    for (int at = 4 + 14; at < 188; at++) {
      assertEquals(-1, filler.get(at));
    }
    assertEquals((byte) 0x80, filler.get(filler.limit() - 1));
  }

  @Test
  void withoutVideoThereIsNone() {
    assertFalse(behind(pes(0x101, 3, 0xc0), TestChunks.packet(TestChunks.VIDEO_PID, 15)).hasRemaining());
  }
}
