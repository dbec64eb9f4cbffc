package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.program.ReadyLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code banyan watch} shows a moving picture in a window, on a screen that is looked at 20 times a second. */
@Tag("window")
class WindowAcceptanceTest {
  private static final Figures FIGURES = Figures.of("window");
  private static final int PICTURES_PER_SECOND = 30;
  private static final int PLAYED_SECONDS = FullRun.choose(6, 180);
  private static final double STILL_AT_MOST_SECONDS = FullRun.choose(8.0, 0.5);
  private static final double LAG_AT_MOST_SECONDS = FullRun.choose(10.0, 2.5);
  /** Players begin at a key picture, and are as far behind as it is when they do. */
  private static final double ONE_SECOND_MORE_BETWEEN_KEY_PICTURES = 1.5;
  private static final int STARTS = 11;
  private static final double START_MEDIAN_AT_MOST_SECONDS = 1.5;
  private static final List<String> AS_IT_IS = List.of("-c", "copy");
  /** A port at which nothing listens. */
  private static final String NOBODY = "127.0.0.1:1";
  private static final int TROUBLES_APART_SECONDS = FullRun.choose(2, 5);

  @RegisterExtension
  final Processes processes = new Processes();

  @TempDir
  Path home = Path.of("");

  private final LocalNetwork network = new LocalNetwork(processes);
  private final Map<String, BanyanProcess> relays = new HashMap<>();
  @SuppressWarnings("NullAway.Init") // openScreen() makes it
  private Desktop desktop;
  @SuppressWarnings("NullAway.Init") // and this
  private ScreenReader screen;

  @BeforeEach
  void openScreen() throws IOException {
    Files.createDirectories(processes.files());
    desktop = Desktop.open(home, FullRun.isOn());
    screen = ScreenReader.open(desktop.display(), processes.files().resolve("screen.log"));
  }

  @AfterEach
  void close() throws IOException {
    processes.closeAll();
    screen.close();
    desktop.close();
  }

  private BanyanProcess window(ReadyLine root, String... more) {
    return network.window(desktop, String.valueOf(root.link()), more);
  }

  private void awaitPicture() {
    LocalNetwork.await("the picture is there").until(() -> screen.frame() >= 0);
  }

  @Test
  void thePatternMovesAtItsPaceAndCloseToLive() {
    ReadyLine root = network.broadcast("--tone", "--source", "test:320x180@" + PICTURES_PER_SECOND).ready();
    BanyanProcess watch = window(root);
    watch.ready();
    judgeLag("pattern", play("pattern", root).lagSeconds(), LAG_AT_MOST_SECONDS);
    if (FullRun.isOn()) {
      startAgain();
    }
    watch.terminate();
    assertEquals(0, watch.exitCode(LocalNetwork.SOON), watch.logLines()::toString);
  }

  @Test
  void anEncodersPictureWithSoundMovesAtItsPace() throws IOException {
    ReadyLine pattern =
        network.broadcast("--tone", "--source", "test:320x180@" + PICTURES_PER_SECOND).ready();
    ReadyLine root = encoded();
    try (OutsideProgram encoder = encode(pattern, root, "slow-keys", List.of(
        "-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-g", "" + 2 * PICTURES_PER_SECOND,
        "-c:a", "aac", "-b:a", "96k"))) {
      window(root).ready();
      Played played = play("encoder", pattern);
      // What ffmpeg has kept back for some time is told, and is not the window's.
      FIGURES.addSpread("encoder.lag.with-ffmpeg", "s", array(played.lagSeconds()));
      PictureClock clock = PictureClock.of(root, PICTURES_PER_SECOND, processes.files());
      List<Double> lagSeconds =
          played.shown().stream().map(seen -> clock.lagMillis(seen.millis(), seen.number()) / 1e3).toList();
      judgeLag("encoder", lagSeconds, LAG_AT_MOST_SECONDS + ONE_SECOND_MORE_BETWEEN_KEY_PICTURES);
      assertTrue(encoder.isAlive(), encoder::output);
    }
  }

  /** The number of the picture that was on the screen then. */
  private record Seen(long millis, long number) {}

  /**
   * What was seen of a pattern, 20 times a second.
   *
   * @param lagSeconds from the making of each picture
   */
  private record Played(List<Seen> shown, List<Double> lagSeconds) {}

  /** Watches for a while what comes from this pattern: it moves at its pace and does not stand still. */
  private Played play(String name, ReadyLine pattern) {
    awaitPicture();
    // What is shown at first is over when the player has settled.
    awaitPlayed(FullRun.choose(1, 5));
    long began = System.nanoTime();
    long beganAt = screen.frame();
    double bornNanos = Double.MAX_VALUE;
    List<Seen> all = new ArrayList<>();
    List<Double> lags = new ArrayList<>();
    while (System.nanoTime() - began < PLAYED_SECONDS * 1_000_000_000L) {
      // The newest of the pictures was made at most now: over many looks this tells when the first one was.
      bornNanos = Math.min(bornNanos, System.nanoTime()
          - (PeerStatus.of(pattern).source("videoUnits") - 1) * 1e9 / PICTURES_PER_SECOND);
      long shown = screen.frame();
      all.add(new Seen(System.currentTimeMillis(), shown));
      lags.add((System.nanoTime() - shown * 1e9 / PICTURES_PER_SECOND) / 1e9);
      LocalNetwork.await("the pattern moves").until(() -> screen.frame() != shown);
    }
    long ended = System.nanoTime();
    long pictures = screen.frame() - beganAt;
    double pace = pictures / (double) PICTURES_PER_SECOND / ((ended - began) / 1e9);
    double still = screen.longestStillSeconds(began, ended);
    FIGURES.add(name + ".pace", pace, "share", (int) pictures);
    FIGURES.add(name + ".longest-still", still, "s", (int) pictures);
    assertEquals(1, pace, FullRun.choose(0.5, 0.01));
    assertTrue(still <= STILL_AT_MOST_SECONDS, () -> "the picture stood still for " + still + " s");
    double born = bornNanos / 1e9;
    return new Played(all, lags.stream().map(lag -> lag - born).toList());
  }

  private static void judgeLag(String name, List<Double> lagSeconds, double atMostSeconds) {
    double[] seconds = array(lagSeconds);
    FIGURES.addSpread(name + ".lag", "s", seconds);
    FIGURES.addSpread(
        name + ".lag.last-tenth", "s", Arrays.copyOfRange(seconds, seconds.length * 9 / 10, seconds.length));
    double median = Figures.percentile(50, seconds);
    assertTrue(median <= atMostSeconds, () -> "the picture is " + median + " s old");
  }

  private static double[] array(List<Double> numbers) {
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Stops and plays, as often as it takes for a median of the time from the key to the picture. */
  private void startAgain() {
    double[] seconds = new double[STARTS];
    for (int i = 0; i < STARTS; i++) {
      press("space");
      LocalNetwork.await("nothing is on").until(() -> screen.looks().get(screen.looks().size() - 1).frame() < 0);
      long shown = screen.frame();
      long pressed = System.nanoTime();
      press("space");
      LocalNetwork.await("the picture is there").until(() -> screen.frame() > shown);
      seconds[i] = (System.nanoTime() - pressed) / 1e9;
      awaitPlayed(2);
    }
    FIGURES.addSpread("key-to-picture", "s", seconds);
    double median = Figures.percentile(50, seconds);
    assertTrue(median <= START_MEDIAN_AT_MOST_SECONDS, () -> "from the key to the picture: " + median + " s");
  }

  private void press(String key) {
    desktop.act(processes.files().resolve("key.log"), "key", key);
  }

  /** What may happen to the parent. */
  private enum Trouble {
    KILLED,
    LEAVES,
    FROZEN_FOR_A_SECOND
  }

  @Test
  void aParentsTroubleIsNotSeen() {
    // Nobody is where the root says that it is, and its index is down: there is always a relay above the viewer.
    ReadyLine root = network.broadcast("--advertise", NOBODY, "--index", "http://" + NOBODY, "--upload", "100M",
        "--source", "test:320x180@" + PICTURES_PER_SECOND).ready();
    BanyanProcess relay = startRelay(root);
    List<BanyanProcess> others = List.of(startRelay(root), startRelay(root));
    enter(relay);
    others.forEach(this::enter);
    BanyanProcess watch = window(root, "--parent", LocalNetwork.address(relay.ready()));
    ReadyLine viewer = watch.ready();
    awaitPicture();
    awaitPlayed(TROUBLES_APART_SECONDS);
    for (Trouble trouble : FullRun.choose(List.of(Trouble.KILLED), List.of(Trouble.values()))) {
      double[] stills = new double[FullRun.choose(1, 10)];
      for (int i = 0; i < stills.length; i++) {
        LocalNetwork.await("the viewer has a parent and a backup").until(() -> {
          PeerStatus now = PeerStatus.of(viewer);
          return relays.containsKey(now.parent()) && now.number("backups") > 0;
        });
        BanyanProcess parent = Objects.requireNonNull(relays.get(PeerStatus.of(viewer).parent()));
        long began = System.nanoTime();
        strike(trouble, parent, root);
        awaitPlayed(TROUBLES_APART_SECONDS);
        stills[i] = screen.longestStillSeconds(began, System.nanoTime());
      }
      FIGURES.addSpread("still." + trouble.name().toLowerCase(Locale.ROOT), "s", stills);
      double worst = Figures.percentile(100, stills);
      assertTrue(worst <= STILL_AT_MOST_SECONDS, () -> trouble + ": the picture stood still for " + worst + " s");
    }
  }

  private void strike(Trouble trouble, BanyanProcess parent, ReadyLine root) {
    switch (trouble) {
      case KILLED -> parent.kill();
      case LEAVES -> parent.terminate();
      case FROZEN_FOR_A_SECOND -> {
        long until = System.nanoTime() + 1_000_000_000L;
        parent.freeze();
        LocalNetwork.await("a second is over").until(() -> System.nanoTime() >= until);
        parent.thaw();
      }
    }
    if (trouble != Trouble.FROZEN_FOR_A_SECOND) {
      relays.values().remove(parent);
      enter(startRelay(root));
    }
  }

  private BanyanProcess startRelay(ReadyLine root) {
    return network.relay(String.valueOf(root.link()), "--parent", LocalNetwork.address(root), "--upload", "100M");
  }

  private void enter(BanyanProcess relay) {
    ReadyLine ready = relay.ready();
    LocalNetwork.await("a relay is attached").until(() -> PeerStatus.of(ready).isAttached());
    relays.put(PeerStatus.of(ready).peer(), relay);
  }

  /** Waits until so much of the pattern was shown from now on. */
  private void awaitPlayed(int seconds) {
    long from = screen.frame();
    LocalNetwork.await("the pattern goes on").until(
        () -> screen.frame() >= from + (long) seconds * PICTURES_PER_SECOND);
  }

  @Test
  void anEncoderThatWasAwayPlaysOnByItself() {
    int awaySeconds = FullRun.choose(2, 5);
    ReadyLine pattern = network.broadcast("--source", "test:320x180@" + PICTURES_PER_SECOND).ready();
    ReadyLine root = encoded();
    OutsideProgram encoder = encode(pattern, root, "before", AS_IT_IS);
    try {
      ReadyLine viewer = window(root).ready();
      awaitPicture();
      awaitPlayed(2);
      encoder.close();
      long until = System.nanoTime() + awaySeconds * 1_000_000_000L;
      LocalNetwork.await("the encoder was away").until(() -> System.nanoTime() >= until);
      long shown = screen.frame();
      long chunks = PeerStatus.of(viewer).counter("chunksDelivered");
      encoder = encode(pattern, root, "after", AS_IT_IS);
      // ffmpeg looks at a stream for seconds before it sends any of it.
      LocalNetwork.await("the stream is back").until(() -> PeerStatus.of(viewer).counter("chunksDelivered") > chunks);
      long back = System.nanoTime();
      LocalNetwork.await("the picture is back").until(() -> screen.frame() > shown);
      double seconds = (System.nanoTime() - back) / 1e9;
      FIGURES.add("back-after-the-encoder", seconds, "s", 1);
      awaitPlayed(3);
      if (FullRun.isOn()) {
        assertTrue(seconds <= 3, () -> "it took " + seconds + " s");
      }
    } finally {
      encoder.close();
    }
  }

  private ReadyLine encoded() {
    Path key = processes.files().resolve("encoded.key").toAbsolutePath();
    return network.broadcast("--key", key.toString(), "--source", "http://127.0.0.1:0/").ready();
  }

  /** Sends one channel's stream to another broadcaster, as an encoder would. */
  private OutsideProgram encode(ReadyLine from, ReadyLine to, String name, List<String> how) {
    List<String> command = Media.ffmpeg("-i", from.http() + "/live/" + from.channel() + ".ts");
    command.addAll(how);
    command.addAll(List.of("-f", "mpegts", "-method", "POST", String.valueOf(to.source())));
    return OutsideProgram.start(processes.files().resolve("encoder-" + name + ".log"), command);
  }
}
