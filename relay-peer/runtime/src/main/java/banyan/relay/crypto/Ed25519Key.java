package banyan.relay.crypto;

import banyan.protocol.Bytes32;
import banyan.protocol.PublicKey;
import banyan.protocol.Signature;
import banyan.protocol.Signer;
import java.security.SecureRandom;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** A private Ed25519 key (RFC 8032). May be used from any thread. */
public final class Ed25519Key implements Signer {
  /** Length of the secret that all else is derived from. */
  static final int SEED_BYTES = Ed25519.SECRET_KEY_SIZE;

  private final Ed25519PrivateKeyParameters secret;
  private final PublicKey publicKey;

  private Ed25519Key(Ed25519PrivateKeyParameters secret) {
    this.secret = secret;
    this.publicKey = new PublicKey(PublicKey.ED25519, Bytes32.of(secret.generatePublicKey().getEncoded()));
  }

  /** A key that nobody has had before. */
  public static Ed25519Key generate() {
    return new Ed25519Key(new Ed25519PrivateKeyParameters(new SecureRandom()));
  }

  /** The key of this secret. */
  static Ed25519Key ofSeed(byte[] seed) {
    if (seed.length != SEED_BYTES) {
      throw new IllegalArgumentException("a secret of " + seed.length + " bytes instead of " + SEED_BYTES);
    }
    return new Ed25519Key(new Ed25519PrivateKeyParameters(seed));
  }

  byte[] seed() {
    return secret.getEncoded();
  }

  @Override
  public PublicKey publicKey() {
    return publicKey;
  }

  @Override
  public Signature sign(byte[] message) {
    byte[] signature = new byte[Signature.LENGTH];
    secret.sign(Ed25519.Algorithm.Ed25519, null, message, 0, message.length, signature, 0);
    return Signature.of(signature);
  }

  /** Names the public half only. */
  @Override
  public String toString() {
    return "Ed25519Key[" + publicKey.bytes() + "]";
  }
}
