package banyan.protocol;

/**
 * What ties a peer's key to a TLS connection: TLS shows that an end holds the key of its certificate, and this, in its
 * hello, that the certificate's key is the peer's. A hello that is shown on any other connection says nothing, since
 * its sender holds another TLS key there.
 *
 * @param expiryUnixSeconds when it ends to hold
 * @param signature over {@link SignedBytes#tlsLink}
 */
public record TlsBinding(long expiryUnixSeconds, Signature signature) {
  /** Each hello is signed anew. Whoever steals a TLS key from a process's memory can be that peer for no longer. */
  public static final long LIFETIME_SECONDS = 3_600;

  /** Clocks that differ by more cannot share a channel anyway: its heads would count as old. */
  public static final long MAX_CLOCK_SKEW_SECONDS = 600;

  /** @param ownKeyHash SHA-256 of the signer's TLS public key */
  public static TlsBinding sign(
      Signer identity, boolean byDialer, ChannelId channel, Bytes32 ownKeyHash, long nowUnixSeconds) {
    long expiry = nowUnixSeconds + LIFETIME_SECONDS;
    return new TlsBinding(expiry, identity.sign(SignedBytes.tlsLink(byDialer, channel, ownKeyHash, expiry)));
  }

  /**
   * Checks the other end's hello.
   *
   * @param byDialer whether the other end has dialled
   * @param theirKeyHash SHA-256 of the public key that it has shown in TLS
   * @throws ProtocolException saying what is wrong
   */
  public static void check(
      Message.Hello hello, boolean byDialer, Bytes32 theirKeyHash, long nowUnixSeconds, SignatureVerifier verifier)
      throws ProtocolException {
    long left = hello.expiryUnixSeconds() - nowUnixSeconds;
    if (left < -MAX_CLOCK_SKEW_SECONDS || left > LIFETIME_SECONDS + MAX_CLOCK_SKEW_SECONDS) {
      throw new ProtocolException(
          CloseReason.BAD_PROOF,
          "a hello that holds for " + left + " s more: is the clock right, there and here?");
    }
    byte[] signed = SignedBytes.tlsLink(byDialer, hello.channel(), theirKeyHash, hello.expiryUnixSeconds());
    if (!verifier.verify(hello.key(), signed, hello.signature())) {
      throw new ProtocolException(
          CloseReason.BAD_PROOF, "a hello that its key did not sign for this connection: somebody may be in between");
    }
  }
}
