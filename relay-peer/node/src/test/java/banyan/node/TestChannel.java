package banyan.node;

import banyan.protocol.Bytes32;
import banyan.protocol.ChannelId;
import banyan.protocol.Chunk;
import banyan.protocol.ChunkVerifier;
import banyan.protocol.Descriptor;
import banyan.protocol.Head;
import banyan.protocol.Position;
import banyan.protocol.PublicKey;
import banyan.protocol.Signature;
import banyan.protocol.SignatureVerifier;
import banyan.protocol.Signer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/**
 * A channel whose signatures are keyed hashes: anybody could forge them, nobody does by accident, and they cost next to
 * nothing.
 */
final class TestChannel implements Signer, SignatureVerifier, ChunkVerifier {
  static final int CHUNK_MICROS = 100_000;
  static final int CHUNKS_PER_JOIN_POINT = 10;
  /** The root's wall clock at the virtual time 0. */
  static final long UNIX_MILLIS = 1_700_000_000_000L;

  private final PublicKey key;
  final ChannelId id;
  /** What verifiers believe the time to be, against the virtual clock. */
  long unixMillis = UNIX_MILLIS;

  TestChannel(String name) {
    key = new PublicKey(PublicKey.ED25519, Bytes32.sha256(name.getBytes(StandardCharsets.UTF_8)));
    id = ChannelId.of(key);
  }

  @Override
  public PublicKey publicKey() {
    return key;
  }

  @Override
  public Signature sign(byte[] message) {
    return mac(key, message);
  }

  @Override
  public boolean verify(PublicKey by, byte[] message, Signature signature) {
    return mac(by, message).equals(signature);
  }

  private static Signature mac(PublicKey key, byte[] message) {
    byte[] hash = Bytes32.sha256(key.toByteArray(), message).toByteArray();
    return Signature.of(ByteBuffer.allocate(64).put(hash).put(hash).array());
  }

  Descriptor descriptor(int revision, long peakBitsPerSecond) {
    return Descriptor.sign(this, new Descriptor.Fields(
        revision, key, "Test", "h264", "aac", peakBitsPerSecond, CHUNK_MICROS / 1_000, 1, new TreeMap<>()));
  }

  Chunk chunk(long epoch, long sequence, long unixMicros, int payloadBytes) {
    boolean join = sequence % CHUNKS_PER_JOIN_POINT == 0;
    return Chunk.sign(
        id, this, new Position(epoch, sequence), join ? Chunk.JOIN_POINT : 0, sequence * CHUNK_MICROS, CHUNK_MICROS,
        unixMicros, ByteBuffer.allocate(payloadBytes).putLong(0, sequence));
  }

  @Override
  public boolean accepts(Descriptor descriptor) {
    return descriptor.belongsTo(id, this);
  }

  @Override
  public HeadVerdict judge(Head head, PublicKey by) {
    if (!head.isSignedBy(id, by, this)) {
      return HeadVerdict.FORGED;
    }
    return Math.abs(head.unixMillis() - unixMillis) > 600_000 ? HeadVerdict.STALE : HeadVerdict.FRESH;
  }

  @Override
  public boolean accepts(Chunk chunk, PublicKey by) {
    return chunk.isSignedBy(id, by, this);
  }
}
