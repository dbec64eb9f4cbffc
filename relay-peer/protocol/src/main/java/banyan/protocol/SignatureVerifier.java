package banyan.protocol;

/** Checks a signature: the one piece of cryptography that this package asks of others. */
public interface SignatureVerifier {
  boolean verify(PublicKey key, byte[] message, Signature signature);
}
