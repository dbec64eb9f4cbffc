package banyan.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The largest of each kind keeps within the limit of the frame that it comes in. */
class LimitsTest {
  private static final Endpoint LONGEST = Endpoint.tcp(longestName(), 65_535);
  private static final PeerAddress LONGEST_ADDRESS =
      new PeerAddress(Collections.nCopies(Limits.MAX_ENDPOINTS, LONGEST), PeerAddress.Reachability.VERIFIED);

  private static String longestName() {
    String label = "a".repeat(63);
    return label + "." + label + "." + label + "." + "a".repeat(Limits.MAX_HOST_NAME_BYTES - 3 * 64);
  }

  @Test
  void theLargestChunkFillsTheLargestFrame() {
    Chunk chunk = Chunk.sign(
        TestKeys.CHANNEL_ID, TestKeys.CHANNEL, new Position(1, 1), 0, 0, 0, 0,
        ByteBuffer.allocate(Limits.MAX_CHUNK_PAYLOAD_BYTES));
    assertTrue(chunk.frameBytes() <= Limits.MAX_FRAME_BYTES, chunk.frameBytes() + " bytes");
    int laterFields = Limits.MAX_CHUNK_HEADER_BYTES - Chunk.HEADER_BYTES;
    assertTrue(laterFields >= 0, "room for later fields");
    assertEquals(Limits.MAX_FRAME_BYTES, chunk.frameBytes() + laterFields);
    assertTrue(Limits.MAX_CHUNK_HEADER_BYTES <= 0xff, "the header's length is one byte");
    assertEquals(0, Limits.MAX_CHUNK_PAYLOAD_BYTES % Limits.TS_PACKET_BYTES);
  }

  @Test
  void theLargestHelloIsReadBeforeTheHandshakeIsDone() {
    Message.Hello hello = new Message.Hello(
        1, -1, TestKeys.CHANNEL_ID, TestKeys.PEER.publicKey(), Message.Hello.Binding.TLS, Bytes32.ZERO, 1,
        Signature.NONE, LONGEST_ADDRESS, PeerAddress.of(LONGEST), "x".repeat(Limits.MAX_NAME_BYTES));
    int bytes = Frames.bytes(hello).length;
    assertEquals(2_572 + 5, bytes, "as docs/wire.md says");
    assertTrue(bytes <= Limits.MAX_HANDSHAKE_FRAME_BYTES * 3 / 4, bytes + " bytes leave no room for later fields");
  }

  @Test
  void theLargestControlMessagesFit() {
    List<Candidate> candidates = Collections.nCopies(
        Limits.MAX_CANDIDATES, new Candidate(new PeerId(Bytes32.ZERO), LONGEST_ADDRESS, 0xffff, 255));
    List<SequenceRange> ranges = Collections.nCopies(Limits.MAX_RANGES, new SequenceRange(0, 1));
    RootPath path = new RootPath(Collections.nCopies(Limits.MAX_ROOT_PATH_HOPS, -1L));
    for (Message message : List.of(
        new Message.Refuse(-1, Message.Refuse.Reason.FULL, candidates),
        new Message.Goodbye(CloseReason.LEAVING, candidates),
        new Message.Candidates(Message.Candidates.Purpose.BACKUPS, candidates),
        new Message.Accept(-1, -1, new Position(1, 1), path),
        new Message.NotHeld(1, ranges))) {
      int bytes = Frames.bytes(message).length;
      assertTrue(bytes <= Limits.MAX_CONTROL_FRAME_BYTES, message.type() + " takes " + bytes + " bytes");
    }
  }

  @Test
  void aDescriptorWithAUsualSetOfLongDetailsFits() {
    TreeMap<String, String> details = new TreeMap<>();
    for (int i = 0; i < 3; i++) {
      details.put("detail-" + i, "x".repeat(Limits.MAX_DETAIL_BYTES));
    }
    Descriptor descriptor = Descriptor.sign(TestKeys.CHANNEL, new Descriptor.Fields(
        0, TestKeys.CHANNEL.publicKey(), "t".repeat(Limits.MAX_TITLE_BYTES), "h264", "aac", 1, 100, 1, details));
    assertTrue(descriptor.signed().length <= Limits.MAX_DESCRIPTOR_BYTES);
    assertTrue(Limits.MAX_DESCRIPTOR_BYTES + 5 + 2 + Signature.LENGTH <= Limits.MAX_CONTROL_FRAME_BYTES);
    assertTrue(Limits.MAX_HEAD_BYTES + 5 + 2 + Signature.LENGTH <= Limits.MAX_CONTROL_FRAME_BYTES);
  }

  @Test
  void aDescriptorWithAllThatAChannelCanSayOfItselfFits() {
    TreeMap<String, String> details = new TreeMap<>();
    details.put(Descriptor.DETAIL_INDEX, "x".repeat(Limits.MAX_DETAIL_BYTES));
    for (Detail detail : Detail.values()) {
      details.put(detail.key(), "x".repeat(detail.maxBytes()));
    }
    String title = "t".repeat(Limits.MAX_TITLE_BYTES);
    String codec = "c".repeat(Limits.MAX_NAME_BYTES);
    Descriptor descriptor = Descriptor.sign(TestKeys.CHANNEL, new Descriptor.Fields(
        0, TestKeys.CHANNEL.publicKey(), title, codec, codec, 1, 100, 1, details));
    assertTrue(descriptor.signed().length <= Limits.MAX_DESCRIPTOR_BYTES);
  }
}
