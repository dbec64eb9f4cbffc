package banyan.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What the channel signs cannot be changed by those who hand it on. */
class SignedThingsTest {
  private static final ChannelId CHANNEL = TestKeys.CHANNEL_ID;
  private static final PublicKey KEY = TestKeys.CHANNEL.publicKey();
  private static final ChannelId OTHER_CHANNEL = ChannelId.of(TestKeys.PEER.publicKey());

  private static Chunk chunk() {
    byte[] payload = new byte[Limits.TS_PACKET_BYTES];
    payload[0] = 0x47;
    return Chunk.sign(
        CHANNEL, TestKeys.CHANNEL, new Position(1_700_000_000_000L, 41), Chunk.JOIN_POINT, 4_100_000, 100_000,
        1_700_000_004_100_000L, ByteBuffer.wrap(payload));
  }

  private static Head head() {
    return Head.sign(CHANNEL, TestKeys.CHANNEL, 1_700_000_000_000L, 17, 41, 1_700_000_004_200L, 3, 1, 0);
  }

  private static Descriptor descriptor() {
    return Descriptor.sign(TestKeys.CHANNEL, new Descriptor.Fields(
        3, KEY, "Plätze", "h264", "aac", 2_200_000, 100, 1, new TreeMap<>()));
  }

  @Test
  void aChunkIsTheChannelsAndNobodyElses() {
    assertTrue(chunk().isSignedBy(CHANNEL, KEY, TestKeys.JDK));
    assertFalse(chunk().isSignedBy(OTHER_CHANNEL, KEY, TestKeys.JDK), "for another channel");
    assertFalse(chunk().isSignedBy(CHANNEL, TestKeys.PEER.publicKey(), TestKeys.JDK), "by another key");
  }

  @Test
  void oneBitAnywhereInAChunkIsNoticed() {
    byte[] frame = Frames.bytes(chunk().frame());
    for (int bit = 4 * 8; bit < frame.length * 8; bit++) {
      byte[] tampered = frame.clone();
      tampered[bit / 8] ^= (byte) (1 << (bit % 8));
      int at = bit;
      assertFalse(isAccepted(tampered), () -> "bit " + at % 8 + " of byte " + at / 8);
    }
  }

  @Test
  void aChunkThatWasMadeLongerOrShorterIsNoticed() {
    byte[] frame = Frames.bytes(chunk().frame());
    assertTrue(isAccepted(frame));
    assertFalse(isAccepted(Frames.longer(frame, (byte) 0)));
    for (int length = 5; length < frame.length; length++) {
      byte[] cut = Arrays.copyOf(frame, length);
      assertFalse(isAccepted(cut));
    }
  }

  /** Reads as a peer does: chunk or not, and then the signature. */
  private static boolean isAccepted(byte[] frame) {
    try {
      return MessageCodec.decode(ByteBuffer.wrap(frame))
          .filter(message -> message instanceof Message.Media media
              && media.chunk().isSignedBy(CHANNEL, KEY, TestKeys.JDK))
          .isPresent();
    } catch (ProtocolException e) {
      return false;
    }
  }

  @Test
  void aChunkWithFieldsOfALaterVersionIsReadAndItsSignatureCoversThem() throws ProtocolException {
    byte[] frame = Frames.bytes(chunk().frame());
    int header = 6;
    int more = 3;
    ByteBuffer later = ByteBuffer.allocate(frame.length + more)
        .putInt(frame.length - 4 + more)
        .put((byte) MessageType.CHUNK.code())
        .put((byte) (Chunk.HEADER_BYTES + more))
        .put(frame, header, Chunk.HEADER_BYTES)
        .put(new byte[] {1, 2, 3});
    ByteBuffer signed = later.duplicate().flip().position(header);
    ByteBuffer payload = chunk().payload();
    later.put(TestKeys.CHANNEL.sign(SignedBytes.chunk(CHANNEL, signed, Bytes32.sha256(payload))).toByteArray());
    later.put(payload);
    Chunk read = ((Message.Media) MessageCodec.decode(later.flip()).orElseThrow()).chunk();
    assertEquals(chunk().position(), read.position());
    assertEquals(chunk().payload(), read.payload());
    assertTrue(read.isSignedBy(CHANNEL, KEY, TestKeys.JDK));
    byte[] tampered = Frames.bytes(later);
    tampered[header + Chunk.HEADER_BYTES] ^= 1;
    assertFalse(isAccepted(tampered));
  }

  @Test
  void oneBitAnywhereInAHeadOrADescriptorIsNoticed() {
    assertTrue(head().isSignedBy(CHANNEL, KEY, TestKeys.JDK));
    assertFalse(head().isSignedBy(OTHER_CHANNEL, KEY, TestKeys.JDK));
    assertTrue(descriptor().belongsTo(CHANNEL, TestKeys.JDK));
    assertFalse(descriptor().belongsTo(OTHER_CHANNEL, TestKeys.JDK));
    for (Message message : List.of(new Message.HeadNews(head()), new Message.Describe(descriptor()))) {
      byte[] frame = Frames.bytes(message);
      for (int bit = 5 * 8; bit < frame.length * 8; bit++) {
        byte[] tampered = frame.clone();
        tampered[bit / 8] ^= (byte) (1 << (bit % 8));
        int at = bit;
        assertFalse(isAuthentic(tampered), () -> message.type() + ", bit " + at % 8 + " of byte " + at / 8);
      }
    }
  }

  private static boolean isAuthentic(byte[] frame) {
    try {
      Message read = MessageCodec.decode(ByteBuffer.wrap(frame)).orElseThrow();
      return read instanceof Message.HeadNews news ? news.head().isSignedBy(CHANNEL, KEY, TestKeys.JDK)
          : read instanceof Message.Describe d && d.descriptor().belongsTo(CHANNEL, TestKeys.JDK);
    } catch (ProtocolException e) {
      return false;
    }
  }

  @Test
  void aDescriptorOfAnotherKeyIsNotTheChannelsEvenIfThatKeySignedIt() {
    Descriptor forged = Descriptor.sign(TestKeys.PEER, new Descriptor.Fields(
        4, TestKeys.PEER.publicKey(), "Plätze", "h264", "aac", 2_200_000, 100, 1, new TreeMap<>()));
    assertFalse(forged.belongsTo(CHANNEL, TestKeys.JDK));
  }

  @Test
  void noSignatureHoldsForAnotherKindOfThing() {
    Bytes32 hash = Bytes32.ZERO;
    byte[] body = new byte[8];
    List<byte[]> kinds = new ArrayList<>(List.of(
        SignedBytes.chunk(CHANNEL, ByteBuffer.wrap(body), hash),
        SignedBytes.head(CHANNEL, body),
        SignedBytes.descriptor(CHANNEL, body),
        SignedBytes.channelRecord(CHANNEL, body),
        SignedBytes.tlsLink(true, CHANNEL, hash, 0),
        SignedBytes.plainLink(true, CHANNEL, KEY, KEY, hash, hash)));
    Set<String> contexts = new TreeSet<>();
    for (byte[] signed : kinds) {
      String text = new String(signed, StandardCharsets.ISO_8859_1);
      contexts.add(text.substring(0, text.indexOf('\0')));
    }
    assertEquals(kinds.size(), contexts.size(), contexts::toString);
    assertTrue(contexts.stream().allMatch(c -> c.startsWith("banyan ") && c.endsWith(" v1")), contexts::toString);
  }

  @Test
  void theTwoEndsOfALinkSignDifferentBytes() {
    Bytes32 a = new Bytes32(1, 1, 1, 1);
    Bytes32 b = new Bytes32(2, 2, 2, 2);
    byte[] dialer = SignedBytes.plainLink(true, CHANNEL, KEY, TestKeys.PEER.publicKey(), a, b);
    byte[] acceptor = SignedBytes.plainLink(false, CHANNEL, KEY, TestKeys.PEER.publicKey(), a, b);
    assertFalse(Arrays.equals(dialer, acceptor));
    assertEquals(dialer.length, acceptor.length);
  }

  @Test
  void aHeadIsAfterOneOfALowerEpochOrBeat() {
    Head sooner = Head.sign(CHANNEL, TestKeys.CHANNEL, 5, 100, 7, 0, 0, 1, 0);
    Head later = Head.sign(CHANNEL, TestKeys.CHANNEL, 5, 101, 7, 0, 0, 1, Head.ENDED);
    Head restarted = Head.sign(CHANNEL, TestKeys.CHANNEL, 6, 0, Head.NO_SEQUENCE, 0, 0, 1, 0);
    assertTrue(later.isAfter(sooner) && restarted.isAfter(later));
    assertFalse(sooner.isAfter(later) || sooner.isAfter(sooner) || later.isAfter(restarted));
    assertTrue(later.isEnded());
    assertNotEquals(sooner, later);
  }

  @Test
  void theSignatureOfTheRfcsFirstTestIsReproduced() {
    byte[] expected = HexFormat.of().parseHex(
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
    assertArrayEquals(expected, TestKeys.CHANNEL.sign(new byte[0]).toByteArray());
  }
}
