package banyan.relay.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.protocol.ChannelId;
import banyan.protocol.Chunk;
import banyan.protocol.ChunkVerifier.HeadVerdict;
import banyan.protocol.Descriptor;
import banyan.protocol.Head;
import banyan.protocol.Position;
import java.nio.ByteBuffer;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class SignedChunkVerifierTest {
  private static final long NOW = 1_900_000_000_000L;

  private final Ed25519Key key = Ed25519Key.generate();
  private final Ed25519Key stranger = Ed25519Key.generate();
  private final ChannelId channel = ChannelId.of(key.publicKey());
  private final SignedChunkVerifier verifier = new SignedChunkVerifier(channel, new Ed25519Verifier(), () -> NOW);

  private HeadVerdict judge(Ed25519Key signer, long unixMillis) {
    return verifier.judge(Head.sign(channel, signer, 1, 4, 10, unixMillis, 1, 1, 0), key.publicKey());
  }

  @Test
  void headsOfNowAreFreshAndOldOnesStaleAndOthersForged() {
    assertEquals(HeadVerdict.FRESH, judge(key, NOW));
    assertEquals(HeadVerdict.FRESH, judge(key, NOW - SignedChunkVerifier.TOLERANCE_MILLIS));
    assertEquals(HeadVerdict.FRESH, judge(key, NOW + SignedChunkVerifier.TOLERANCE_MILLIS));
    assertEquals(HeadVerdict.STALE, judge(key, NOW - SignedChunkVerifier.TOLERANCE_MILLIS - 1));
    assertEquals(HeadVerdict.STALE, judge(key, NOW + SignedChunkVerifier.TOLERANCE_MILLIS + 1));
    assertEquals(HeadVerdict.FORGED, judge(stranger, NOW));
  }

  @Test
  void onlyTheChannelsOwnChunksAndDescriptorsAreAccepted() {
    assertTrue(verifier.accepts(chunk(key), key.publicKey()));
    assertFalse(verifier.accepts(chunk(stranger), key.publicKey()));
    assertTrue(verifier.accepts(descriptor(key)));
    assertFalse(verifier.accepts(descriptor(stranger)));
  }

  private Chunk chunk(Ed25519Key signer) {
    return Chunk.sign(channel, signer, new Position(1, 2), 0, 0, 1, 0, ByteBuffer.allocate(188));
  }

  private static Descriptor descriptor(Ed25519Key signer) {
    return Descriptor.sign(
        signer, new Descriptor.Fields(1, signer.publicKey(), "t", "h264", "", 1, 100, 1, new TreeMap<>()));
  }
}
