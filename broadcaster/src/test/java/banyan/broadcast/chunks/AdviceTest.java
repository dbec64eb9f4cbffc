package banyan.broadcast.chunks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.broadcast.media.AccessUnit;
import banyan.broadcast.media.Tracks;
import banyan.broadcast.testing.Units;
import java.nio.ByteBuffer;
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
  void whoRefreshesPicturesBitByBitIsToldThatBrowsersCannotBegin() {
    List<ByteBuffer> refresh = List.of(
        ByteBuffer.wrap(new byte[] {6, 6, 2, 0x0f, 0x40, (byte) 0x80}),
        Units.picture(0, false, 600).nals().get(0));
    for (int i = 0; i < 90; i++) {
      boolean isJoin = i % 30 == 0;
      AccessUnit unit = isJoin && i > 0
          ? new AccessUnit.Video(i * STEP, i * STEP, true, false, 0, refresh) : Units.picture(i * STEP, isJoin, 600);
      pipeline.accessUnit(unit.at(i * STEP, i * STEP, i == 0), i * STEP_MICROS);
    }
    assertTrue(only().startsWith("The encoder sends no key pictures but refreshes pictures bit by bit"), only());
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

  @Test
  void adviceGoesWhenItsReasonHasBeenGoneForAMinute() {
    feed(180, 90, 30_000, 400_000, STEP_MICROS);
    pipeline.damaged(20);
    assertEquals(
        List.of(Advice.Topic.RARE_JOIN_POINTS, Advice.Topic.RATE_ABOVE_DECLARED, Advice.Topic.DAMAGED),
        topics(1_000_000));
    // The same encoder, set right.
    feed(600, 30, 600, 600, STEP_MICROS);
    assertEquals(3, topics(1_000_000).size());
    feed(1_500, 30, 600, 600, STEP_MICROS);
    assertEquals(List.of(), topics(1_000_000));
    assertTrue(pipeline.figures().peakBitsPerSecond() > 1_000_000);
  }

  @Test
  void anotherEncoderIsNotBlamedForTheOneBefore() {
    feed(180, 90, 30_000, 30_000, STEP_MICROS);
    assertEquals(List.of(Advice.Topic.RARE_JOIN_POINTS, Advice.Topic.RATE_ABOVE_DECLARED), topics(1_000_000));
    AccessUnit next = Units.picture(0, true, 600);
    pipeline.accessUnit(next.at(0, 0, true), nowMicros);
    for (int i = 1; i < 90; i++) {
      nowMicros += STEP_MICROS;
      AccessUnit unit = Units.picture(i * STEP, i % 30 == 0, 600);
      pipeline.accessUnit(unit.at(i * STEP, i * STEP, false), nowMicros);
    }
    assertEquals(List.of(), topics(1_000_000));
  }
}
