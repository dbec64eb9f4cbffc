package banyan.relay.crypto;

import banyan.protocol.PublicKey;
import banyan.protocol.Signature;
import banyan.protocol.SignatureVerifier;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/** Checks Ed25519 signatures (RFC 8032). May be used from any thread. */
public final class Ed25519Verifier implements SignatureVerifier {
  private record Decoded(PublicKey key, Ed25519PublicKeyParameters point) {}

  /** Nearly every call is for the channel's key; to decode its point anew each time would cost a tenth more. */
  private volatile @Nullable Decoded last;

  @Override
  public boolean verify(PublicKey key, byte[] message, Signature signature) {
    Decoded decoded = last;
    if (decoded == null || !decoded.key.equals(key)) {
      try {
        decoded = new Decoded(key, new Ed25519PublicKeyParameters(key.bytes().toByteArray()));
      } catch (IllegalArgumentException e) {
        return false; // The key's bytes are no point of the curve: nothing is signed by it.
      }
      last = decoded;
    }
    return decoded.point.verify(
        Ed25519.Algorithm.Ed25519, null, message, 0, message.length, signature.toByteArray(), 0);
  }
}
