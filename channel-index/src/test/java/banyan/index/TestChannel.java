package banyan.index;

import banyan.directory.ChannelRecord;
import banyan.directory.SignedChannelRecord;
import banyan.protocol.ChannelId;
import banyan.protocol.Signer;
import java.util.TreeMap;

/** A broadcaster's key and its records. */
record TestChannel(Signer signer) {
  TestChannel() {
    this(Ed25519.newSigner());
  }

  ChannelId id() {
    return ChannelId.of(signer.publicKey());
  }

  static ChannelRecord record(long epoch, long revision, String title) {
    return new ChannelRecord(epoch, revision, title, "h264", "aac", 2_000_000, 0, new TreeMap<>());
  }

  SignedChannelRecord signed(long epoch, long revision, String title) {
    return SignedChannelRecord.sign(signer, record(epoch, revision, title));
  }
}
