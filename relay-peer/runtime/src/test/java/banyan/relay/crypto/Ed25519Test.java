package banyan.relay.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.protocol.Bytes32;
import banyan.protocol.PublicKey;
import banyan.protocol.Signature;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class Ed25519Test {
  /** What stands before the 32 bytes of an Ed25519 key in X.509 form (RFC 8410). */
  private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private final Ed25519Verifier verifier = new Ed25519Verifier();
  private final byte[] message = "banyan test\0message".getBytes(StandardCharsets.US_ASCII);

  @Test
  void theJdkAcceptsOurSignatures() throws Exception {
    Ed25519Key key = Ed25519Key.generate();
    byte[] encoded = new byte[44];
    System.arraycopy(X509_PREFIX, 0, encoded, 0, 12);
    System.arraycopy(key.publicKey().bytes().toByteArray(), 0, encoded, 12, 32);
    java.security.Signature jdk = java.security.Signature.getInstance("Ed25519");
    jdk.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
    jdk.update(message);
    assertTrue(jdk.verify(key.sign(message).toByteArray()));
  }

  @Test
  void weAcceptTheJdksSignatures() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    byte[] encoded = ((EdECPublicKey) pair.getPublic()).getEncoded();
    byte[] point = new byte[32];
    System.arraycopy(encoded, encoded.length - 32, point, 0, 32);
    java.security.Signature jdk = java.security.Signature.getInstance("Ed25519");
    jdk.initSign(pair.getPrivate());
    jdk.update(message);
    PublicKey key = new PublicKey(PublicKey.ED25519, Bytes32.of(point));
    assertTrue(verifier.verify(key, message, Signature.of(jdk.sign())));
  }

  /** RFC 8032, section 7.1, test 2. */
  @Test
  void theStandardsExampleComesOut() {
    Ed25519Key key =
        Ed25519Key.ofSeed(HexFormat.of().parseHex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
    assertEquals("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        HexFormat.of().formatHex(key.publicKey().bytes().toByteArray()));
    assertEquals("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        HexFormat.of().formatHex(key.sign(new byte[] {0x72}).toByteArray()));
  }

  @Test
  void anyFlippedBitIsSeen() {
    Ed25519Key key = Ed25519Key.generate();
    byte[] good = key.sign(message).toByteArray();
    for (int bit = 0; bit < good.length * 8; bit += 7) {
      byte[] bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << (bit % 8));
      assertFalse(verifier.verify(key.publicKey(), message, Signature.of(bad)), "bit " + bit + " of the signature");
    }
    byte[] other = message.clone();
    other[3] ^= 1;
    assertFalse(verifier.verify(key.publicKey(), other, Signature.of(good)));
  }

  @Test
  void anotherKeyOrNoKeyAtAllVerifiesNothing() {
    Ed25519Key key = Ed25519Key.generate();
    Signature signature = key.sign(message);
    assertTrue(verifier.verify(key.publicKey(), message, signature));
    assertFalse(verifier.verify(Ed25519Key.generate().publicKey(), message, signature));
    byte[] noPoint = new byte[32];
    java.util.Arrays.fill(noPoint, (byte) 0xff);
    assertFalse(verifier.verify(new PublicKey(PublicKey.ED25519, Bytes32.of(noPoint)), message, signature));
    assertTrue(verifier.verify(key.publicKey(), message, signature));
  }
}
