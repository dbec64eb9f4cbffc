package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code banyan watch --with mpv} is one thing to whoever watches: it plays at once, and ends as one. */
@Tag("local-player")
class LocalPlayerAcceptanceTest {
  private static final double PLAYED_SECONDS = FullRun.choose(3.0, 60.0);
  /** A player begins at the last join point, which is up to a second old, and has to come up first. */
  private static final double BEHIND_AT_MOST_SECONDS = 3;
  private static final Figures FIGURES = Figures.of("local-player");

  @TempDir
  Path home = Path.of("");

  @RegisterExtension
  final Processes processes = new Processes();

  @BeforeEach
  void settle() throws IOException {
    MpvRemote.settle(home);
  }

  @Test
  void mpvPlaysLiveAndClosingItEndsTheWatch() throws IOException {
    LocalNetwork network = network();
    BanyanProcess root = network.broadcast("--source", "test", "--tone", "--title", "Seven & a half");
    BanyanProcess watch = network.watch(String.valueOf(root.ready().link()), "--with", "mpv");
    try (MpvRemote mpv = MpvRemote.connect(home)) {
      LocalNetwork.await("it plays").until(() -> mpv.property("time-pos").asDouble() > 0);
      assertEquals(watch.ready().http() + "/live/" + root.ready().channel() + ".ts", mpv.property("path").asText());
      assertEquals("Seven & a half", mpv.property("media-title").asText());
      assertEquals(320, mpv.property("video-params/w").asInt());
      assertEquals(48_000, mpv.property("audio-params/samplerate").asInt());

      double until = mpv.property("time-pos").asDouble() + PLAYED_SECONDS;
      LocalNetwork.await("it has played").atMost(LocalNetwork.SOON.plusSeconds((long) PLAYED_SECONDS))
          .until(() -> mpv.property("time-pos").asDouble() >= until);
      double behind = mpv.property("demuxer-cache-duration").asDouble();
      assertTrue(behind < BEHIND_AT_MOST_SECONDS, () -> behind + " s are not shown yet");
      FIGURES.add("mpv.behind", behind, "s", 1);
      mpv.quit();
    }
    assertEquals(0, watch.exitCode(LocalNetwork.SOON), watch.logLines()::toString);
  }

  @Test
  void mpvEndsWithTheWatchHoweverThatEnds() throws IOException {
    LocalNetwork network = network();
    String link = String.valueOf(network.broadcast().ready().link());
    for (String signal : List.of("TERM", "KILL")) {
      BanyanProcess watch = network.watch(link, "--with", "mpv");
      try (MpvRemote mpv = MpvRemote.connect(home)) {
        LocalNetwork.await("it plays").until(() -> mpv.property("time-pos").asDouble() > 0);
        List<ProcessHandle> players = watch.descendants();
        assertEquals(1, players.size(), players::toString);
        watch.signal(signal);
        LocalNetwork.await("mpv is gone after SIG" + signal).until(() -> !players.get(0).isAlive());
        assertEquals(signal.equals("TERM") ? 0 : 128 + 9, watch.exitCode(LocalNetwork.SOON), signal);
      }
    }
  }

  @Test
  void aPlayerThatIsNotInstalledIsToldOfWithItsPackage() {
    LocalNetwork network = new LocalNetwork(processes, List.of("env", "PATH=" + home));
    BanyanProcess watch = network.watch("banyan://127.0.0.1:1/" + "a".repeat(52), "--with", "ffplay");
    assertEquals(1, watch.exitCode(Duration.ofSeconds(30)));
    assertEquals(
        List.of("ffplay is not installed, or not on the PATH: install the package ffmpeg (Debian: apt-get install "
            + "ffmpeg), or choose another player."),
        watch.logLines());
    assertEquals(List.of(), watch.stdoutLines());
  }

  private LocalNetwork network() {
    return new LocalNetwork(processes, List.of("env", "MPV_HOME=" + home));
  }
}
