package banyan.protocol;

/**
 * A peer's name: the hash of its key.
 *
 * @param hash SHA-256 of (key type byte, public key)
 */
public record PeerId(Bytes32 hash) implements Comparable<PeerId> {
  /** Stands where an address is known and its peer is not yet, as in a pasted {@code host:port}. */
  public static final PeerId UNKNOWN = new PeerId(Bytes32.ZERO);

  public static PeerId of(PublicKey key) {
    return new PeerId(key.hash());
  }

  /**
   * The text form: 52 characters of Base32.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static PeerId parse(String text) {
    return new PeerId(Bytes32.of(Base32.decode(text, Bytes32.LENGTH)));
  }

  public boolean isKnown() {
    return !equals(UNKNOWN);
  }

  /** The first eight bytes: what root paths are made of. */
  public long prefix() {
    return hash.w0();
  }

  /** The first eight characters, for people. */
  public String shortName() {
    return toString().substring(0, 8);
  }

  @Override
  public int compareTo(PeerId other) {
    return hash.compareTo(other.hash);
  }

  @Override
  public String toString() {
    return hash.toString();
  }
}
