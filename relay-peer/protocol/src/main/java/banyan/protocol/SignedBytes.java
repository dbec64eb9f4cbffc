package banyan.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Which bytes each signature covers. Every kind begins with a context string of its own, ended by a zero byte, so that
 * no signature can be passed off as one of another kind.
 */
public final class SignedBytes {
  private static final byte[] CHUNK = context("banyan chunk v1");
  private static final byte[] HEAD = context("banyan head v1");
  private static final byte[] DESCRIPTOR = context("banyan descriptor v1");
  private static final byte[] LINK_PLAIN = context("banyan link plain v1");
  private static final byte[] LINK_TLS = context("banyan link tls v1");
  private static final byte[] CHANNEL_RECORD = context("banyan channel record v1");

  private SignedBytes() {}

  /**
   * @param header the chunk's header bytes as on the wire, from the flags up to the signature
   * @param payloadHash SHA-256 of the payload: hashing is done once, and the signature is over little
   */
  static byte[] chunk(ChannelId channel, ByteBuffer header, Bytes32 payloadHash) {
    ByteBuffer out = ByteBuffer.allocate(CHUNK.length + 2 * Bytes32.LENGTH + header.remaining());
    out.put(CHUNK);
    channel.hash().write(out);
    out.put(header.duplicate());
    payloadHash.write(out);
    return out.array();
  }

  static byte[] head(ChannelId channel, byte[] signed) {
    return join(HEAD, channel.hash().toByteArray(), signed);
  }

  static byte[] descriptor(ChannelId channel, byte[] signed) {
    return join(DESCRIPTOR, channel.hash().toByteArray(), signed);
  }

  /** What a channel tells an index about itself: the exact JSON bytes of the record. */
  public static byte[] channelRecord(ChannelId channel, byte[] record) {
    return join(CHANNEL_RECORD, channel.hash().toByteArray(), record);
  }

  /**
   * What each end of a plain link signs, in {@link Message.Proof}.
   *
   * @param byDialer who signs: the two ends sign different bytes, so that neither can be shown its own signature
   */
  public static byte[] plainLink(
      boolean byDialer, ChannelId channel, PublicKey dialer, PublicKey acceptor, Bytes32 dialerNonce,
      Bytes32 acceptorNonce) {
    return join(
        LINK_PLAIN,
        new byte[] {(byte) (byDialer ? 1 : 2)},
        channel.hash().toByteArray(),
        dialer.toByteArray(),
        acceptor.toByteArray(),
        dialerNonce.toByteArray(),
        acceptorNonce.toByteArray());
  }

  /**
   * What each end of a TLS link signs, in its {@link Message.Hello}.
   *
   * @param byDialer who signs
   * @param tlsKeyHash SHA-256 of the signer's own TLS public key
   */
  public static byte[] tlsLink(boolean byDialer, ChannelId channel, Bytes32 tlsKeyHash, long expiryUnixSeconds) {
    return join(
        LINK_TLS,
        new byte[] {(byte) (byDialer ? 1 : 2)},
        channel.hash().toByteArray(),
        tlsKeyHash.toByteArray(),
        ByteBuffer.allocate(8).putLong(expiryUnixSeconds).array());
  }

  private static byte[] context(String text) {
    return (text + "\0").getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] join(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteBuffer out = ByteBuffer.allocate(length);
    for (byte[] part : parts) {
      out.put(part);
    }
    return out.array();
  }
}
