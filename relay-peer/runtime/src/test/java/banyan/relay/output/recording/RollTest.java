package banyan.relay.output.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;

import banyan.protocol.Chunk;
import banyan.relay.output.hls.TestChunks;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RollTest {
  private static final long SECOND = 1_000_000;

  private final TestChunks chunks = new TestChunks();
  private boolean hasBegun;
  private final List<Integer> lengths = new ArrayList<>();

  /** Feeds groups of so many chunks of 100 ms, each chunk so large, and notes how many chunks each file got. */
  private void feed(Roll roll, int groups, int chunksAGroup, long chunkBytes) {
    for (int i = 0; i < groups * chunksAGroup; i++) {
      add(roll, i % chunksAGroup == 0 ? chunks.join() : chunks.next(), chunkBytes);
    }
  }

  private void add(Roll roll, Chunk chunk, long chunkBytes) {
    if (!hasBegun || roll.isDueAt(chunk)) {
      hasBegun = true;
      roll.begin(chunk);
      lengths.add(0);
    }
    roll.added(chunk, chunkBytes);
    lengths.set(lengths.size() - 1, lengths.get(lengths.size() - 1) + 1);
  }

  @Test
  void aFileEndsAtTheJoinPointNearestToItsLength() {
    feed(new Roll(3 * SECOND, Long.MAX_VALUE), 9, 10, 1);
    assertEquals(List.of(30, 30, 30), lengths);
    lengths.clear();
    hasBegun = false;
    feed(new Roll(3 * SECOND, Long.MAX_VALUE), 8, 8, 1);
    assertEquals(List.of(32, 32), lengths, "2.4 s are further from 3 s than 3.2 s are");
    lengths.clear();
    hasBegun = false;
    feed(new Roll(3 * SECOND, Long.MAX_VALUE), 4, 13, 1);
    assertEquals(List.of(26, 26), lengths, "2.6 s are nearer to 3 s than 3.9 s");
  }

  @Test
  void everyGroupIsAFileOfItsOwnIfThatIsWhatItTakes() {
    feed(new Roll(SECOND, Long.MAX_VALUE), 3, 50, 1);
    assertEquals(List.of(50, 50, 50), lengths);
  }

  @Test
  void aFileEndsBeforeAnotherGroupWouldNotFit() {
    feed(new Roll(Long.MAX_VALUE, 3_500), 9, 10, 100);
    assertEquals(List.of(30, 30, 30), lengths);
  }

  @Test
  void withoutAJoinPointAFileGoesOn() {
    Roll roll = new Roll(SECOND, 1_000);
    add(roll, chunks.join(), 100);
    for (int i = 0; i < 100; i++) {
      add(roll, chunks.next(), 100);
    }
    add(roll, chunks.join(), 100);
    assertEquals(List.of(101, 1), lengths);
  }

  @Test
  void aNewRunOfTheBroadcasterBeginsAFile() {
    Roll roll = new Roll(3_600 * SECOND, Long.MAX_VALUE);
    feed(roll, 1, 5, 1);
    chunks.beginEpoch();
    feed(roll, 1, 5, 1);
    assertEquals(List.of(5, 5), lengths);
  }

  @Test
  void aLossDoesNot() {
    Roll roll = new Roll(3_600 * SECOND, Long.MAX_VALUE);
    feed(roll, 1, 5, 1);
    chunks.lose(20);
    feed(roll, 1, 5, 1);
    assertEquals(List.of(10), lengths);
  }
}
