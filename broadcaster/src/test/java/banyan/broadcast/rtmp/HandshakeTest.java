package banyan.broadcast.rtmp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HandshakeTest {
  private static final byte[] CLIENT = "Genuine Adobe Flash Player 001".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SERVER = "Genuine Adobe Flash Media Server 001".getBytes(StandardCharsets.US_ASCII);

  private final Handshake handshake = new Handshake(new Random(1));

  /** Version and first packet, as clients without digests send them. */
  static byte[] simpleHello() {
    byte[] hello = new byte[1 + Handshake.PACKET_BYTES];
    new Random(2).nextBytes(hello);
    return ByteBuffer.wrap(hello).put((byte) Handshake.VERSION).putInt(77).putInt(0).array();
  }

  /** The same with a digest at its place. */
  static byte[] digestHello(HandshakeDigest.Place place, long seed) {
    byte[] packet = new byte[Handshake.PACKET_BYTES];
    new Random(seed).nextBytes(packet);
    ByteBuffer.wrap(packet).putInt(0).putInt(0x09007c02);
    int at = place.digestAt(packet);
    System.arraycopy(digest(packet, at, CLIENT), 0, packet, at, HandshakeDigest.DIGEST_BYTES);
    return ByteBuffer.allocate(1 + packet.length).put((byte) Handshake.VERSION).put(packet).array();
  }

  /** Worked out from the description, apart from the code under test. */
  private static byte[] digest(byte[] packet, int at, byte[] key) {
    byte[] without = new byte[packet.length - HandshakeDigest.DIGEST_BYTES];
    System.arraycopy(packet, 0, without, 0, at);
    System.arraycopy(packet, at + HandshakeDigest.DIGEST_BYTES, without, at, without.length - at);
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(without);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] answerTo(byte[] hello) throws RtmpException {
    return handshake.read(ByteBuffer.wrap(hello)).orElseThrow();
  }

  @Test
  void aSimpleClientGetsItsBytesBack() throws RtmpException {
    byte[] hello = simpleHello();
    byte[] answer = answerTo(hello);
    assertEquals(1 + 2 * Handshake.PACKET_BYTES, answer.length);
    assertEquals(Handshake.VERSION, answer[0]);
    assertEquals(0, ByteBuffer.wrap(answer).getInt(5), "no version that promises a digest");
    assertArrayEquals(Arrays.copyOfRange(hello, 1, hello.length),
        Arrays.copyOfRange(answer, 1 + Handshake.PACKET_BYTES, answer.length));
    assertFalse(handshake.isDone());
    ByteBuffer rest = ByteBuffer.wrap(new byte[Handshake.PACKET_BYTES + 3]);
    assertTrue(handshake.read(rest).isEmpty());
    assertTrue(handshake.isDone());
    assertEquals(3, rest.remaining(), "what follows is no part of it");
  }

  @ParameterizedTest
  @EnumSource(HandshakeDigest.Place.class)
  void aClientWithADigestGetsOneAtTheSamePlace(HandshakeDigest.Place place) throws RtmpException {
    byte[] answer = answerTo(digestHello(place, 5));
    byte[] own = Arrays.copyOfRange(answer, 1, 1 + Handshake.PACKET_BYTES);
    assertTrue(own[4] >= 3, "a version that promises a digest");
    int at = place.digestAt(own);
    assertArrayEquals(digest(own, at, SERVER), Arrays.copyOfRange(own, at, at + HandshakeDigest.DIGEST_BYTES));
  }

  @Property(tries = 100)
  void howeverItIsCutTheAnswerIsTheSame(@ForAll long seed, @ForAll @IntRange(min = 1, max = 2_000) int cut)
      throws RtmpException {
    byte[] hello = digestHello(HandshakeDigest.Place.FIRST_HALF, seed);
    Handshake cutUp = new Handshake(new Random(1));
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    for (int at = 0; at < hello.length; at += cut) {
      cutUp.read(ByteBuffer.wrap(hello, at, Math.min(cut, hello.length - at))).ifPresent(answer::writeBytes);
    }
    assertArrayEquals(new Handshake(new Random(1)).read(ByteBuffer.wrap(hello)).orElseThrow(), answer.toByteArray());
  }

  /** A digest that is not right is none: then the bytes are sent back, as to anybody. */
  @Property(tries = 300)
  void mutatedHellosAreAnsweredOrRefused(@ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int hits) {
    Random random = new Random(seed);
    HandshakeDigest.Place place =
        random.nextBoolean() ? HandshakeDigest.Place.FIRST_HALF : HandshakeDigest.Place.SECOND_HALF;
    byte[] hello = digestHello(place, seed);
    for (int i = 0; i < hits; i++) {
      hello[random.nextInt(hello.length)] = (byte) random.nextInt();
    }
    try {
      byte[] answer = new Handshake(random).read(ByteBuffer.wrap(hello)).orElseThrow();
      assertEquals(1 + 2 * Handshake.PACKET_BYTES, answer.length);
    } catch (RtmpException e) {
      assertTrue(hello[0] != Handshake.VERSION, e.what());
    }
  }

  @ParameterizedTest
  @CsvSource({"22, TLS: use rtmp:// instead of rtmps://", "6, RTMPE: use rtmp://", "71, something like HTTP",
      "80, something like HTTP", "0, something that begins with byte 0", "255, something that begins with byte 255"})
  void whatIsNoRtmpIsKnownByItsFirstByte(int first, String says) {
    RtmpException e = assertThrows(
        RtmpException.class, () -> handshake.read(ByteBuffer.wrap(new byte[] {(byte) first})));
    assertTrue(e.what().startsWith(says), e.what());
  }
}
