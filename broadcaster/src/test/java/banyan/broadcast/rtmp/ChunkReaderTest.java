package banyan.broadcast.rtmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What one end packs, the other reads, however it is cut; what nobody packs is refused in bounds. */
class ChunkReaderTest {
  private static final int AUDIO_CHUNKS = 4;

  private final List<RtmpMessage> messages = new ArrayList<>();
  private final ChunkReader reader = new ChunkReader(messages::add);

  /** A message as a test wishes it. */
  record Wish(int chunkStream, int type, int timestamp, int length, int chunkBytes) {}

  private void read(byte[] bytes) throws RtmpException {
    reader.read(ByteBuffer.wrap(bytes), 7);
  }

  private static byte[] payload(int length, int seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    for (int i = 0; i < length; i++) {
      // In chunks of a byte, the highest bit tells payload from headers: nothing else looks like a time by chance.
      bytes[i] &= 0x7f;
    }
    return bytes;
  }

  private static byte[] bytesOf(RtmpMessage message) {
    byte[] bytes = new byte[message.payload().remaining()];
    message.payload().duplicate().get(bytes);
    return bytes;
  }

  @Property(tries = 400)
  void whatIsPackedIsReadHoweverItIsCut(
      @ForAll("wishes") List<Wish> wishes, @ForAll boolean repeatsTime, @ForAll @IntRange(min = 1, max = 5_000) int cut)
      throws RtmpException {
    List<RtmpMessage> read = new ArrayList<>();
    ChunkReader of = new ChunkReader(read::add);
    of.takesMedia(true);
    ChunkPacker packer = new ChunkPacker().repeatsTime(repeatsTime);
    for (int i = 0; i < wishes.size(); i++) {
      Wish wish = wishes.get(i);
      packer.chunkBytes(wish.chunkBytes());
      packer.message(wish.chunkStream(), wish.type(), 1, wish.timestamp(), payload(wish.length(), i));
    }
    // A reader that looks for a time which is not there needs four bytes more.
    byte[] bytes = packer.control(RtmpMessage.ACKNOWLEDGEMENT, 0).take();
    for (int at = 0; at < bytes.length; at += cut) {
      of.read(ByteBuffer.wrap(bytes, at, Math.min(cut, bytes.length - at)), at);
    }
    assertEquals(wishes.size() + 1, read.size());
    for (int i = 0; i < wishes.size(); i++) {
      Wish wish = wishes.get(i);
      RtmpMessage message = read.get(i);
      assertEquals(wish.type(), message.type());
      assertEquals(wish.timestamp(), message.timestampMillis(), "time of message " + i);
      assertEquals(1, message.stream());
      assertTrue(Arrays.equals(payload(wish.length(), i), bytesOf(message)), "payload of message " + i);
    }
  }

  @Provide
  Arbitrary<List<Wish>> wishes() {
    Arbitrary<Integer> times = Arbitraries.oneOf(
        Arbitraries.integers().between(0, 2_000), Arbitraries.of(0xfffffe, 0xffffff, 0x1000000, -1, -2, 40, 80),
        Arbitraries.integers());
    return Combinators.combine(
        Arbitraries.of(4, 5, 6, 63, 64, 319, 320, 65_599), Arbitraries.of(RtmpMessage.AUDIO, RtmpMessage.VIDEO),
        times, Arbitraries.of(0, 1, 3, 127, 128, 129, 700, 5_000), Arbitraries.of(1, 2, 3, 100, 128, 4_096, 65_536))
        .as(Wish::new).list().ofMaxSize(12);
  }

  @Property(tries = 500)
  void damagedChunksEndInAnExceptionOrInMessagesWithinBounds(
      @ForAll("wishes") List<Wish> wishes, @ForAll long seed, @ForAll boolean takesMedia) {
    ChunkPacker packer = new ChunkPacker();
    wishes.forEach(wish -> packer.message(wish.chunkStream(), wish.type(), 1, wish.timestamp(),
        payload(wish.length(), 1)));
    byte[] bytes = packer.take();
    Random random = new Random(seed);
    for (int hits = random.nextInt(8); hits > 0 && bytes.length > 0; hits--) {
      bytes[random.nextInt(Math.min(bytes.length, 64))] = (byte) random.nextInt();
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    List<RtmpMessage> read = new ArrayList<>();
    ChunkReader of = new ChunkReader(read::add);
    of.takesMedia(takesMedia);
    try {
      of.read(ByteBuffer.wrap(bytes), 0);
    } catch (RtmpException e) {
      assertTrue(e.what().length() > 5, e.what());
    }
    int longest = read.stream().mapToInt(message -> message.payload().remaining()).max().orElse(0);
    assertTrue(longest <= bytes.length, longest + " bytes out of " + bytes.length);
  }

  @Test
  void messagesOfSeveralStreamsInterleave() throws RtmpException {
    ChunkPacker video = new ChunkPacker();
    byte[] picture = payload(300, 1);
    byte[] bytes = video.message(6, RtmpMessage.VIDEO, 1, 40, picture).take();
    byte[] sound = new ChunkPacker().message(AUDIO_CHUNKS, RtmpMessage.AUDIO, 1, 23, new byte[] {1, 2, 3}).take();
    int firstChunk = 12 + 128;
    read(Arrays.copyOf(bytes, firstChunk));
    read(sound);
    read(Arrays.copyOfRange(bytes, firstChunk, bytes.length));
    assertEquals(List.of(RtmpMessage.AUDIO, RtmpMessage.VIDEO), messages.stream().map(RtmpMessage::type).toList());
    assertTrue(Arrays.equals(picture, bytesOf(messages.get(1))));
  }

  /** Where payload and headers together look like the time: what the first chunk told, holds. */
  @Test
  void bytesThatLookLikeTheTimeAreBytesAllTheSame() throws RtmpException {
    for (boolean repeats : new boolean[] {true, false}) {
      List<RtmpMessage> read = new ArrayList<>();
      ChunkReader of = new ChunkReader(read::add);
      byte[] bytes = new byte[300];
      Arrays.fill(bytes, 128, 300, (byte) 0xff);
      ChunkPacker packer = new ChunkPacker().repeatsTime(repeats);
      for (int i = 0; i < 2; i++) {
        bytes[128] = (byte) (i == 0 ? 1 : 0xff);
        packer.message(6 + i, RtmpMessage.VIDEO, 1, -1, bytes);
      }
      of.read(ByteBuffer.wrap(packer.control(RtmpMessage.ACKNOWLEDGEMENT, 0).take()), 0);
      assertEquals(3, read.size(), "repeats " + repeats);
      assertTrue(Arrays.equals(bytes, bytesOf(read.get(1))), "repeats " + repeats);
    }
  }

  @Test
  void anAbortedMessageIsForgotten() throws RtmpException {
    byte[] begun = new ChunkPacker().message(6, RtmpMessage.VIDEO, 1, 0, payload(300, 1)).take();
    read(Arrays.copyOf(begun, 12 + 128));
    read(new ChunkPacker().control(RtmpMessage.ABORT, 6).take());
    read(new ChunkPacker().message(6, RtmpMessage.VIDEO, 1, 9, new byte[] {5}).take());
    assertEquals(1, messages.size());
    assertEquals(9, messages.get(0).timestampMillis());
  }

  @Test
  void aMessageIsAsOldAsItsFirstByte() throws RtmpException {
    byte[] bytes = new ChunkPacker().message(6, RtmpMessage.VIDEO, 1, 0, payload(300, 1)).take();
    reader.read(ByteBuffer.wrap(bytes, 0, 50), 1_000);
    reader.read(ByteBuffer.wrap(bytes, 50, bytes.length - 50), 2_000);
    assertEquals(1_000, messages.get(0).captureUnixMicros());
  }

  @Test
  void whoHasNotShownTheKeyGetsNoMoreMemoryThanCommandsNeed() throws RtmpException {
    byte[] large = new ChunkPacker().message(6, RtmpMessage.VIDEO, 1, 0, new byte[100_000]).take();
    RtmpException e = assertThrows(RtmpException.class, () -> read(Arrays.copyOf(large, 12)));
    assertEquals("a message of 100000 bytes where at most 65536 may come", e.what());
    ChunkReader admitted = new ChunkReader(messages::add);
    admitted.takesMedia(true);
    admitted.read(ByteBuffer.wrap(large), 0);
    assertEquals(100_000, messages.get(0).payload().remaining());
  }

  @Test
  void manyBegunMessagesTogetherAreBounded() throws RtmpException {
    ChunkReader admitted = new ChunkReader(messages::add);
    admitted.takesMedia(true);
    RtmpException e = assertThrows(RtmpException.class, () -> {
      for (int id = 3; id < 40; id++) {
        int half = ChunkReader.MAX_MEDIA_BYTES / 16;
        byte[] begun = new ChunkPacker().chunkBytes(half)
            .message(id, RtmpMessage.VIDEO, 1, 0, new byte[2 * half]).take();
        admitted.read(ByteBuffer.wrap(begun, 0, begun.length - half - 1), 0);
      }
    });
    assertTrue(e.what().startsWith("more than 9437184 bytes of messages"), e.what());
    assertEquals(List.of(), messages);
  }

  @Test
  void tooManyChunkStreamsAreRefused() {
    RtmpException e = assertThrows(RtmpException.class, () -> {
      for (int id = 3; id < 80; id++) {
        read(new ChunkPacker().message(id, RtmpMessage.AUDIO, 1, 0, new byte[1]).take());
      }
    });
    assertEquals("more than 64 chunk streams", e.what());
  }

  @Test
  void whatRefersToNothingIsRefused() {
    assertEquals("a chunk that refers to one before it, which never came",
        assertThrows(RtmpException.class, () -> read(new byte[] {(byte) 0xc4, 0})).what());
    assertEquals("a chunk size of 0",
        assertThrows(RtmpException.class, () -> read(new ChunkPacker().control(1, 0).take())).what());
  }
}
