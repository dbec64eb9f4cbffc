package banyan.broadcast.chunks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.broadcast.media.AccessUnit;
import banyan.broadcast.media.Tracks;
import banyan.broadcast.testing.Units;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a stream is like, and what is said of it. */
class AdviceTest {
  private static final long STEP = 3_000;
  private static final long STEP_MICROS = 100_000 / 3;

  private final MediaPipeline pipeline = new MediaPipeline(chunk -> {});
  private int pictures;
  private long nowMicros;

  AdviceTest() {
    pipeline.tracks(new Tracks(true, false));
  }

  /** At 30 a second of media. */
  private void feed(int count, int join, int bytes, int joinBytes, long stepMicros) {
    for (int i = 0; i < count; i++, pictures++) {
      boolean isJoin = pictures % join == 0;
      AccessUnit unit = Units.picture(pictures * STEP, isJoin, isJoin ? joinBytes : bytes);
      pipeline.accessUnit(unit.at(unit.ptsTicks(), unit.dtsTicks(), pictures == 0), nowMicros);
      nowMicros += stepMicros;
    }
  }

  private List<Advice.Topic> topics(long declared) {
    return Advice.on(pipeline.figures(), declared).stream().map(Advice::topic).toList();
  }

  private String only() {
    List<Advice> all = Advice.on(pipeline.figures(), 0);
    assertEquals(1, all.size(), all.toString());
    return all.get(0).sentence();
  }

  @Test
  void aUsualStreamNeedsNone() {
    // 29.97 pictures a second, a key picture each 2.002 s.
    feed(900, 60, 6_000, 60_000, 1_001_000 / 30);
    assertEquals(List.of(), topics(0));
    assertEquals(List.of(), topics(10_000_000));
  }

  @Test
  void keyPicturesEveryFewSecondsAreTooRare() {
    feed(300, 90, 600, 600, STEP_MICROS);
    assertTrue(only().startsWith("Key pictures come only every 3 s"), only());
  }

  @Test
  void whoHasNotSeenOneForTenSecondsIsToldSoUntilOneComes() {
    feed(310, 320, 600, 600, STEP_MICROS);
    assertTrue(only().startsWith("No key picture has come for 10 s"), only());
    feed(20, 320, 600, 600, STEP_MICROS);
    assertEquals(List.of(Advice.Topic.RARE_JOIN_POINTS), topics(0));
  }

  @Test
  void aRateAboveTheDeclaredOneIsTooHigh() {
    feed(90, 30, 6_000, 6_000, STEP_MICROS);
    assertEquals(List.of(Advice.Topic.RATE_ABOVE_DECLARED), topics(1_000_000));
    assertEquals(List.of(), topics(0));
  }

  @Test
  void keyPicturesOfMoreThanASecondAreTooLarge() {
    feed(90, 60, 500, 400_000, STEP_MICROS);
    assertTrue(only().startsWith("Key pictures of up to 400 kB"), only());
  }

  @Test
  void anEncoderThatIsSlowerThanTimeIsToldSoWhileItIs() {
    feed(300, 30, 600, 600, STEP_MICROS * 3 / 2);
    assertTrue(only().contains("is 5 s behind"), only());
    // It catches up.
    feed(300, 30, 600, 600, STEP_MICROS / 2);
    assertEquals(List.of(), topics(0));
  }

  @Test
  void aPauseThatAnEncoderKnowsOfIsNotItsSlowness() {
    feed(60, 30, 600, 600, STEP_MICROS);
    nowMicros += 20_000_000;
    AccessUnit back = Units.picture(60 * STEP, true, 600);
    pipeline.accessUnit(back.at(0, 0, true), nowMicros);
    assertEquals(List.of(), topics(0));
  }

  @Test
  void damageIsToldOnceItIsMoreThanAnAccident() {
    feed(60, 30, 600, 600, STEP_MICROS);
    pipeline.damaged(3);
    assertEquals(List.of(), topics(0));
    pipeline.damaged(20);
    assertTrue(only().contains("(23 so far)"), only());
  }
}
