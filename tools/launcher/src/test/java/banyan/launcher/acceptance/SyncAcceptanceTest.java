package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.program.ReadyLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the window shows and what is heard of it are in step, as mpv's are on the same desktop. */
@Tag("sync")
class SyncAcceptanceTest {
  private static final int RECORDED_SECONDS = FullRun.choose(6, 35);
  private static final int PROVEN = FullRun.choose(3, 30);
  private static final double APART_AT_MOST_MILLIS = FullRun.choose(200, 80);
  private static final int PICTURES_PER_SECOND = 30;
  private static final Figures FIGURES = Figures.of("sync");

  @RegisterExtension
  final Processes processes = new Processes();

  @TempDir
  Path home = Path.of("");

  private final LocalNetwork network = new LocalNetwork(processes);
  @SuppressWarnings("NullAway.Init") // open() makes it
  private Desktop desktop;

  @BeforeEach
  void open() throws IOException {
    Files.createDirectories(processes.files());
    desktop = Desktop.open(home, true);
  }

  @AfterEach
  void close() throws IOException {
    processes.closeAll();
    desktop.close();
  }

  @Test
  void soundAndPictureAreInStep() throws IOException {
    ReadyLine root = network.broadcast("--tone", "--source", "test:320x180@" + PICTURES_PER_SECOND).ready();
    double window = windowMillis(root);
    double mpv = mpvMillis(root);
    assertEquals(mpv, window, APART_AT_MOST_MILLIS, "the window's sound behind its picture, beside mpv's");
  }

  private double windowMillis(ReadyLine root) throws IOException {
    BanyanProcess watch = network.window(desktop, String.valueOf(root.link()));
    watch.ready();
    double median = soundBehindPictureMillis("window");
    watch.terminate();
    assertEquals(0, watch.exitCode(LocalNetwork.SOON), watch.logLines()::toString);
    return median;
  }

  private double mpvMillis(ReadyLine root) throws IOException {
    List<String> command = new ArrayList<>(desktop.environment());
    command.addAll(List.of(
        "mpv", "--no-config", "--fs", "--vo=x11", "--ao=alsa", "--osc=no",
        root.http() + "/live/" + root.channel() + ".ts"));
    try (OutsideProgram mpv = OutsideProgram.start(processes.files().resolve("mpv.log"), command)) {
      double median = soundBehindPictureMillis("mpv");
      assertTrue(mpv.isAlive(), mpv::output);
      return median;
    }
  }

  private double soundBehindPictureMillis(String player) throws IOException {
    try (ScreenReader screen = ScreenReader.open(desktop.display(), processes.files().resolve("screen.log"))) {
      LocalNetwork.await("the picture is there").until(() -> screen.frame() >= 0);
      long first = screen.frame();
      LocalNetwork.await("the player has settled").until(() -> screen.frame() > first + 2 * PICTURES_PER_SECOND);
    }
    SyncMeasure measure = ScreenAndSound.record(desktop, processes.files(), player, RECORDED_SECONDS);
    double[] behind = measure.soundBehindPictureMillis();
    assertTrue(behind.length >= PROVEN, () -> player + ": only " + behind.length + " flashes with a beep: " + measure);
    FIGURES.addSpread(player + ".beep.behind.flash", "ms", behind);
    return Figures.percentile(50, behind);
  }
}
