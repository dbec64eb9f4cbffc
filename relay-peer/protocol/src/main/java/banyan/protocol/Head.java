package banyan.protocol;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Once a second the root signs where the stream is and what time it has: peers relay it verbatim, and nobody can pass
 * off an old recording as the live stream.
 */
public final class Head {
  /** The broadcaster has ended the channel. */
  public static final int ENDED = 1;
  /** Stands for the newest sequence where no chunk has been made yet. */
  public static final long NO_SEQUENCE = -1;

  private static final int SIGNED_BYTES = 8 + 8 + 8 + 8 + 8 + 1 + 1;

  private final byte[] signed;
  private final Signature signature;
  private final ByteBuffer fields;

  private Head(byte[] signed, Signature signature) {
    this.signed = signed;
    this.signature = signature;
    this.fields = ByteBuffer.wrap(signed);
  }

  /**
   * @param newestSequence of the epoch, or {@link #NO_SEQUENCE}
   * @param unixMillis the root's wall clock
   * @param descriptorRevision the newest one there is
   * @param stripes of this epoch, 1 to 64
   * @param flags {@link #ENDED} or 0
   */
  public static Head sign(
      ChannelId channel, Signer signer, long epoch, long beat, long newestSequence, long unixMillis,
      long descriptorRevision, int stripes, int flags) {
    byte[] signed = ByteBuffer.allocate(SIGNED_BYTES)
        .putLong(epoch).putLong(beat).putLong(newestSequence).putLong(unixMillis)
        .putLong(descriptorRevision).put((byte) stripes).put((byte) flags).array();
    return new Head(signed, signer.sign(SignedBytes.head(channel, signed)));
  }

  /** @param signed all the bytes that were signed, later versions' fields included */
  static Head read(byte[] signed, Signature signature) throws ProtocolException {
    if (signed.length < SIGNED_BYTES) {
      throw ProtocolException.malformed("a head of " + signed.length + " bytes");
    }
    Head head = new Head(signed, signature);
    if (head.epoch() < 0 || head.beat() < 0 || head.newestSequence() < NO_SEQUENCE || head.stripes() < 1
        || head.stripes() > Limits.MAX_STRIPES) {
      throw ProtocolException.malformed("a head with a number out of range");
    }
    return head;
  }

  public boolean isSignedBy(ChannelId channel, PublicKey key, SignatureVerifier verifier) {
    return verifier.verify(key, SignedBytes.head(channel, signed), signature);
  }

  public long epoch() {
    return fields.getLong(0);
  }

  public long beat() {
    return fields.getLong(8);
  }

  public long newestSequence() {
    return fields.getLong(16);
  }

  public long unixMillis() {
    return fields.getLong(24);
  }

  public long descriptorRevision() {
    return fields.getLong(32);
  }

  public int stripes() {
    return fields.get(40);
  }

  public boolean isEnded() {
    return (fields.get(41) & ENDED) != 0;
  }

  /** Later than the other: of a higher epoch, or of a higher beat in the same. */
  public boolean isAfter(Head other) {
    return epoch() != other.epoch() ? epoch() > other.epoch() : beat() > other.beat();
  }

  byte[] signed() {
    return signed;
  }

  Signature signature() {
    return signature;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Head h && Arrays.equals(signed, h.signed) && signature.equals(h.signature);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(signed);
  }

  @Override
  public String toString() {
    return "Head[" + epoch() + " beat " + beat() + " newest " + newestSequence() + (isEnded() ? " ended]" : "]");
  }
}
