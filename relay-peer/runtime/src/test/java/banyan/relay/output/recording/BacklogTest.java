package banyan.relay.output.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.protocol.ChannelId;
import banyan.protocol.Chunk;
import banyan.protocol.Limits;
import banyan.protocol.Position;
import banyan.relay.crypto.Ed25519Key;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60) // what fails here is a wait that never ends
final class BacklogTest {
  private final Ed25519Key key = Ed25519Key.generate();
  private final ChannelId channel = ChannelId.of(key.publicKey());
  private final BacklogRoom room = new BacklogRoom();
  private final Backlog backlog = new Backlog(room);
  private long sequence;

  private Chunk chunk(boolean isJoinPoint, int payloadBytes) {
    return Chunk.sign(
        channel, key, new Position(1, sequence++), isJoinPoint ? Chunk.JOIN_POINT : 0, 0, 100_000, 0,
        ByteBuffer.allocate(payloadBytes));
  }

  private Chunk large(boolean isJoinPoint) {
    return chunk(isJoinPoint, Limits.MAX_CHUNK_PAYLOAD_BYTES);
  }

  private int fill(Backlog of) {
    int taken = 0;
    while (of.offer(large(taken == 0))) {
      taken++;
    }
    return taken;
  }

  @Test
  void chunksComeOutInOrder() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertTrue(backlog.offer(chunk(i == 0, 188)));
    }
    for (int i = 0; i < 3; i++) {
      Chunk chunk = backlog.take(0);
      assertNotNull(chunk);
      assertEquals(i, chunk.sequence());
    }
    assertNull(backlog.take(1));
  }

  @Test
  void neitherBytesNorChunksGrowWithoutBound() {
    int taken = fill(backlog);
    assertTrue((long) taken * Limits.MAX_FRAME_BYTES <= Backlog.MAX_BYTES + (1 << 20), "" + taken);
    assertTrue((long) (taken + 2) * Limits.MAX_FRAME_BYTES >= Backlog.MAX_BYTES, "" + taken);
    Backlog ofSmall = new Backlog(new BacklogRoom());
    for (int i = 0; i < Backlog.MAX_CHUNKS; i++) {
      assertTrue(ofSmall.offer(chunk(false, 188)));
    }
    assertFalse(ofSmall.offer(chunk(true, 188)));
    assertEquals(1, ofSmall.dropped());
  }

  @Test
  void whatDoesNotFitIsLeftOutUpToAJoinPointAtWhichThereIsPlenty() throws Exception {
    int taken = fill(backlog);
    assertEquals(1, backlog.dropped());
    assertNotNull(backlog.take(0));
    assertFalse(backlog.offer(large(false)), "a decoder could not use it");
    assertFalse(backlog.offer(large(true)), "it would be full again at once");
    while (backlog.size() > taken / 3) {
      assertNotNull(backlog.take(0));
    }
    assertFalse(backlog.offer(large(false)));
    assertTrue(backlog.offer(large(true)));
    assertTrue(backlog.offer(large(false)));
    assertEquals(4, backlog.dropped());
  }

  @Test
  void allChannelsTogetherAreBoundedToo() throws Exception {
    Backlog second = new Backlog(room);
    Backlog third = new Backlog(room);
    fill(backlog);
    fill(second);
    assertTrue(fill(third) < 5, "little is left");
    while (backlog.take(0) != null) {
      // All of it, so that its room is free again.
    }
    assertTrue(third.offer(large(true)));
  }

  @Test
  void afterTheEndWhatIsThereCanStillBeTaken() throws Exception {
    backlog.offer(chunk(true, 188));
    backlog.close();
    assertTrue(backlog.offer(chunk(false, 188)), "nothing is wrong with it");
    assertFalse(backlog.isOver());
    assertNotNull(backlog.take(60_000));
    assertTrue(backlog.isOver());
    assertNull(backlog.take(60_000));
    assertEquals(0, backlog.dropped());
  }

  @Test
  void whoWaitsForAChunkGetsItAtOnce() throws Exception {
    Chunk chunk = chunk(true, 188);
    Thread bringer = new Thread(() -> backlog.offer(chunk));
    bringer.start();
    assertEquals(chunk, backlog.take(60_000));
    bringer.join();
  }
}
