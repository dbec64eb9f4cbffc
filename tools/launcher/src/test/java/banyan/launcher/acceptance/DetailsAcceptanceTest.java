package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.directory.ChannelQuery;
import banyan.directory.DirectoryClient;
import banyan.http.Answer;
import banyan.http.HttpConfig;
import banyan.http.HttpServer;
import banyan.http.Routes;
import banyan.launcher.acceptance.Browser.Page;
import banyan.program.ReadyLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a channel's owner says while it is on air, from one command to viewers, their pages and the index. */
@Tag("details")
class DetailsAcceptanceTest {
  private static final Duration AT_MOST = Duration.ofSeconds(30);
  /** Where other tests run beside this one, every program gets a share of a processor. */
  private static final double SLOWER = FullRun.choose(4, 1);
  private static final double SEEN_WITHIN_MILLIS = SLOWER * 1_000;
  /** The index hears of a channel once a second: it may have heard just before. */
  private static final double LISTED_WITHIN_MILLIS = SLOWER * 1_000 + 1_000;
  /** The page asks its peer once a second; the answer and its drawing come on top. */
  private static final double ON_THE_PAGE_WITHIN_MILLIS = SLOWER * 1_000 + 250;
  private static final int CHANGES = FullRun.choose(1, 20);
  private static final String PICTURE =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"16\" height=\"9\"><rect width=\"16\" height=\"9\"/></svg>";
  private static final Figures FIGURES = Figures.of("details");

  @RegisterExtension
  final Processes processes = new Processes();

  private final LocalNetwork network = new LocalNetwork(processes);

  @Test
  void whatTheOwnerSaysIsSeenByEverybodyWithinASecond() throws Exception {
    AtomicInteger postersAsked = new AtomicInteger();
    Routes pictures = new Routes().get("/poster.svg", request -> {
      postersAsked.incrementAndGet();
      return Answer.text(200, "image/svg+xml", PICTURE);
    });
    try (HttpServer site = HttpServer.start(HttpConfig.on("127.0.0.1", 0), pictures)) {
      String poster = "http://127.0.0.1:" + site.port() + "/poster.svg";
      BanyanProcess root = network.broadcast("--source", "test:320x180@10", "--title", "Night & <b>day</b>",
          "--genre", "Jazz", "--description", "From dusk\ntill dawn", "--contact", "me@example.org", "--poster", poster,
          "--upload", "100M");
      try (Browser browser = Browser.start(processes.files())) {
        judge(root, poster, browser, postersAsked);
      }
    }
  }

  private void judge(BanyanProcess root, String poster, Browser browser, AtomicInteger postersAsked) throws Exception {
    BanyanProcess watch = viewerTwoHopsBelow(root.ready());
    ReadyLine viewer = watch.ready();
    LocalNetwork.await("the viewer's peer has media")
        .until(() -> PeerStatus.of(viewer).counter("chunksDelivered") > 0);
    assertEquals(2, PeerStatus.of(viewer).number("depth"));
    assertControlFileIsTheOwnersAlone();
    try (Page page = browser.open(viewer.http() + "/watch/" + viewer.channel())) {
      LocalNetwork.await("the page shows all").until(() -> page.look().text("about").contains("From dusk till dawn"));
      LocalNetwork.await("the poster is shown").until(() -> postersAsked.get() > 0);
      assertEquals("Night & <b>day</b>", page.look().text("title"));
      assertTrue(page.look().text("about").contains("Jazz"), page.look()::toString);
      assertEquals(poster, page.look().text("poster"));
      assertEquals("", page.look().text("nowPlaying"));
      changesAreSeen(root.ready(), viewer, page);
      assertEquals(List.of(), page.complaints());
    }
    LocalNetwork.await("the terminal says it").until(() -> watch.logLines().contains(
        "Now playing  Track " + CHANGES + " <i>live</i>"));
    theOwnerSeesIt();
    if (FullRun.isOn()) {
      otherKeysAreOtherChannels(root.ready());
    }
    root.kill();
    assertTold(1, "has ended without a word", channel("set", "--genre", "Blues"));
  }

  private BanyanProcess viewerTwoHopsBelow(ReadyLine root) {
    String link = String.valueOf(root.link());
    BanyanProcess relay = network.relay(link, "--upload", "100M");
    LocalNetwork.await("the relay is attached").until(() -> PeerStatus.of(relay.ready()).isAttached());
    return network.watch(link, "--parent", LocalNetwork.address(relay.ready()));
  }

  private void assertControlFileIsTheOwnersAlone() throws IOException {
    Path control = Path.of(network.channelKey() + ".control");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(control)));
  }

  private void changesAreSeen(ReadyLine root, ReadyLine viewer, Page page) throws Exception {
    DirectoryClient index = new DirectoryClient(String.valueOf(root.url()));
    List<Double> atTheViewer = new ArrayList<>();
    List<Double> atTheIndex = new ArrayList<>();
    List<Double> onThePage = new ArrayList<>();
    for (int i = 1; i <= CHANGES; i++) {
      String now = "Track " + i + " <i>live</i>";
      assertTold(0, "Now playing  " + now, channel("set", "--now-playing", now));
      long said = System.nanoTime();
      atTheViewer.add(millisUntil(said, () -> PeerStatus.of(viewer).described("nowPlaying").equals(now)));
      atTheIndex.add(millisUntil(said, () -> now.equals(
          index.channels(ChannelQuery.ALL).get().channels().get(0).details().get("nowPlaying"))));
      onThePage.add(millisUntil(said, () -> page.look().text("nowPlaying").equals("Now playing: " + now)));
    }
    FIGURES.addSpread("seen.viewer", "ms", atTheViewer.stream().mapToDouble(d -> d).toArray());
    FIGURES.addSpread("seen.index", "ms", atTheIndex.stream().mapToDouble(d -> d).toArray());
    FIGURES.addSpread("seen.page", "ms", onThePage.stream().mapToDouble(d -> d).toArray());
    atTheViewer.forEach(ms -> assertTrue(ms <= SEEN_WITHIN_MILLIS, ms + " ms to the viewer"));
    atTheIndex.forEach(ms -> assertTrue(ms <= LISTED_WITHIN_MILLIS, ms + " ms to the index"));
    onThePage.forEach(ms -> assertTrue(ms <= ON_THE_PAGE_WITHIN_MILLIS, ms + " ms to the page"));
  }

  /** From when the command had ended: it has said so much earlier. */
  private static double millisUntil(long since, Callable<Boolean> condition) {
    LocalNetwork.await("it is seen").pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5)).until(condition);
    return (System.nanoTime() - since) / 1e6;
  }

  private void theOwnerSeesIt() {
    BanyanProcess show = channel("show");
    assertEquals(0, show.exitCode(AT_MOST));
    assertEquals("Title        Night & <b>day</b>", show.stdoutLines().get(0));
    List<String> lines = show.stdoutLines();
    assertTrue(lines.contains("Now playing  Track " + CHANGES + " <i>live</i>"), lines::toString);
  }

  private void otherKeysAreOtherChannels(ReadyLine first) {
    String key = processes.files().resolve("other.key").toAbsolutePath().toString();
    ReadyLine second = network.broadcast("--key", key, "--source", "http://127.0.0.1:0/").ready();
    assertTold(0, "Title        Other", processes.start("set", "channel", "set", "--title", "Other", "--key", key));
    LocalNetwork.await("the other one says it").until(() -> PeerStatus.of(second).described("title").equals("Other"));
    assertEquals("Night & <b>day</b>", PeerStatus.of(first).described("title"));
  }

  private BanyanProcess channel(String command, String... more) {
    List<String> all = new ArrayList<>(List.of("channel", command, "--key", network.channelKey().toString()));
    all.addAll(List.of(more));
    return processes.start(command, all.toArray(String[]::new));
  }

  private static void assertTold(int exitCode, String says, BanyanProcess process) {
    assertEquals(exitCode, process.exitCode(AT_MOST), process.logLines()::toString);
    assertTrue(process.logLines().stream().anyMatch(line -> line.contains(says)), process.logLines()::toString);
  }
}
