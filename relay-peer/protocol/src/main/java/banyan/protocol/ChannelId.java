package banyan.protocol;

/**
 * A channel's name: the hash of the key that signs all of it, so that a link carries all the trust a viewer needs.
 *
 * @param hash SHA-256 of (key type byte, public key)
 */
public record ChannelId(Bytes32 hash) implements Comparable<ChannelId> {
  public static ChannelId of(PublicKey key) {
    return new ChannelId(key.hash());
  }

  /**
   * The text form: 52 characters of Base32.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static ChannelId parse(String text) {
    return new ChannelId(Bytes32.of(Base32.decode(text, Bytes32.LENGTH)));
  }

  /** The first eight characters, for people. */
  public String shortName() {
    return toString().substring(0, 8);
  }

  @Override
  public int compareTo(ChannelId other) {
    return hash.compareTo(other.hash);
  }

  @Override
  public String toString() {
    return hash.toString();
  }
}
