package banyan.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever bytes come, the codec reads a message, passes over it, or says that it is malformed; and costs little. */
class CodecPropertiesTest {
  /** Objects may take some times the space of the frame that they were read from, never more. */
  private static final long ALLOCATED_AT_MOST = 1 << 20;

  @Property
  void aMessageComesBackAsItWas(@ForAll MessageType type, @ForAll long seed) throws ProtocolException {
    Message message = new RandomMessages(seed).next(type);
    byte[] frame = Frames.bytes(message);
    Message read = MessageCodec.decode(ByteBuffer.wrap(frame)).orElseThrow();
    assertArrayEquals(frame, Frames.bytes(read));
    if (type != MessageType.CHUNK) {
      assertEquals(message, read);
    }
  }

  @Property(tries = 2_000)
  void anyFieldsAreReadOrMalformed(@ForAll @IntRange(max = 255) int type, @ForAll("fields") byte[] fields) {
    judge(frame(type, fields));
  }

  @Property(tries = 2_000)
  void aMessageWithSomeBytesChangedIsReadOrMalformed(
      @ForAll MessageType type, @ForAll long seed, @ForAll @Size(min = 1, max = 8) List<Integer> hits,
      @ForAll @IntRange(max = 65_536) int kept) {
    byte[] frame = Frames.bytes(new RandomMessages(seed).next(type));
    for (int hit : hits) {
      frame[5 + Math.floorMod(hit >> 8, frame.length - 5)] = (byte) hit;
    }
    int length = Math.max(5, Math.min(kept, frame.length));
    ByteBuffer.wrap(frame).putInt(length - 4);
    judge(ByteBuffer.allocate(length).put(frame, 0, length).flip());
  }

  /** What was read can be sent on, and is then read as the same. */
  private static void judge(ByteBuffer frame) {
    List<Message> read = new ArrayList<>();
    long allocated = Frames.allocatedBytes(() -> MessageCodec.decode(frame.duplicate()).ifPresent(read::add));
    assertTrue(allocated < ALLOCATED_AT_MOST, allocated + " bytes allocated");
    for (Message message : read) {
      try {
        Message again = MessageCodec.decode(MessageCodec.encode(message)).orElseThrow();
        if (message.type() != MessageType.CHUNK) {
          assertEquals(message, again);
        }
        int limit = message.type() == MessageType.CHUNK ? Limits.MAX_FRAME_BYTES : Limits.MAX_CONTROL_FRAME_BYTES;
        assertTrue(Frames.bytes(message).length <= limit, "the frame is longer than what others read");
      } catch (ProtocolException e) {
        throw new AssertionError("what was read cannot be read again: " + message, e);
      }
    }
  }

  @Property
  void howeverAStreamIsSplitTheSameFramesComeOut(
      @ForAll("types") List<MessageType> types, @ForAll long seed, @ForAll("sizes") List<Integer> sizes)
      throws ProtocolException {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    List<byte[]> sent = new ArrayList<>();
    RandomMessages messages = new RandomMessages(seed);
    for (MessageType type : types) {
      sent.add(Frames.bytes(messages.next(type)));
      stream.writeBytes(sent.get(sent.size() - 1));
    }
    Outcome outcome = read(stream.toByteArray(), sizes);
    assertEquals(Optional.empty(), outcome.malformed());
    assertEquals(sent.size(), outcome.frames().size());
    for (int i = 0; i < sent.size(); i++) {
      assertArrayEquals(sent.get(i), outcome.frames().get(i), "frame " + i);
    }
  }

  @Property
  void anyBytesComeToTheSameHoweverTheyAreSplit(@ForAll("fields") byte[] bytes, @ForAll("sizes") List<Integer> sizes) {
    List<Outcome> outcomes = new ArrayList<>();
    long allocated = Frames.allocatedBytes(() -> outcomes.add(read(bytes, sizes)));
    assertTrue(allocated < ALLOCATED_AT_MOST + 64L * bytes.length, allocated + " bytes allocated");
    Outcome whole = read(bytes, List.of(Math.max(1, bytes.length)));
    assertEquals(whole.malformed(), outcomes.get(0).malformed());
    assertEquals(whole.frames().size(), outcomes.get(0).frames().size());
    for (int i = 0; i < whole.frames().size(); i++) {
      assertArrayEquals(whole.frames().get(i), outcomes.get(0).frames().get(i), "frame " + i);
    }
  }

  @Property
  void aHelloThatMayBeSentIsReadBeforeTheHandshakeIsDone(
      @ForAll long seed, @ForAll @IntRange(max = 8) int own, @ForAll @IntRange(max = 8) int observed)
      throws ProtocolException {
    Message.Hello drawn = (Message.Hello) new RandomMessages(seed).next(MessageType.HELLO);
    PeerAddress seen = longest(observed);
    if (observed > 1) {
      assertThrows(IllegalArgumentException.class, () -> with(drawn, longest(own), seen));
      return;
    }
    byte[] frame = Frames.bytes(with(drawn, longest(own), seen));
    assertTrue(frame.length <= Limits.MAX_HANDSHAKE_FRAME_BYTES, frame.length + " bytes");
    assertArrayEquals(frame, read(frame, List.of(1_000)).frames().get(0));
  }

  @Property
  void aHelloThatObservesSeveralAddressesIsMalformed(@ForAll @IntRange(min = 2, max = 255) int count) {
    Message.Hello none = with(
        (Message.Hello) new RandomMessages(1).next(MessageType.HELLO), PeerAddress.NONE, PeerAddress.NONE);
    byte[] frame = Frames.bytes(none);
    // The count of the observed address stands before the agent's text.
    frame[frame.length - none.agent().getBytes(StandardCharsets.UTF_8).length - 3] = (byte) count;
    ProtocolException thrown =
        assertThrows(ProtocolException.class, () -> MessageCodec.decode(ByteBuffer.wrap(frame)));
    assertTrue(String.valueOf(thrown.getMessage()).contains("a list of " + count), thrown::toString);
  }

  private static Message.Hello with(Message.Hello hello, PeerAddress own, PeerAddress observed) {
    return new Message.Hello(
        hello.version(), hello.capabilities(), hello.channel(), hello.key(), hello.binding(), hello.nonce(),
        hello.expiryUnixSeconds(), hello.signature(), own, observed, hello.agent());
  }

  private static PeerAddress longest(int endpoints) {
    String name = "a.".repeat(Limits.MAX_HOST_NAME_BYTES / 2) + "a";
    return new PeerAddress(
        Collections.nCopies(endpoints, Endpoint.tcp(name, 65_535)), PeerAddress.Reachability.UNKNOWN);
  }

  /** The frames that came out, and what ended them. */
  private record Outcome(List<byte[]> frames, Optional<CloseReason> malformed) {}

  private static Outcome read(byte[] bytes, List<Integer> sizes) {
    List<byte[]> frames = new ArrayList<>();
    FrameReader reader = new FrameReader(new FrameReader.Slabs());
    reader.handshakeDone();
    int turn = 0;
    try {
      for (int at = 0; at < bytes.length; turn++) {
        int length = Math.min(sizes.get(turn % sizes.size()), bytes.length - at);
        ByteBuffer slice = ByteBuffer.wrap(bytes, at, length);
        at += length;
        while (slice.hasRemaining()) {
          ByteBuffer frame = reader.next(slice);
          if (frame != null) {
            frames.add(Frames.bytes(frame));
          }
        }
      }
      return new Outcome(frames, Optional.empty());
    } catch (ProtocolException e) {
      return new Outcome(frames, Optional.of(e.reason()));
    }
  }

  private static ByteBuffer frame(int type, byte[] fields) {
    return ByteBuffer.allocate(5 + fields.length).putInt(1 + fields.length).put((byte) type).put(fields).flip();
  }

  /** Bytes of which many are 0, 1 or 255: counts and lengths that are small, or as large as can be. */
  @Provide
  Arbitrary<byte[]> fields() {
    Arbitrary<Byte> one = Arbitraries.frequencyOf(
        Tuple.of(3, Arbitraries.of((byte) 0, (byte) 1, (byte) 2)),
        Tuple.of(1, Arbitraries.of((byte) -1, (byte) 0x7f, (byte) 0x80)),
        Tuple.of(2, Arbitraries.bytes()));
    return one.array(byte[].class).ofMinSize(0).ofMaxSize(4_000);
  }

  @Provide
  Arbitrary<List<MessageType>> types() {
    return Arbitraries.of(MessageType.class).list().ofMaxSize(12);
  }

  @Provide
  Arbitrary<List<Integer>> sizes() {
    return Arbitraries.oneOf(Arbitraries.integers().between(1, 7), Arbitraries.integers().between(1, 5_000))
        .list().ofMinSize(1).ofMaxSize(8);
  }
}
