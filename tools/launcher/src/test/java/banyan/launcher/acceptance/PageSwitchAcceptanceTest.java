package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The page in Chromium plays on where an encoder's clock starts over, and where its pictures become larger. */
@Tag("sources")
class PageSwitchAcceptanceTest {
  /** Of small pictures, beginning with those that a browser has not yet begun to show. */
  private static final int SMALL_SECONDS = FullRun.choose(9, 15);
  private static final int LARGE_SECONDS = FullRun.choose(4, 15);
  /** Before the pictures become larger the clock starts over. */
  private static final int START_OVER_SECONDS = FullRun.choose(7, 8);
  private static final int SMALL = 320;
  private static final int LARGE = 640;
  /** The number of the picture at which the clock starts over. */
  private static final int START_OVER = START_OVER_SECONDS * PatternClip.PICTURES_PER_SECOND;
  private static final double BEFORE_START_OVER_SECONDS = (1L << 33) / 90_000.0 - START_OVER_SECONDS;
  /** The number of the first large picture. */
  private static final int SWITCH = SMALL_SECONDS * PatternClip.PICTURES_PER_SECOND;
  private static final int SECONDS = SMALL_SECONDS + LARGE_SECONDS;
  /** Of HLS the last segment is not there before another begins, and players keep some pictures in hand. */
  private static final int IN_HAND = 2 * PatternClip.PICTURES_PER_SECOND;
  private static final Figures FIGURES = Figures.of("sources");

  @RegisterExtension
  final Processes processes = new Processes();

  private final LocalNetwork network = new LocalNetwork(processes);

  @Test
  void thePagePlaysOnWhereTheClockStartsOverAndWherePicturesBecomeLarger() throws IOException {
    Path sent = twoSizes();
    BanyanProcess root = network.broadcast("--source", "tcp://127.0.0.1:0");
    BanyanProcess watch = network.watch(String.valueOf(root.ready().link()));
    try (TwoWays ways = TwoWays.open(processes, watch);
        OutsideProgram encoder = OutsideProgram.start(sent.resolveSibling("sending.log"), Media.ffmpeg(
            "-re", "-copyts", "-i", sent.toString(), "-c", "copy", "-copyts", "-f", "mpegts",
            String.valueOf(root.ready().source())))) {
      ways.watchUntil(
          (long) SECONDS * PatternClip.PICTURES_PER_SECOND - IN_HAND, LocalNetwork.SOON.plusSeconds(SECONDS));
      assertEquals("", encoder.output());
      ways.assertPlayedOn(FIGURES, "start-over", START_OVER);
      ways.assertPlayedOn(FIGURES, "switch", SWITCH);
      assertEquals(List.of(), ways.shown().stream()
          .filter(picture -> picture.width() != (picture.number() < SWITCH ? SMALL : LARGE)).toList());
    }
    // Larger pictures are one, and that the clock starts over is none.
    assertEquals(1, PeerStatus.of(root.ready()).source("discontinuities"));
  }

  /** Small pictures, then larger ones, as an encoder sends them whose scene was switched. */
  private Path twoSizes() throws IOException {
    Path pattern = PatternClip.write(processes.files().resolve("pattern.ts").toAbsolutePath(), SECONDS);
    return Media.joined(BEFORE_START_OVER_SECONDS, part(pattern, 0, SMALL_SECONDS, SMALL),
        part(pattern, SMALL_SECONDS, LARGE_SECONDS, LARGE));
  }

  private static Path part(Path pattern, int fromSeconds, int seconds, int width) {
    Path part = pattern.resolveSibling("pattern-" + width + ".ts");
    OutsideProgram.run(pattern.resolveSibling("encoding.log"), Media.ffmpeg(
        "-ss", Integer.toString(fromSeconds), "-i", pattern.toString(), "-t", Integer.toString(seconds), "-vf",
        "scale=" + width + ":-2:flags=neighbor", "-c:v", "libx264", "-preset", "veryfast", "-bf", "2", "-g",
        Integer.toString(PatternClip.PICTURES_PER_SECOND), "-c:a", "aac", part.toString()));
    return part;
  }
}
