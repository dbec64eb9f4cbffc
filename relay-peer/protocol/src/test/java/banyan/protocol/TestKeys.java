package banyan.protocol;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/** Keys whose both halves are public knowledge (RFC 8032, section 7.1), used with the JDK's Ed25519. */
final class TestKeys {
  /** TEST 1 of the RFC. */
  static final Signer CHANNEL = signer(
      "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");

  /** TEST 2 of the RFC. */
  static final Signer PEER = signer(
      "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
      "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");

  static final ChannelId CHANNEL_ID = ChannelId.of(CHANNEL.publicKey());

  static final SignatureVerifier JDK = TestKeys::verify;

  /** What stands before the 32 bytes of a key in PKCS #8 and in X.509 (RFC 8410). */
  private static final String PRIVATE_PREFIX = "302e020100300506032b657004220420";
  private static final String PUBLIC_PREFIX = "302a300506032b6570032100";

  private TestKeys() {}

  private static Signer signer(String secret, String publicKey) {
    PublicKey key = new PublicKey(PublicKey.ED25519, Bytes32.of(HexFormat.of().parseHex(publicKey)));
    return new Signer() {
      @Override
      public PublicKey publicKey() {
        return key;
      }

      @Override
      public Signature sign(byte[] message) {
        try {
          PrivateKey mine = KeyFactory.getInstance("Ed25519")
              .generatePrivate(new PKCS8EncodedKeySpec(HexFormat.of().parseHex(PRIVATE_PREFIX + secret)));
          java.security.Signature signing = java.security.Signature.getInstance("Ed25519");
          signing.initSign(mine);
          signing.update(message);
          return Signature.of(signing.sign());
        } catch (GeneralSecurityException e) {
          throw new IllegalStateException(e);
        }
      }
    };
  }

  private static boolean verify(PublicKey key, byte[] message, Signature signature) {
    try {
      byte[] der = HexFormat.of().parseHex(PUBLIC_PREFIX + HexFormat.of().formatHex(key.bytes().toByteArray()));
      java.security.Signature verifying = java.security.Signature.getInstance("Ed25519");
      verifying.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der)));
      verifying.update(message);
      return verifying.verify(signature.toByteArray());
    } catch (java.security.SignatureException e) {
      // The JDK says so of some signatures that are none, and false of others.
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
