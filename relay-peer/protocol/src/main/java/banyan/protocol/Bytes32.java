package banyan.protocol;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Thirty-two bytes as a value: a hash, a public key, a nonce. Ordered as unsigned bytes, first byte first.
 *
 * @param w0 bytes 0–7, big endian
 * @param w1 bytes 8–15
 * @param w2 bytes 16–23
 * @param w3 bytes 24–31
 */
public record Bytes32(long w0, long w1, long w2, long w3) implements Comparable<Bytes32> {
  public static final int LENGTH = 32;
  public static final Bytes32 ZERO = new Bytes32(0, 0, 0, 0);

  /** Exactly 32 bytes. */
  public static Bytes32 of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("32 bytes are needed, not " + bytes.length);
    }
    return read(ByteBuffer.wrap(bytes));
  }

  /** The next 32 bytes of a big-endian buffer. */
  public static Bytes32 read(ByteBuffer in) {
    return new Bytes32(in.getLong(), in.getLong(), in.getLong(), in.getLong());
  }

  /** SHA-256 of the parts, one after another. */
  public static Bytes32 sha256(byte[]... parts) {
    MessageDigest digest = sha256();
    for (byte[] part : parts) {
      digest.update(part);
    }
    return of(digest.digest());
  }

  /** SHA-256 of what a buffer has left; the buffer's position stays. */
  public static Bytes32 sha256(ByteBuffer part) {
    MessageDigest digest = sha256();
    digest.update(part.duplicate());
    return of(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  public void write(ByteBuffer out) {
    out.putLong(w0).putLong(w1).putLong(w2).putLong(w3);
  }

  public byte[] toByteArray() {
    ByteBuffer out = ByteBuffer.allocate(LENGTH);
    write(out);
    return out.array();
  }

  @Override
  public int compareTo(Bytes32 other) {
    int c = Long.compareUnsigned(w0, other.w0);
    c = c != 0 ? c : Long.compareUnsigned(w1, other.w1);
    c = c != 0 ? c : Long.compareUnsigned(w2, other.w2);
    return c != 0 ? c : Long.compareUnsigned(w3, other.w3);
  }

  /** Base32, 52 characters. */
  @Override
  public String toString() {
    return Base32.encode(toByteArray());
  }
}
