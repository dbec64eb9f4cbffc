package banyan.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameReaderTest {
  private static FrameReader reader(boolean handshakeDone) {
    FrameReader reader = new FrameReader(new FrameReader.Slabs());
    if (handshakeDone) {
      reader.handshakeDone();
    }
    return reader;
  }

  private static ByteBuffer prefix(long length, int type) {
    return ByteBuffer.allocate(5).putInt((int) length).put((byte) type).flip();
  }

  @Test
  void howeverAStreamIsSlicedTheSameFramesComeOut() throws ProtocolException {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      RandomMessages messages = new RandomMessages(seed);
      List<byte[]> sent = new ArrayList<>();
      ByteArrayOutputStream stream = new ByteArrayOutputStream();
      for (int i = 0; i < 30; i++) {
        MessageType[] types = MessageType.values();
        byte[] frame = Frames.bytes(messages.next(types[random.nextInt(types.length)]));
        sent.add(frame);
        stream.writeBytes(frame);
      }
      byte[] bytes = stream.toByteArray();
      List<ByteBuffer> got = new ArrayList<>();
      FrameReader reader = reader(true);
      int largest = random.nextBoolean() ? 7 : 3_000;
      for (int at = 0; at < bytes.length; ) {
        int length = Math.min(1 + random.nextInt(largest), bytes.length - at);
        ByteBuffer slice = ByteBuffer.wrap(bytes, at, length);
        at += length;
        while (slice.hasRemaining()) {
          ByteBuffer frame = reader.next(slice);
          if (frame != null) {
            got.add(frame);
          }
        }
      }
      assertEquals(sent.size(), got.size(), "seed " + seed);
      for (int i = 0; i < sent.size(); i++) {
        assertArrayEquals(sent.get(i), Frames.bytes(got.get(i)), "seed " + seed + ", frame " + i);
        assertTrue(got.get(i).isReadOnly());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    // Before the handshake is done nothing may be larger than a hello.
    "false, 1, 4092", "false, 11, 4092", "false, 200, 4092",
    // Afterwards a chunk may fill a frame, all else half of it.
    "true, 11, 65532", "true, 1, 32764", "true, 200, 32764"
  })
  void aLengthIsCheckedBeforeThereIsMemoryForIt(boolean handshakeDone, int type, int longest) throws Exception {
    assertNull(reader(handshakeDone).next(prefix(longest, type)), "the longest is waited for");
    assertNotNull(reader(handshakeDone).next(prefix(1, type)), "a type alone is a frame");
    for (long length : new long[] {longest + 1L, Integer.MAX_VALUE, 0x8000_0000L, 0xffff_ffffL, 0}) {
      ProtocolException thrown = assertThrows(
          ProtocolException.class, () -> reader(handshakeDone).next(prefix(length, type)), "length " + length);
      assertEquals(CloseReason.MALFORMED, thrown.reason());
      long allocated = Frames.allocatedBytes(() -> reader(handshakeDone).next(prefix(length, type)));
      assertTrue(allocated < 16_384, "length " + length + " allocated " + allocated);
    }
  }

  @Test
  void theHandshakeEndsBetweenTwoFramesOfOneSlice() throws ProtocolException {
    byte[] proof = Frames.bytes(new Message.Proof(Signature.NONE));
    byte[] large = ByteBuffer.allocate(8_004).putInt(8_000).put((byte) MessageType.REPORT.code()).array();
    ByteBuffer both = ByteBuffer.allocate(proof.length + large.length).put(proof).put(large).flip();
    FrameReader reader = reader(false);
    assertNotNull(reader.next(both));
    reader.handshakeDone();
    ByteBuffer second = reader.next(both);
    assertNotNull(second);
    assertArrayEquals(large, Frames.bytes(second));
  }

  @Test
  void aChunkOutlivesTheChunksThatCameWithIt() throws ProtocolException {
    FrameReader reader = reader(true);
    List<ByteBuffer> kept = new ArrayList<>();
    List<byte[]> sent = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      byte[] frame = new byte[4 + 60_000];
      new Random(i).nextBytes(frame);
      ByteBuffer.wrap(frame).putInt(frame.length - 4).put((byte) MessageType.CHUNK.code());
      sent.add(frame);
      ByteBuffer got = reader.next(ByteBuffer.wrap(frame));
      assertNotNull(got);
      assertTrue(got.isDirect());
      kept.add(got);
    }
    for (int i = 0; i < kept.size(); i++) {
      assertArrayEquals(sent.get(i), Frames.bytes(kept.get(i)), "chunk " + i);
    }
  }
}
