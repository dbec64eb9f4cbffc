package banyan.bench;

import banyan.protocol.ChannelId;
import banyan.protocol.Chunk;
import banyan.protocol.Position;
import banyan.protocol.PublicKey;
import banyan.relay.crypto.Ed25519Key;
import java.nio.ByteBuffer;

/** A signed chunk with so many TS packets in it. */
record SampleChunk(ChannelId channel, PublicKey key, Chunk chunk) {
  private static final int PACKET_BYTES = 188;

  static SampleChunk of(int packets) {
    return of(Ed25519Key.generate(), packets);
  }

  static SampleChunk of(Ed25519Key signer, int packets) {
    ChannelId channel = ChannelId.of(signer.publicKey());
    return new SampleChunk(channel, signer.publicKey(), Chunk.sign(
        channel, signer, new Position(1, 1), Chunk.JOIN_POINT, 0, 100_000, 1,
        ByteBuffer.allocate(packets * PACKET_BYTES)));
  }
}
