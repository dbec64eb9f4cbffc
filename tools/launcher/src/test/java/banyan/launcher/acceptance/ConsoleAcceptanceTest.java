package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.launcher.acceptance.Browser.Look;
import banyan.launcher.acceptance.Browser.Page;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Chromium at {@code /control} of a broadcaster: what its owner sees while an encoder does well, and badly. */
@Tag("console")
class ConsoleAcceptanceTest {
  private static final int TELEPHONE_WIDTH = 360;
  private static final String RARE = "Key pictures come only every 3 s";
  private static final String HEAD = "── Night-train ─";
  private static final String PLAYING = "Track 7 <i>live</i>";
  /** Points of a page that is opened late: it is to show what was before it. */
  private static final int HISTORY = FullRun.choose(5, 90);
  private static final Figures FIGURES = Figures.of("console");

  @RegisterExtension
  final Processes processes = new Processes();

  private final LocalNetwork network = new LocalNetwork(processes);

  @Test
  void theOwnerSeesWhatIsWrongWhenItIsMendedAndTellsViewersWhatIsOn() throws Exception {
    BanyanProcess root = network.broadcast(
        "--source", "rtmp://127.0.0.1:0/live", "--title", "Night & <b>day</b>", "--upload", "100M");
    String url = String.valueOf(root.ready().source());
    BanyanProcess watch = network.watch(String.valueOf(root.ready().link()));
    // It sends while the browser starts, which takes its time.
    OutsideProgram rare = encoder(url, 90);
    try (Browser browser = Browser.start(processes.files());
        Page page = browser.open(printedAddress(root))) {
      try (rare) {
        numbersMove(page);
        assertFalse(page.look().text("address").contains("token"), "the token has gone from the address bar");
        until(page, "rare key pictures are warned of", look -> look.texts("warnings").stream().anyMatch(
            one -> one.startsWith(RARE)));
        assertTrue(root.logLines().stream().anyMatch(line -> line.contains(RARE)), root.logLines()::toString);
      }
      until(page, "it is said that the encoder is gone", look -> look.texts("warnings").stream().anyMatch(
          one -> one.startsWith("The encoder is gone")) && look.text("tone").equals("wait"));
      try (OutsideProgram good = encoder(url, 30)) {
        until(page, "warnings go with their reasons",
            look -> look.texts("warnings").isEmpty() && look.figure("Keyframes").equals("every 1.0 s"));
        assertTrue(good.isAlive());
        viewersAreTold(page, watch);
        secretsAreShownWhenAskedFor(page, url);
        aPageThatIsOpenedLateShowsWhatWasBefore(browser, root);
        assertAll(
            () -> assertEquals(List.of(), page.complaints()),
            () -> assertEquals(List.of(), page.look().texts("unnamed"), "nameless to those who do not see it"));
        whatCannotBeSaidIsToldWhy(page, watch);
      }
    }
  }

  @Test
  void onATerminalOneBlockStandsBelowAllThatStays() throws Exception {
    // A terminal without a screen, of 60 columns; what it is told on stderr is kept.
    String command = "stty cols 60 rows 24; TERM=xterm LC_ALL=C.UTF-8 exec $* >" + processes.files().resolve("ready");
    BanyanProcess root = new LocalNetwork(processes, List.of(
        "sh", "-c", "exec script -qec \"" + command + "\" /dev/null", "sh")).broadcast(
            "--source", "test:160x96@10", "--title", "Night-train");
    LocalNetwork.await("the block is redrawn").until(() -> root.stdoutText().split("on air 0:", -1).length > 3);
    BanyanProcess told = processes.start(
        "set", "channel", "set", "--key", network.channelKey().toString(), "--now-playing", "Track 7");
    LocalNetwork.await("what is playing stands in the block")
        .until(() -> lines(root).stream().anyMatch(line -> line.equals("Now      Track 7")));
    assertEquals(0, told.exitCode(LocalNetwork.SOON));
    List<String> shown = lines(root);
    int head = shown.indexOf(shown.stream().filter(line -> line.startsWith(HEAD)).findFirst().orElseThrow());
    assertEquals(1, shown.stream().filter(line -> line.startsWith(HEAD)).count(), shown::toString);
    assertTrue(shown.subList(0, head).stream().anyMatch(
        line -> line.endsWith("what the channel says of itself: nowPlaying.")), shown::toString);
    assertTrue(shown.get(head + 2).startsWith("Encoder  test pattern 160x96"), shown::toString);
    shown.subList(head, shown.size()).forEach(line -> assertTrue(line.length() <= 60, line));
  }

  private static List<String> lines(BanyanProcess root) {
    return Screen.after(root.stdoutText());
  }

  private static void until(Page page, String what, Predicate<Look> condition) {
    LocalNetwork.await(what).until(() -> condition.test(page.look()));
  }

  /** As a person finds it: in what the program has said. */
  private static String printedAddress(BanyanProcess root) {
    root.ready();
    LocalNetwork.await("the console's address is printed").until(
        () -> root.logLines().stream().anyMatch(line -> line.startsWith("Console  ")));
    return root.logLines().stream().filter(line -> line.startsWith("Console  ")).findFirst().orElseThrow()
        .substring("Console  ".length());
  }

  /** A live one, with a key picture each so many pictures. */
  private OutsideProgram encoder(String url, int keyInterval) {
    return OutsideProgram.start(processes.files().resolve("encoder-" + keyInterval + ".log"), Media.ffmpeg(
        "-re", "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=30", "-c:v", "libx264", "-preset", "ultrafast", "-tune",
        "zerolatency", "-g", Integer.toString(keyInterval), "-sc_threshold", "0", "-f", "flv", url));
  }

  private static void numbersMove(Page page) {
    until(page, "the channel is on air, and somebody watches", look -> look.isLive()
        && look.figure("Bitrate now").endsWith("bit/s") && look.figure("Viewers").equals("1")
        && look.figure("Fed from here").startsWith("1 ") && !look.figure("Upload in use").startsWith("0 ")
        && look.figure("It sends").equals("H.264 320×180"));
    Look before = page.look();
    until(page, "its figures move", look -> !look.text("detail").equals(before.text("detail"))
        && !look.texts("plots").equals(before.texts("plots")));
    assertEquals(4, before.texts("plots").size());
  }

  private static void viewersAreTold(Page page, BanyanProcess watch) {
    Look before = page.look();
    assertTrue(before.is("form") && !before.is("locked"), before::toString);
    assertEquals("Night & <b>day</b>", before.json().path("fields").path("title").asText());
    page.fill("[name=nowPlaying]", PLAYING);
    long said = System.nanoTime();
    page.press("Enter");
    LocalNetwork.await("the viewer has heard")
        .until(() -> PeerStatus.of(watch.ready()).described("nowPlaying").equals(PLAYING));
    FIGURES.add("told.viewer", (System.nanoTime() - said) / 1e6, "ms", 1);
    until(page, "the page has it too", look -> look.text("nowPlaying").equals("Now playing: " + PLAYING)
        && look.text("told").equals("Viewers have been told."));
  }

  private static void whatCannotBeSaidIsToldWhy(Page page, BanyanProcess watch) {
    page.fill("[name=nowPlaying]", "x".repeat(300));
    page.press("Enter");
    until(page, "what is too long is said so",
        look -> look.text("told").startsWith("nowPlaying takes a text of up to 256 bytes"));
    assertEquals(PLAYING, PeerStatus.of(watch.ready()).described("nowPlaying"));
  }

  private static void secretsAreShownWhenAskedFor(Page page, String url) {
    String key = url.substring(url.lastIndexOf('/') + 1);
    assertEquals("", page.look().text("secrets"));
    page.click("#reveal");
    until(page, "server and key are shown", look -> look.text("secrets").contains("Stream key" + key)
        && look.text("secrets").contains(url.substring(0, url.lastIndexOf('/'))));
    page.click("#reveal");
    until(page, "they are gone", look -> look.text("secrets").isEmpty());
  }

  private static void aPageThatIsOpenedLateShowsWhatWasBefore(Browser browser, BanyanProcess root) {
    LocalNetwork.await("there is a history").atMost(LocalNetwork.SOON.plusSeconds(HISTORY)).until(
        () -> PeerStatus.json(root.ready().http() + "/control/history").path("history").size() >= HISTORY);
    try (Page late = browser.open(root.ready().http() + "/control", TELEPHONE_WIDTH, 740, true)) {
      until(late, "the peak of before is in the plots", look -> look.texts("plots").stream().anyMatch(
          plot -> plot.startsWith("Peers, then viewers: now 1, at most 1")));
      Look look = late.look();
      assertTrue(look.is("locked") && !look.is("form"), "whoever has no token can change nothing");
      assertEquals(TELEPHONE_WIDTH, look.number("neededWidth"), "without scrolling sideways");
      assertEquals(List.of(), late.complaints());
    }
  }
}
