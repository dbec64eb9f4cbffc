package banyan.broadcast.rtmp;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The digest that Adobe's programs, and those that speak like them, hide in their handshakes. Its keys are known to
 * everybody and protect nothing; clients that look for it end the connection where it is missing or wrong.
 */
final class HandshakeDigest {
  static final int DIGEST_BYTES = 32;

  private static final int PLACES = 728;
  private static final String ALGORITHM = "HmacSHA256";
  private static final byte[] SHARED =
      HexFormat.of().parseHex("f0eec24a8068bee82e00d0d1029e7e576eec5d2d29806fab93b8e636cfeb31ae");
  private static final byte[] CLIENT = "Genuine Adobe Flash Player 001".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SERVER = "Genuine Adobe Flash Media Server 001".getBytes(StandardCharsets.US_ASCII);

  /** Where to look for the four bytes whose sum says where the digest is: behind the version, or behind the key. */
  enum Place {
    FIRST_HALF(8),
    SECOND_HALF(772);

    private final int from;

    Place(int from) {
      this.from = from;
    }

    int digestAt(byte[] packet) {
      int sum = 0;
      for (int i = from; i < from + 4; i++) {
        sum += packet[i] & 0xff;
      }
      return from + 4 + sum % PLACES;
    }
  }

  private HandshakeDigest() {}

  /** Where the digest is in a client's packet, if there is a right one. */
  static Optional<Place> find(byte[] packet) {
    for (Place place : Place.values()) {
      int at = place.digestAt(packet);
      if (MessageDigest.isEqual(digest(packet, at), digestWithout(at, packet, CLIENT))) {
        return Optional.of(place);
      }
    }
    return Optional.empty();
  }

  private static byte[] digest(byte[] packet, int at) {
    return Arrays.copyOfRange(packet, at, at + DIGEST_BYTES);
  }

  /** Puts the server's digest into its packet. */
  static void sign(byte[] packet, Place place) {
    int at = place.digestAt(packet);
    System.arraycopy(digestWithout(at, packet, SERVER), 0, packet, at, DIGEST_BYTES);
  }

  /** Ends the server's second packet with what shows that it has seen the client's digest. */
  static void reply(byte[] packet, byte[] client, Place place) {
    byte[] key = Arrays.copyOf(SERVER, SERVER.length + SHARED.length);
    System.arraycopy(SHARED, 0, key, SERVER.length, SHARED.length);
    int at = packet.length - DIGEST_BYTES;
    byte[] signature = hmac(hmac(key, digest(client, place.digestAt(client))), Arrays.copyOf(packet, at));
    System.arraycopy(signature, 0, packet, at, DIGEST_BYTES);
  }

  private static byte[] digestWithout(int at, byte[] packet, byte[] key) {
    return hmac(key, Arrays.copyOf(packet, at), Arrays.copyOfRange(packet, at + DIGEST_BYTES, packet.length));
  }

  private static byte[] hmac(byte[] key, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }
}
