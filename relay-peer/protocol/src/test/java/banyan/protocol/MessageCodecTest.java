package banyan.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MessageCodecTest {
  private static final int SEEDS = 300;

  /** A frame of 64 KiB may become objects of some times its size, never of more. */
  private static final long ALLOCATED_AT_MOST = 1 << 20;

  @ParameterizedTest
  @EnumSource(MessageType.class)
  void everyMessageComesBackAsItWas(MessageType type) throws ProtocolException {
    for (long seed = 0; seed < SEEDS; seed++) {
      String replay = type + " with seed " + seed;
      Message message = new RandomMessages(seed).next(type);
      byte[] frame = Frames.bytes(message);
      assertEquals(frame.length - 4, ByteBuffer.wrap(frame).getInt(0), replay);
      assertEquals(type.code(), frame[4], replay);
      assertTrue(frame.length <= (type == MessageType.CHUNK ? Limits.MAX_FRAME_BYTES
          : type == MessageType.HELLO || type == MessageType.PROOF ? Limits.MAX_HANDSHAKE_FRAME_BYTES
          : Limits.MAX_CONTROL_FRAME_BYTES), replay);
      Message read = MessageCodec.decode(ByteBuffer.wrap(frame)).orElseThrow();
      if (message instanceof Message.Media media) {
        assertSameChunk(media.chunk(), ((Message.Media) read).chunk(), replay);
      } else {
        assertEquals(message, read, replay);
      }
      assertArrayEquals(frame, Frames.bytes(read), replay);
    }
  }

  private static void assertSameChunk(Chunk sent, Chunk read, String replay) {
    assertEquals(sent.position(), read.position(), replay);
    assertEquals(sent.isJoinPoint(), read.isJoinPoint(), replay);
    assertEquals(sent.isDiscontinuity(), read.isDiscontinuity(), replay);
    assertEquals(sent.mediaTimeMicros(), read.mediaTimeMicros(), replay);
    assertEquals(sent.durationMicros(), read.durationMicros(), replay);
    assertEquals(sent.captureUnixMicros(), read.captureUnixMicros(), replay);
    assertEquals(sent.payload(), read.payload(), replay);
    assertEquals(sent.payloadBytes(), read.payloadBytes(), replay);
    assertEquals(sent.frameBytes(), read.frameBytes(), replay);
  }

  @ParameterizedTest
  @EnumSource(value = MessageType.class, mode = EnumSource.Mode.EXCLUDE, names = "CHUNK")
  void aMessageThatEndsEarlyIsMalformed(MessageType type) {
    for (long seed = 0; seed < 20; seed++) {
      byte[] frame = Frames.bytes(new RandomMessages(seed).next(type));
      for (int length = 0; length < frame.length; length++) {
        ByteBuffer cut = ByteBuffer.wrap(frame, 0, length);
        ProtocolException thrown = assertThrows(
            ProtocolException.class, () -> MessageCodec.decode(cut), type + " with seed " + seed + " cut at " + length);
        assertEquals(CloseReason.MALFORMED, thrown.reason());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(MessageType.class)
  void whateverABrokenMessageSaysItIsRefusedOrReadAndCostsLittle(MessageType type) {
    for (long seed = 0; seed < SEEDS; seed++) {
      String replay = type + " with seed " + seed;
      Random random = new Random(seed);
      byte[] frame = Frames.bytes(new RandomMessages(seed).next(type));
      for (int mutation = 0; mutation < 20; mutation++) {
        byte[] broken = frame.clone();
        for (int hits = 1 + random.nextInt(4); hits > 0; hits--) {
          broken[5 + random.nextInt(broken.length - 5)] = (byte) random.nextInt();
        }
        int length = random.nextBoolean() ? broken.length : 5 + random.nextInt(broken.length - 5);
        ByteBuffer view = ByteBuffer.wrap(broken, 0, length);
        long allocated = Frames.allocatedBytes(() -> MessageCodec.decode(view));
        assertTrue(allocated < ALLOCATED_AT_MOST, replay + " allocated " + allocated);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(MessageType.class)
  void randomBytesOfAnyTypeAreRefusedOrReadAndCostLittle(MessageType type) {
    for (long seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      byte[] frame = new byte[5 + random.nextInt(Limits.MAX_FRAME_BYTES - 5)];
      random.nextBytes(frame);
      if (random.nextBoolean()) {
        // All ones make counts and lengths as large as they can be.
        Arrays.fill(frame, (byte) 0xff);
      }
      frame[4] = (byte) type.code();
      long allocated = Frames.allocatedBytes(() -> MessageCodec.decode(ByteBuffer.wrap(frame)));
      assertTrue(allocated < ALLOCATED_AT_MOST, type + " with seed " + seed + " allocated " + allocated);
    }
  }

  @Test
  void typesOfLaterVersionsArePassedOver() throws ProtocolException {
    for (int code = 0; code < 256; code++) {
      if (MessageType.ofCode(code).isEmpty()) {
        byte[] frame = {0, 0, 0, 3, (byte) code, 1, 2};
        assertEquals(Optional.empty(), MessageCodec.decode(ByteBuffer.wrap(frame)));
      }
    }
    assertEquals(Optional.empty(), MessageType.ofCode(0));
    assertEquals(Optional.empty(), MessageType.ofCode(255));
  }

  @ParameterizedTest
  @EnumSource(value = MessageType.class, mode = EnumSource.Mode.EXCLUDE, names = "CHUNK")
  void fieldsOfLaterVersionsArePassedOver(MessageType type) throws ProtocolException {
    for (long seed = 0; seed < SEEDS; seed++) {
      Message message = new RandomMessages(seed).next(type);
      byte[] later = Frames.longer(Frames.bytes(message), (byte) 0xff, (byte) 7);
      assertEquals(message, MessageCodec.decode(ByteBuffer.wrap(later)).orElseThrow(), type + " with seed " + seed);
    }
  }

  @Test
  void endpointsOfLaterKindsArePassedOverAndTheOthersStay() throws ProtocolException {
    PeerAddress address =
        new PeerAddress(List.of(Endpoint.tcp("10.0.0.1", 7170), Endpoint.tcp("10.0.0.2", 7170)),
            PeerAddress.Reachability.VERIFIED);
    byte[] frame = Frames.bytes(new Message.Report(1, 1, 1, 1, 1, 1, 1, address));
    int firstKind = 5 + 8 + 8 + 2 + 3 * 4 + 1 + 2;
    assertEquals(Endpoint.Kind.IPV4.code, frame[firstKind]);
    frame[firstKind] = 9;
    Message.Report read = (Message.Report) MessageCodec.decode(ByteBuffer.wrap(frame)).orElseThrow();
    assertEquals(List.of(Endpoint.tcp("10.0.0.2", 7170)), read.address().endpoints());
    assertEquals(PeerAddress.Reachability.VERIFIED, read.address().reachability());
    frame[firstKind] = (byte) Endpoint.Kind.IPV4.code;
    frame[firstKind + 1] = 2;
    read = (Message.Report) MessageCodec.decode(ByteBuffer.wrap(frame)).orElseThrow();
    assertEquals(1, read.address().endpoints().size(), "another transport");
  }

  @Test
  void reasonsAndPurposesOfLaterVersionsAreReadAsOther() throws ProtocolException {
    byte[] refuse = Frames.bytes(new Message.Refuse(1, Message.Refuse.Reason.FULL, List.of()));
    refuse[9] = 77;
    byte[] candidates = Frames.bytes(new Message.Candidates(Message.Candidates.Purpose.ANSWER, List.of()));
    candidates[5] = 77;
    byte[] goodbye = Frames.bytes(new Message.Goodbye(CloseReason.LEAVING, List.of()));
    goodbye[5] = 77;
    assertEquals(
        new Message.Refuse(1, Message.Refuse.Reason.OTHER, List.of()),
        MessageCodec.decode(ByteBuffer.wrap(refuse)).orElseThrow());
    assertEquals(
        new Message.Candidates(Message.Candidates.Purpose.OTHER, List.of()),
        MessageCodec.decode(ByteBuffer.wrap(candidates)).orElseThrow());
    assertEquals(
        new Message.Goodbye(CloseReason.OTHER, List.of()),
        MessageCodec.decode(ByteBuffer.wrap(goodbye)).orElseThrow());
  }

  @Test
  void aPullForMoreThanTheLimitIsMalformed() throws ProtocolException {
    List<SequenceRange> most = List.of(new SequenceRange(0, Limits.MAX_PULL_CHUNKS - 1), new SequenceRange(900, 1));
    List<SequenceRange> tooMany = List.of(new SequenceRange(0, Limits.MAX_PULL_CHUNKS), new SequenceRange(900, 1));
    assertEquals(
        new Message.Pull(1, most), MessageCodec.decode(MessageCodec.encode(new Message.Pull(1, most))).orElseThrow());
    assertThrows(
        ProtocolException.class, () -> MessageCodec.decode(MessageCodec.encode(new Message.Pull(1, tooMany))));
  }

  @Test
  void whatIsLongerThanItsLimitIsNotEvenEncoded() {
    Candidate candidate = Candidate.at(Endpoint.tcp("10.0.0.1", 7170));
    List<Candidate> nine = Collections.nCopies(Limits.MAX_CANDIDATES + 1, candidate);
    List<SequenceRange> many = Collections.nCopies(Limits.MAX_RANGES + 1, new SequenceRange(0, 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> MessageCodec.encode(new Message.Candidates(Message.Candidates.Purpose.ANSWER, nine)));
    assertThrows(IllegalArgumentException.class, () -> MessageCodec.encode(new Message.NotHeld(1, many)));
    assertThrows(
        IllegalArgumentException.class,
        () -> new RootPath(Collections.nCopies(Limits.MAX_ROOT_PATH_HOPS + 1, 1L)));
  }
}
