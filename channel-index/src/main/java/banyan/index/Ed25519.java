package banyan.index;

import banyan.protocol.Bytes32;
import banyan.protocol.PublicKey;
import banyan.protocol.Signature;
import banyan.protocol.SignatureVerifier;
import banyan.protocol.Signer;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;

/**
 * Signatures (RFC 8032) by the JDK alone. It verifies 1,400 a second, which is plenty for an index; peers, which verify
 * every chunk, use something faster.
 */
final class Ed25519 implements SignatureVerifier {
  static final Ed25519 VERIFIER = new Ed25519();

  private static final String NAME = "Ed25519";

  private Ed25519() {}

  /** With a new key pair, kept nowhere else. */
  static Signer newSigner() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance(NAME).generateKeyPair();
      return new KeyPairSigner(rawKey((EdECPublicKey) pair.getPublic()), pair.getPrivate());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform from 15 on has Ed25519", e);
    }
  }

  private record KeyPairSigner(PublicKey publicKey, PrivateKey privateKey) implements Signer {
    @Override
    public Signature sign(byte[] message) {
      try {
        java.security.Signature engine = java.security.Signature.getInstance(NAME);
        engine.initSign(privateKey);
        engine.update(message);
        return Signature.of(engine.sign());
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("signing with a key of our own failed", e);
      }
    }
  }

  @Override
  public boolean verify(PublicKey key, byte[] message, Signature signature) {
    try {
      java.security.Signature engine = java.security.Signature.getInstance(NAME);
      engine.initVerify(jdkKey(key));
      engine.update(message);
      return engine.verify(signature.toByteArray());
    } catch (GeneralSecurityException e) {
      // A key that is no point on the curve, or a signature out of range: neither verifies.
      return false;
    }
  }

  /** RFC 8032, section 5.1.2: y in little endian, and the lowest bit of x in the highest bit. */
  private static java.security.PublicKey jdkKey(PublicKey key) throws GeneralSecurityException {
    byte[] y = reversed(key.bytes().toByteArray());
    boolean xOdd = (y[0] & 0x80) != 0;
    y[0] &= 0x7f;
    return KeyFactory.getInstance(NAME).generatePublic(
        new EdECPublicKeySpec(NamedParameterSpec.ED25519, new EdECPoint(xOdd, new BigInteger(1, y))));
  }

  private static PublicKey rawKey(EdECPublicKey key) {
    byte[] y = key.getPoint().getY().toByteArray();
    byte[] bigEndian = new byte[Bytes32.LENGTH];
    int count = Math.min(y.length, bigEndian.length);
    System.arraycopy(y, y.length - count, bigEndian, bigEndian.length - count, count);
    if (key.getPoint().isXOdd()) {
      bigEndian[0] |= (byte) 0x80;
    }
    return new PublicKey(PublicKey.ED25519, Bytes32.of(reversed(bigEndian)));
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] out = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      out[i] = bytes[bytes.length - 1 - i];
    }
    return out;
  }
}
