package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.launcher.acceptance.Browser.Look;
import banyan.launcher.acceptance.Browser.Page;
import banyan.launcher.acceptance.Browser.Picture;
import banyan.program.ReadyLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Chromium at {@code /watch/CHANNEL} of a viewer's peer, two hops from the broadcaster. */
@Tag("page")
class PageAcceptanceTest {
  private static final int PICTURES_PER_SECOND = 30;
  private static final Duration WATCHED = FullRun.choose(Duration.ofSeconds(2), Duration.ofMinutes(3));
  private static final Duration WATCHED_BY_HLS = FullRun.choose(Duration.ofSeconds(2), Duration.ofMinutes(1));
  private static final int LOADS = 10;
  private static final double PICTURE_MEDIAN_AT_MOST_MILLIS = 1_000;
  private static final double LAG_MEDIAN_AT_MOST_MILLIS = 1_000;
  /** By which what the page says of its lag may be wrong: it has no clock in common with the broadcaster. */
  private static final double WORDS_WRONG_BY_MILLIS = 400;
  private static final double STOOD_STILL_AT_MOST_MILLIS = 500;
  private static final int TELEPHONE_WIDTH = 360;
  private static final int PICTURE_AT_MOST_BYTES = 150_000;
  private static final int PLOT_SECONDS = 120;
  private static final Duration PLOT_IS_FULL_WITHIN = Duration.ofSeconds(PLOT_SECONDS + 60);
  /** Only who is told its port finds such a root: so there is always a relay between it and the viewer. */
  private static final List<String> HIDDEN =
      List.of("--advertise", "127.0.0.1:1", "--index", "http://127.0.0.1:1", "--upload", "100M");
  private static final Figures FIGURES = Figures.of("page");

  @RegisterExtension
  final Processes processes = new Processes();

  private final LocalNetwork network = new LocalNetwork(processes);

  @Test
  void thePagePlaysLiveWhateverHappensAndTellsHowItCame() throws IOException {
    BanyanProcess root = broadcast("--title", "Tea & <b>biscuits</b>");
    List<BanyanProcess> relays = List.of(below(root, root), below(root, root));
    BanyanProcess watch = viewerBelow(root, relays.get(0));
    String address = address(watch, root);
    try (Browser browser = Browser.start(processes.files())) {
      try (Page page = browser.open(address)) {
        FIGURES.add("mpegts.picture", Pictures.of(page, Duration.ZERO).firstMillis(), "ms", 1);
        LocalNetwork.await("it says that it is live").until(() -> page.look().isLive());
        assertEquals("mpegts", page.look().text("way"));
        assertEquals("Tea & <b>biscuits</b>", page.look().text("title"));
        Pictures shown = Pictures.atPace(page, WATCHED, PICTURES_PER_SECOND);
        judgeLag(page, shown, root);
        assertPathIsShown(page, watch);
        assertKeysWork(page);
        assertAll(
            () -> assertEquals(List.of(), page.complaints()),
            () -> assertEquals(List.of(), page.look().texts("unnamed"), "nameless to those who do not see it"));
        hlsPlaysOnATelephone(browser, address, root);
        aChannelThatIsNotHereIsToldOf(browser, watch);
        aBuildWithoutNpmIsToldOf(browser, address);
        if (FullRun.isOn()) {
          loadOften(browser, address);
        }
        theParentsDeathIsNotSeen(page, watch, relays);
        thePictureComesBackWithTheBroadcaster(page, root);
      }
    }
    if (FullRun.isOn()) {
      photograph();
    }
  }

  private void hlsPlaysOnATelephone(Browser browser, String address, BanyanProcess root) throws IOException {
    try (Page page = browser.open(address + "?player=hls", TELEPHONE_WIDTH, 740, true)) {
      Pictures.of(page, Duration.ZERO);
      LocalNetwork.await("it says that it is live").until(() -> page.look().isLive());
      assertEquals("hls", page.look().text("way"));
      assertEquals(TELEPHONE_WIDTH, page.look().number("neededWidth"), "without scrolling sideways");
      Pictures shown = Pictures.atPace(page, WATCHED_BY_HLS, PICTURES_PER_SECOND);
      PictureClock clock = PictureClock.of(root.ready(), PICTURES_PER_SECOND, processes.files());
      FIGURES.addSpread("hls.lag", "ms", shown.lagMillis(clock));
      FIGURES.addSpread("hls.between-pictures", "ms", shown.betweenMillis());
      page.choose("#engine", "mpegts");
      LocalNetwork.await("the other way plays").until(() -> page.look().text("way").equals("mpegts")
          && page.look().isLive());
      assertEquals(List.of(), page.complaints());
    }
  }

  private static void aChannelThatIsNotHereIsToldOf(Browser browser, BanyanProcess watch) {
    try (Page page = browser.open(watch.ready().http() + "/watch/" + "a".repeat(52), TELEPHONE_WIDTH, 740, false)) {
      LocalNetwork.await("it says that there is no such channel").until(
          () -> page.look().text("notice").startsWith("This address knows no such channel."));
      assertEquals(TELEPHONE_WIDTH, page.look().number("neededWidth"), "without scrolling sideways");
    }
  }

  private static void aBuildWithoutNpmIsToldOf(Browser browser, String address) {
    try (Page page = browser.openBare(address)) {
      LocalNetwork.await("it says what to install").until(() -> page.look().text("notice").contains("Install npm"));
    }
  }

  private static void theParentsDeathIsNotSeen(Page page, BanyanProcess watch, List<BanyanProcess> relays) {
    ReadyLine viewer = watch.ready();
    LocalNetwork.await("the viewer has a backup").until(() -> {
      PeerStatus now = PeerStatus.of(viewer);
      return now.isAttached() && now.number("backups") > 0 && page.look().isLive();
    });
    String parent = PeerStatus.of(viewer).parent();
    BanyanProcess dies = relays.stream().filter(relay -> PeerStatus.of(relay.ready()).peer().equals(parent))
        .findFirst().orElseThrow(() -> new AssertionError("fed by the root itself"));
    page.shown();
    Pictures.of(page, Duration.ZERO);
    dies.kill();
    LocalNetwork.await("it is fed by another").until(() -> !PeerStatus.of(viewer).parent().equals(parent));
    Pictures shown = Pictures.of(page, Duration.ofSeconds(FullRun.choose(2, 10)));
    FIGURES.addSpread("kill.between-pictures", "ms", shown.betweenMillis());
    assertTrue(shown.longestMillis() <= STOOD_STILL_AT_MOST_MILLIS, shown::toString);
  }

  private void thePictureComesBackWithTheBroadcaster(Page page, BanyanProcess root) {
    String port = String.valueOf(root.ready().port());
    long before = Pictures.of(page, Duration.ZERO).all().get(0).number();
    root.kill();
    LocalNetwork.await("it says that the broadcaster is away").until(
        () -> page.look().text("notice").startsWith("The broadcaster has been away for"));
    assertFalse(page.look().isLive());
    BanyanProcess again = broadcast("--port", port);
    again.ready();
    long readyMillis = System.currentTimeMillis();
    List<Picture> shown = new ArrayList<>();
    LocalNetwork.await("it says that it is live again, and shows the new run").until(() -> {
      shown.addAll(page.shown().pictures());
      return page.look().isLive() && shown.stream().anyMatch(picture -> picture.number() < before);
    });
    shown.addAll(Pictures.of(page, Duration.ofSeconds(1)).all());
    List<Long> numbers = shown.stream().map(Picture::number).toList();
    List<Long> oldRun = numbers.stream().takeWhile(number -> number >= before).toList();
    List<Picture> newRun = shown.subList(oldRun.size(), shown.size());
    FIGURES.add("root-again.picture", newRun.get(0).shownMillis() - readyMillis, "ms", 1);
    assertEquals(oldRun.stream().sorted().toList(), oldRun, "nothing of the old run twice");
    assertTrue(newRun.stream().allMatch(picture -> picture.number() < before),
        () -> "pictures of the old run in the new one: " + numbers);
    assertTrue(newRun.get(newRun.size() - 1).number() > newRun.get(0).number(), "the new run moves");
    again.terminate();
    LocalNetwork.await("it says that the channel has ended").until(
        () -> page.look().text("state").equals("The channel has ended."));
  }

  @Test
  void whatThePageSaysAndDoesFollowsItsRules() throws IOException {
    Path rules = Browser.scripts().resolve("rules.test.mjs");
    String said = OutsideProgram.run(
        processes.files().resolve("rules.log"), List.of("node", "--test", rules.toString()));
    assertTrue(said.contains("fail 0"), said);
  }

  /** Leaves the README's picture of the page in {@code target/acceptance}: watched for a while, some hops deep. */
  private void photograph() throws IOException {
    List<String> options = new ArrayList<>(HIDDEN);
    options.addAll(List.of("--tone", "--source", "test:640x360@15", "--title", "A banyan at sunset"));
    BanyanProcess root = network.broadcast(options.toArray(String[]::new));
    BanyanProcess relay = below(root, root);
    BanyanProcess watch = viewerBelow(root, below(root, relay));
    below(root, watch);
    try (Browser browser = Browser.start(processes.files());
        Page page = browser.open(address(watch, root), 1180, 700, false)) {
      LocalNetwork.await("it plays").until(() -> page.look().isLive());
      // Not every Chromium keeps a page silent that nobody has touched.
      if (page.look().is("unmute")) {
        page.click("#unmute");
      }
      LocalNetwork.await("the plot is full").atMost(PLOT_IS_FULL_WITHIN)
          .until(() -> page.look().isLive() && page.look().number("time") > PLOT_SECONDS);
      Path picture = processes.files().resolve("watch.jpg").toAbsolutePath();
      page.screenshot(picture, 80);
      assertTrue(Files.size(picture) <= PICTURE_AT_MOST_BYTES, () -> "too large for a README: " + picture);
    }
  }

  private BanyanProcess broadcast(String... more) {
    List<String> options = new ArrayList<>(List.of("--source", "test:320x180@" + PICTURES_PER_SECOND));
    options.addAll(HIDDEN);
    options.addAll(List.of(more));
    return network.broadcast(options.toArray(String[]::new));
  }

  private BanyanProcess below(BanyanProcess root, BanyanProcess parent) {
    BanyanProcess relay = network.relay(
        String.valueOf(root.ready().link()), "--parent", LocalNetwork.address(parent.ready()), "--upload", "100M");
    LocalNetwork.await("the relay is attached").until(() -> PeerStatus.of(relay.ready()).isAttached());
    return relay;
  }

  private BanyanProcess viewerBelow(BanyanProcess root, BanyanProcess parent) {
    BanyanProcess watch = network.watch(
        String.valueOf(root.ready().link()), "--parent", LocalNetwork.address(parent.ready()));
    LocalNetwork.await("the viewer's peer has media")
        .until(() -> PeerStatus.of(watch.ready()).counter("chunksDelivered") > 0);
    return watch;
  }

  private static String address(BanyanProcess watch, BanyanProcess root) {
    return watch.ready().http() + "/watch/" + root.ready().channel();
  }

  private static void assertPathIsShown(Page page, BanyanProcess watch) {
    LocalNetwork.await("the panel shows the path with all its round trips").until(() -> {
      Look now = page.look();
      long depth = PeerStatus.of(watch.ready()).number("depth");
      List<String> path = now.texts("path");
      return path.size() > depth && path.get(0).equals("Broadcaster") && path.get((int) depth).equals("You")
          && now.texts("ways").stream().filter(way -> way.matches("[0-9.]+ ms")).count() == depth;
    });
  }

  private void judgeLag(Page page, Pictures shown, BanyanProcess root) throws IOException {
    PictureClock clock = PictureClock.of(root.ready(), PICTURES_PER_SECOND, processes.files());
    double[] lags = shown.lagMillis(clock);
    double median = Figures.percentile(50, lags);
    double said = Double.parseDouble(page.look().figure("Behind the broadcaster").replace(" s", "")) * 1_000;
    FIGURES.addSpread("mpegts.lag", "ms", lags);
    FIGURES.addSpread("mpegts.between-pictures", "ms", shown.betweenMillis());
    FIGURES.add("mpegts.lag.said", said, "ms", 1);
    assertTrue(median > 0, () -> "shown " + -median + " ms before it was made");
    if (FullRun.isOn()) {
      assertTrue(median <= LAG_MEDIAN_AT_MOST_MILLIS, () -> "behind by " + median + " ms");
      assertEquals(median, said, WORDS_WRONG_BY_MILLIS, "what the page says");
    }
  }

  private static void loadOften(Browser browser, String address) {
    double[] first = new double[LOADS];
    for (int i = 0; i < LOADS; i++) {
      try (Page page = browser.open(address)) {
        first[i] = Pictures.of(page, Duration.ZERO).firstMillis();
      }
    }
    FIGURES.addSpread("mpegts.picture-after-load", "ms", first);
    assertTrue(Figures.percentile(50, first) <= PICTURE_MEDIAN_AT_MOST_MILLIS, "the median of the figures");
  }

  private static void assertKeysWork(Page page) {
    boolean muted = page.look().is("muted");
    page.press("m");
    assertEquals(!muted, page.look().is("muted"));
    page.press("n");
    assertFalse(page.look().is("panel"));
    page.press("n");
    assertTrue(page.look().is("panel"));
    page.press("k");
    LocalNetwork.await("it is paused").until(() -> page.look().text("state").equals("Paused."));
    page.press("k");
    LocalNetwork.await("it goes on").until(() -> page.look().isLive());
  }
}
