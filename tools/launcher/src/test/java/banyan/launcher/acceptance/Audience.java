package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.launcher.acceptance.Browser.Page;
import banyan.launcher.acceptance.Browser.Picture;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * Two who watch a channel while its encoder comes and goes, each at a peer of its own: with the page in Chromium, and
 * with mpv as {@code watch --with} starts it. The channel shows the test pattern.
 */
final class Audience implements AutoCloseable {
  /** A picture that is not followed by another for so long is the last. */
  private static final double STILL_MILLIS = 700;
  private static final Duration PLAYS_ON_FOR = Duration.ofSeconds(2);
  private static final Duration LOOKED_AT_EACH = Duration.ofMillis(10);

  private final BanyanProcess root;
  private final BanyanProcess withPage;
  private final BanyanProcess withMpv;
  private final String parentOfPage;
  private final String parentOfMpv;
  private final Browser browser;
  private final Page page;
  private final MpvRemote mpv;
  private final LiveReader reader;
  private double stoodAtSeconds;
  private long readyNanos;

  private Audience(BanyanProcess root, BanyanProcess withPage, BanyanProcess withMpv, Browser browser, Path home)
      throws IOException {
    this.root = root;
    this.withPage = withPage;
    this.withMpv = withMpv;
    this.browser = browser;
    this.page = browser.open(withPage.ready().http() + "/watch/" + root.ready().channel());
    this.mpv = MpvRemote.connect(home);
    this.reader = LiveReader.open("the page's peer", withPage.ready());
    awaitPlaying();
    this.parentOfPage = PeerStatus.of(withPage.ready()).parent();
    this.parentOfMpv = PeerStatus.of(withMpv.ready()).parent();
  }

  /**
   * Sits down; returns when both play. There is an encoder that sends.
   *
   * @param network whose programs have {@code home} as their {@code MPV_HOME}
   * @param home short, since a socket's path must be
   */
  static Audience of(Processes processes, LocalNetwork network, Path home, BanyanProcess root) throws IOException {
    MpvRemote.settle(home);
    String link = String.valueOf(root.ready().link());
    BanyanProcess withMpv = network.watch(link, "--with", "mpv");
    BanyanProcess withPage = network.watch(link);
    Browser browser = Browser.start(processes.files());
    try {
      return new Audience(root, withPage, withMpv, browser, home);
    } catch (IOException | RuntimeException | AssertionError e) {
      browser.close();
      throw e;
    }
  }

  /** Both are at the source's pace. */
  void awaitPlaying() {
    Pictures.atPace(page, PLAYS_ON_FOR, PatternClip.PICTURES_PER_SECOND);
    double until = mpvSeconds() + PLAYS_ON_FOR.toSeconds();
    LocalNetwork.await("mpv plays on").until(() -> mpvSeconds() >= until);
  }

  private double mpvSeconds() {
    return mpv.property("time-pos").asDouble();
  }

  /** Waits until both have shown what they had in hand: the encoder is gone. */
  void awaitStandingStill() {
    double[] since = {now()};
    double[] at = {mpvSeconds()};
    LocalNetwork.await("nobody sees anything new").until(() -> {
      double seconds = mpvSeconds();
      if (!page.shown().pictures().isEmpty() || seconds != at[0]) {
        at[0] = seconds;
        since[0] = now();
      }
      return now() - since[0] > STILL_MILLIS;
    });
  }

  /**
   * How long after its peer had the first bytes each of them showed a new picture.
   *
   * @param pageMillis for the page
   * @param mpvMillis for mpv
   */
  record Resumed(double pageMillis, double mpvMillis) {}

  /** Remembers where they stand, before the encoder comes back. */
  void getReady() {
    stoodAtSeconds = mpvSeconds();
    readyNanos = System.nanoTime();
  }

  /** Waits until both play on. */
  Resumed awaitResumed() {
    List<Picture> shown = new ArrayList<>();
    double[] mpvMoved = {Double.NaN};
    Awaitility.await("both play on").atMost(LocalNetwork.SOON).pollInterval(LOOKED_AT_EACH).until(() -> {
      if (Double.isNaN(mpvMoved[0]) && mpvSeconds() != stoodAtSeconds) {
        mpvMoved[0] = now();
      }
      shown.addAll(page.shown().pictures());
      return !Double.isNaN(mpvMoved[0]) && !shown.isEmpty();
    });
    double arrived = now() - (System.nanoTime() - reader.firstArrivalAfter(readyNanos)) / 1e6;
    return new Resumed(shown.get(0).shownMillis() - arrived, mpvMoved[0] - arrived);
  }

  /** By the clock that the browser has too. */
  private static double now() {
    return System.currentTimeMillis();
  }

  /** Nobody has lost its link, or anything that was sent. */
  void assertStayed() {
    assertFalse(reader.hasEnded(), "a player was disconnected");
    assertEquals(List.of(), page.complaints());
    assertEquals("0", page.look().figure("Played anew"), "the page began anew");
    assertEquals(1, withMpv.descendants().size(), "mpv runs");
    assertStayed(withPage, parentOfPage);
    assertStayed(withMpv, parentOfMpv);
  }

  private void assertStayed(BanyanProcess viewer, String parent) {
    PeerStatus end = PeerStatus.of(viewer.ready());
    assertAll(
        () -> assertTrue(end.isAttached(), "the viewer is attached"),
        () -> assertEquals(parent, end.parent()),
        () -> assertEquals(0, end.counter("parentChanges"), "changes of parents"),
        () -> assertEquals(0, end.counter("chunksLost"), "lost"),
        () -> assertEquals(PeerStatus.of(root.ready()).window("epoch"), end.window("epoch"), "one epoch"));
  }

  @Override
  public void close() throws IOException {
    reader.close();
    mpv.close();
    browser.close();
  }
}
