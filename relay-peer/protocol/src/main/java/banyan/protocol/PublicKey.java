package banyan.protocol;

import java.nio.ByteBuffer;

/**
 * A key that signs: its type, and its bytes as that type writes them.
 *
 * @param type one byte on the wire; {@link #ED25519} is the only one so far
 * @param bytes for Ed25519 the encoded point (RFC 8032)
 */
public record PublicKey(byte type, Bytes32 bytes) {
  public static final byte ED25519 = 1;
  /** Bytes on the wire. */
  public static final int LENGTH = 1 + Bytes32.LENGTH;

  public PublicKey {
    if (type != ED25519) {
      throw new IllegalArgumentException("key type " + type + " is not known; only 1 (Ed25519) is");
    }
  }

  static PublicKey read(ByteBuffer in) {
    return new PublicKey(in.get(), Bytes32.read(in));
  }

  public byte[] toByteArray() {
    ByteBuffer out = ByteBuffer.allocate(LENGTH).put(type);
    bytes.write(out);
    return out.array();
  }

  Bytes32 hash() {
    return Bytes32.sha256(toByteArray());
  }
}
