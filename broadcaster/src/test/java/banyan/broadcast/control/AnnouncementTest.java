package banyan.broadcast.control;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.protocol.About;
import banyan.protocol.Descriptor;
import banyan.protocol.Detail;
import banyan.relay.crypto.Ed25519Key;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnnouncementTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String INDEX = "http://127.0.0.1:7190";

  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final List<Descriptor.Fields> told = new CopyOnWriteArrayList<>();
  private final Announcement announcement = begin(System.currentTimeMillis());

  private static Announcement begin(long epoch) {
    return new Announcement(
        Ed25519Key.generate().publicKey(), epoch, 100, Optional.of(INDEX), About.titled("Night train"),
        new Announcement.Stream("", "", 3_000_000));
  }

  @AfterEach
  void stop() {
    clock.shutdownNow();
  }

  private void say(Detail detail, String text) {
    announcement.change(about -> about.with(detail, text));
  }

  @Test
  void eachChangeIsTheNextRevisionOfAllThatIsSaid() {
    Descriptor.Fields first = announcement.next();
    announcement.goesOnAir(told::add, clock);
    say(Detail.NOW_PLAYING, "So What");
    announcement.streamIs(new Announcement.Stream("h264", "aac", 2_000_000));
    await().atMost(SOON).until(() -> !told.isEmpty() && told.get(told.size() - 1).videoCodec().equals("h264"));
    Descriptor.Fields last = told.get(told.size() - 1);
    assertTrue(last.revision() > first.revision());
    assertEquals("Night train", last.title());
    assertEquals(2_000_000, last.peakBitsPerSecond());
    assertEquals("So What", About.read(last).text(Detail.NOW_PLAYING));
    assertEquals(INDEX, last.details().get(Descriptor.DETAIL_INDEX));
  }

  @Test
  void changesThatFollowCloselyGoOutTogetherAndTheLastOneCounts() {
    announcement.goesOnAir(told::add, clock);
    long began = System.nanoTime();
    int changes = 1_000;
    for (int i = 1; i <= changes; i++) {
      say(Detail.NOW_PLAYING, "Track " + i);
    }
    await().atMost(SOON).until(() -> !told.isEmpty()
        && About.read(told.get(told.size() - 1)).text(Detail.NOW_PLAYING).equals("Track " + changes));
    long waits = (System.nanoTime() - began) / 1_000_000 / Announcement.APART_MILLIS;
    assertTrue(told.size() <= 2 + waits, told.size() + " revisions in " + waits + " waits");
    for (int i = 1; i < told.size(); i++) {
      assertTrue(told.get(i).revision() > told.get(i - 1).revision());
    }
  }

  @Test
  void whatIsSaidAlreadyIsNotSaidAgain() {
    announcement.goesOnAir(told::add, clock);
    say(Detail.TITLE, "Night\ntrain");
    say(Detail.GENRE, "");
    announcement.streamIs(new Announcement.Stream("", "", 3_000_000));
    assertEquals(List.of(), told);
  }

  @Test
  void aRefusedChangeChangesNothing() {
    announcement.goesOnAir(told::add, clock);
    assertThrows(IllegalArgumentException.class, () -> announcement.change(
        about -> about.with(Detail.NOW_PLAYING, "So What").with(Detail.GENRE, "g".repeat(65))));
    assertEquals(About.titled("Night train"), announcement.about());
    assertEquals(List.of(), told);
  }

  @Test
  void nothingIsToldBeforeItIsOnAirNorAfterItsEnd() {
    say(Detail.GENRE, "Jazz");
    announcement.goesOnAir(told::add, clock);
    assertTrue(announcement.isOnAir());
    announcement.close();
    clock.shutdownNow();
    say(Detail.GENRE, "Blues");
    assertFalse(announcement.isOnAir());
    assertEquals(List.of(), told);
  }

  @Test
  void revisionsRiseEvenIfTheClockWasSetBack() {
    long ahead = System.currentTimeMillis() + 1_000_000;
    Announcement late = begin(ahead);
    assertEquals(ahead + 1, late.next().revision());
    assertEquals(ahead + 2, late.next().revision());
  }
}
