package banyan.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PlaybackModelTest {
  private static final long MILLI = 1_000;

  private final TestChannel channel = new TestChannel("playback");
  private final PlaybackModel model = new PlaybackModel(300 * MILLI, 1_000 * MILLI);

  private void deliver(long epoch, long sequence, long atMillis) {
    model.delivered(channel.chunk(epoch, sequence, 0, 10), atMillis * MILLI);
  }

  @Test
  void playbackBeginsWhenTheBufferIsFull() {
    deliver(1, 0, 1_050);
    deliver(1, 1, 1_150);
    assertEquals(-1, model.figures(1_200 * MILLI).pictureMicros());
    deliver(1, 2, 1_250);
    PlaybackModel.Figures figures = model.figures(1_350 * MILLI);
    assertEquals(50 * MILLI, figures.startupMicros());
    assertEquals(250 * MILLI, figures.pictureMicros());
    assertEquals(100 * MILLI, figures.playedMicros());
    assertEquals(0, figures.gaps());
  }

  @Test
  void aGapIsTheTimeWithNothingToPlay() {
    for (int i = 0; i < 3; i++) {
      deliver(1, i, 1_000);
    }
    deliver(1, 3, 1_450);
    deliver(1, 4, 1_500);
    PlaybackModel.Figures figures = model.figures(1_600 * MILLI);
    assertEquals(1, figures.gaps());
    assertEquals(150 * MILLI, figures.stalledMicros());
    assertEquals(450 * MILLI, figures.playedMicros());
    assertEquals(1, figures.late());
    assertEquals(0.8, figures.continuity(), 1e-9);
  }

  @Test
  void aStallThatLastsCountsAlready() {
    for (int i = 0; i < 3; i++) {
      deliver(1, i, 1_000);
    }
    PlaybackModel.Figures figures = model.figures(2_000 * MILLI);
    assertEquals(1, figures.gaps());
    assertEquals(700 * MILLI, figures.longestGapMicros());
  }

  @Test
  void lostAndRepeatedChunksAreCountedAndANewEpochIsNoLoss() {
    for (int i = 0; i < 3; i++) {
      deliver(1, i, 1_000);
    }
    deliver(1, 5, 1_100);
    deliver(1, 5, 1_110);
    deliver(1, 4, 1_120);
    deliver(2, 0, 1_200);
    PlaybackModel.Figures figures = model.figures(1_250 * MILLI);
    assertEquals(2, figures.lost());
    assertEquals(2, figures.repeated());
    assertEquals(5, figures.chunks());
    assertEquals(0, figures.gaps());
    assertEquals(500 * MILLI, figures.mediaMicros());
  }

  @Test
  void eachGapIsToldWhenItIsOverAndAChunkNeedNotBeAtHand() {
    List<String> gaps = new ArrayList<>();
    PlaybackModel listened =
        new PlaybackModel(300 * MILLI, 1_000 * MILLI, (from, until) -> gaps.add(from / MILLI + "-" + until / MILLI));
    for (int i = 0; i < 3; i++) {
      listened.delivered(1, i, i * 100L * MILLI, 100 * MILLI, false, 1_000 * MILLI);
    }
    assertEquals(1_300 * MILLI, listened.emptyAtMicros());
    listened.delivered(1, 3, 300 * MILLI, 100 * MILLI, false, 1_450 * MILLI);
    listened.delivered(2, 0, 0, 100 * MILLI, true, 1_600 * MILLI);
    assertEquals(List.of("1300-1450", "1550-1600"), gaps);
    assertEquals(-1, model.emptyAtMicros());
  }
}
