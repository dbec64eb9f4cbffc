package banyan.directory;

import banyan.protocol.ChannelId;
import banyan.protocol.PublicKey;
import banyan.protocol.Signature;
import banyan.protocol.SignatureVerifier;
import banyan.protocol.SignedBytes;
import banyan.protocol.Signer;
import java.util.Arrays;
import java.util.Objects;

/**
 * A {@link ChannelRecord} as its channel signed it. The signed bytes travel as they are, in Base64, so that nobody has
 * to write the same JSON twice.
 *
 * @param key the channel's, whose hash is the channel's id
 * @param record the JSON of a {@link ChannelRecord}; not to be changed
 * @param signature over {@link SignedBytes#channelRecord}
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode look at its content
public record SignedChannelRecord(PublicKey key, byte[] record, Signature signature) {
  public SignedChannelRecord {
    Objects.requireNonNull(key, "the channel's key is missing");
    Objects.requireNonNull(record, "the record is missing");
    Objects.requireNonNull(signature, "the signature is missing");
    if (record.length > DirectoryLimits.MAX_RECORD_BYTES) {
      throw new IllegalArgumentException(
          "a record of " + record.length + " bytes; at most " + DirectoryLimits.MAX_RECORD_BYTES);
    }
  }

  public static SignedChannelRecord sign(Signer channel, ChannelRecord record) {
    byte[] json = DirectoryJson.write(record);
    ChannelId id = ChannelId.of(channel.publicKey());
    return new SignedChannelRecord(
        channel.publicKey(), json, channel.sign(SignedBytes.channelRecord(id, json)));
  }

  public ChannelId channel() {
    return ChannelId.of(key);
  }

  public boolean isGenuine(SignatureVerifier verifier) {
    return verifier.verify(key, SignedBytes.channelRecord(channel(), record), signature);
  }

  /**
   * What it says.
   *
   * @throws IllegalArgumentException if it is no record
   */
  public ChannelRecord content() {
    return DirectoryJson.read(record, ChannelRecord.class);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SignedChannelRecord r && key.equals(r.key) && Arrays.equals(record, r.record)
        && signature.equals(r.signature);
  }

  @Override
  public int hashCode() {
    return Objects.hash(key, Arrays.hashCode(record), signature);
  }

  @Override
  public String toString() {
    return "SignedChannelRecord[" + channel().shortName() + "]";
  }
}
