package banyan.protocol;

/** Holds a private key and signs with it. */
public interface Signer {
  PublicKey publicKey();

  /** @param message the bytes to sign, which begin with a context string of {@link SignedBytes} */
  Signature sign(byte[] message);
}
