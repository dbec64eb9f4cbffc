package banyan.broadcast.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class RtpTest {
  private static final int TS = 188;

  private static ByteBuffer datagram(int headerBytes, int first, int second) {
    byte[] bytes = new byte[headerBytes + TS];
    bytes[0] = (byte) first;
    bytes[1] = (byte) second;
    bytes[headerBytes] = 0x47;
    return ByteBuffer.wrap(bytes);
  }

  private static int skipped(ByteBuffer datagram) {
    Rtp.skipHeader(datagram);
    return datagram.position();
  }

  @Test
  void theHeaderIsSkippedWithMarkerSourcesAndExtension() {
    assertEquals(12, skipped(datagram(12, 0x80, 33)));
    assertEquals(12, skipped(datagram(12, 0x80, 0x80 | 33)));
    assertEquals(20, skipped(datagram(20, 0x82, 33)));
    ByteBuffer extended = datagram(24, 0x90, 33);
    extended.putShort(14, (short) 2);
    assertEquals(24, skipped(extended));
  }

  @Test
  void paddingIsLeftOut() {
    ByteBuffer padded = ByteBuffer.allocate(12 + TS + 4);
    padded.put(0, (byte) 0xa0).put(1, (byte) 33).put(12, (byte) 0x47).put(12 + TS + 3, (byte) 4);
    assertEquals(12, skipped(padded));
    assertEquals(TS, padded.remaining());
  }

  @Test
  void whatIsNoRtpOfMpegTsStaysAsItIs() {
    ByteBuffer bare = datagram(0, 0x47, 0x41);
    bare.put(0, (byte) 0x47);
    assertEquals(0, skipped(bare));
    assertEquals(0, skipped(datagram(12, 0x80, 96)));
    assertEquals(0, skipped(datagram(13, 0x80, 33)));
    assertEquals(0, skipped(ByteBuffer.allocate(3)));
    ByteBuffer lies = datagram(12, 0x9f, 33);
    assertEquals(0, skipped(lies));
  }
}
