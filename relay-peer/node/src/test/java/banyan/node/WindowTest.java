package banyan.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.protocol.Chunk;
import banyan.protocol.Position;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class WindowTest {
  private final TestChannel channel = new TestChannel("window");
  private final Window window = new Window(7);

  private Chunk chunk(long sequence, boolean join, int bytes) {
    return Chunk.sign(
        channel.id, channel, new Position(7, sequence), join ? Chunk.JOIN_POINT : 0, sequence * 100_000, 100_000, 0,
        ByteBuffer.allocate(bytes));
  }

  private void put(long sequence, boolean join) {
    window.put(chunk(sequence, join, 100), sequence);
  }

  @Test
  void itHoldsTheLastTenSeconds() {
    for (long s = 0; s < 500; s++) {
      put(s, s % 10 == 0);
    }
    assertEquals(499, window.newest());
    assertEquals(400, window.first());
    assertEquals(490, window.newestJoinPoint());
    assertEquals(0, window.holes());
  }

  @Test
  void itReachesBackToTheNewestJoinPointButNotBeyondThirtySeconds() {
    put(0, true);
    for (long s = 1; s < 250; s++) {
      put(s, false);
    }
    assertEquals(0, window.first());
    assertEquals(0, window.newestJoinPoint());
    for (long s = 250; s < 400; s++) {
      put(s, false);
    }
    assertEquals(100, window.first());
    assertEquals(Window.NONE, window.newestJoinPoint());
  }

  @Test
  void itIsBoundedInBytes() {
    for (long s = 0; s < 95; s++) {
      // Less than 10 s by time, a MiB each by weight.
      for (int part = 0; part < 16; part++) {
        long sequence = 16 * s + part;
        ByteBuffer payload = ByteBuffer.allocate(65_424);
        window.put(Chunk.sign(channel.id, channel, new Position(7, sequence), 0, s * 100_000, 0, 0, payload), 0);
      }
    }
    assertTrue(window.bytes() <= Timing.WINDOW_MAX_BYTES, "holds " + window.bytes());
    assertTrue(window.bytes() > Timing.WINDOW_MAX_BYTES * 9 / 10);
  }

  @Test
  void holesAreCountedFoundAndFilled() {
    put(10, true);
    put(14, false);
    assertEquals(3, window.holes());
    assertEquals(11, window.firstMissing(10));
    assertEquals(14, window.firstHeld(11));
    assertNull(window.get(12));
    put(12, false);
    assertEquals(2, window.holes());
    assertEquals(Window.NONE, window.firstHeld(15));
    assertFalse(window.wants(12), "there already");
    assertFalse(window.wants(9), "before the first");
    assertTrue(window.wants(13));
  }

  @Test
  void itRefusesWhatItDoesNotWant() {
    put(10, true);
    assertThrows(IllegalStateException.class, () -> put(10, true));
    assertFalse(window.wants(10L + Timing.WINDOW_MAX_CHUNKS));
  }

  @Test
  void itAgreesWithASortedMapWhateverTheOrder() {
    SplittableRandom random = new SplittableRandom(5);
    TreeMap<Long, Chunk> model = new TreeMap<>();
    put(1_000, true);
    model.put(1_000L, chunk(1_000, true, 100));
    for (int i = 0; i < 5_000; i++) {
      long sequence = window.newest() - 30 + random.nextInt(40);
      boolean wanted = sequence >= window.first() && !model.containsKey(sequence);
      assertEquals(wanted, window.wants(sequence), "at " + sequence);
      if (wanted) {
        Chunk chunk = chunk(sequence, sequence % 10 == 0, 50);
        window.put(chunk, i);
        model.put(sequence, chunk);
      }
      model.headMap(window.first()).clear();
      assertEquals(model.lastKey(), window.newest());
      assertEquals(window.newest() - window.first() + 1 - model.size(), window.holes());
      assertNotNull(window.get(window.newest()));
    }
  }
}
