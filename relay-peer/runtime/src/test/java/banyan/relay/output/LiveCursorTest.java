package banyan.relay.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.protocol.ChannelId;
import banyan.protocol.Chunk;
import banyan.protocol.Position;
import banyan.relay.crypto.Ed25519Key;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

final class LiveCursorTest {
  private static final int CHUNK_MICROS = 100_000;

  private final Ed25519Key key = Ed25519Key.generate();
  private final ChannelId channel = ChannelId.of(key.publicKey());
  private final LiveTail tail = new LiveTail();
  private final LiveCursor cursor = new LiveCursor();

  private void add(long epoch, long sequence, boolean isJoinPoint) {
    tail.add(Chunk.sign(
        channel, key, new Position(epoch, sequence), isJoinPoint ? Chunk.JOIN_POINT : 0, sequence * CHUNK_MICROS,
        CHUNK_MICROS, 0, ByteBuffer.allocate(188)));
  }

  private Chunk next() {
    Chunk chunk = cursor.next(tail);
    assertNotNull(chunk);
    return chunk;
  }

  @Test
  void nothingIsPlayedBeforeTheFirstJoinPoint() {
    assertNull(cursor.next(tail));
    add(1, 0, false);
    assertNull(cursor.next(tail));
    add(1, 1, true);
    add(1, 2, false);
    assertEquals(1, next().sequence());
    assertEquals(2, next().sequence());
    assertNull(cursor.next(tail));
    add(1, 3, false);
    assertEquals(3, next().sequence());
    assertFalse(cursor.hasSkipped());
  }

  @Test
  void aLossAndANewEpochAreSkips() {
    add(1, 0, true);
    next();
    add(1, 5, false);
    add(2, 0, true);
    add(2, 1, false);
    assertFalse(cursor.hasSkipped());
    assertEquals(5, next().sequence());
    assertTrue(cursor.hasSkipped());
    assertFalse(cursor.isNextRun());
    assertEquals(new Position(2, 0), next().position());
    assertTrue(cursor.hasSkipped());
    assertTrue(cursor.isNextRun());
    next();
    assertFalse(cursor.hasSkipped());
    assertFalse(cursor.isNextRun());
  }

  @Test
  void aPlayerFiveSecondsBehindIsMovedToTheNewestJoinPoint() {
    add(1, 0, true);
    next();
    for (int i = 1; i <= 50; i++) {
      add(1, i, i == 40);
    }
    assertEquals(1, next().sequence(), "5 s are not too much");
    for (int i = 51; i <= 52; i++) {
      add(1, i, false);
    }
    assertEquals(40, next().sequence());
    assertTrue(cursor.hasSkipped());
    assertEquals(41, next().sequence());
  }

  @Test
  void aLongWayFromTheOnlyJoinPointIsNoLag() {
    add(1, 0, true);
    for (int i = 1; i < 80; i++) {
      add(1, i, false);
    }
    for (int i = 0; i < 80; i++) {
      assertEquals(i, next().sequence());
    }
  }

  @Test
  void aPlayerThatTheTailHasLeftBehindGoesOnFurther() {
    add(1, 0, true);
    next();
    for (int i = 1; i < 1_000; i++) {
      add(1, i, i % 100 == 0);
    }
    assertTrue(tail.first() >= 890, "10 s are held: from " + tail.first());
    assertEquals(900, next().sequence());
    assertTrue(cursor.hasSkipped());
  }

  @Test
  void theTailReachesBackToTheNewestJoinPointButNotFurtherThanHalfAMinute() {
    add(1, 0, true);
    for (int i = 1; i <= 250; i++) {
      add(1, i, false);
    }
    assertEquals(0, tail.first());
    assertEquals(0, tail.newestJoinPoint());
    for (int i = 251; i <= 400; i++) {
      add(1, i, false);
    }
    assertEquals(LiveTail.NONE, tail.newestJoinPoint());
    assertEquals(101, tail.first());
    assertNull(new LiveCursor().next(tail), "a new player waits for a join point");
  }
}
