package banyan.protocol;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** An Ed25519 signature: 64 bytes that are never changed. */
public final class Signature {
  public static final int LENGTH = 64;
  /** Stands where a message form carries none. It verifies for no key. */
  public static final Signature NONE = new Signature(new byte[LENGTH]);

  private final byte[] bytes;

  private Signature(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Signature of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("64 bytes are needed, not " + bytes.length);
    }
    return new Signature(bytes.clone());
  }

  static Signature read(ByteBuffer in) {
    byte[] bytes = new byte[LENGTH];
    in.get(bytes);
    return new Signature(bytes);
  }

  public byte[] toByteArray() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Signature s && Arrays.equals(bytes, s.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}
