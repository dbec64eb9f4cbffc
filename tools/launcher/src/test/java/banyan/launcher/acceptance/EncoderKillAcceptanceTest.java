package banyan.launcher.acceptance;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An encoder is killed and comes back: those who watch in Chromium and in mpv see it go on. */
@Tag("encoder-kill")
class EncoderKillAcceptanceTest {
  private static final int KILLS = FullRun.choose(1, 10);
  private static final int CLIP_SECONDS = FullRun.choose(10, 20);
  private static final Figures FIGURES = Figures.of("encoder-kill");

  @RegisterExtension
  final Processes processes = new Processes();

  @TempDir
  Path home = Path.of("");

  @Test
  void thePageAndMpvPlayOnWhenFfmpegIsKilledAndComesBack() throws IOException {
    Path clip = PatternClip.write(processes.files().resolve("pattern.ts"), CLIP_SECONDS);
    EncoderKills kills = new EncoderKills(processes, home);
    kills.judge(KILLS, number -> encoder(clip, kills.url(), number), FIGURES, "ffmpeg");
  }

  private static OutsideProgram encoder(Path clip, String url, int number) {
    return OutsideProgram.start(clip.resolveSibling("encoder-" + number + ".log"), List.of(
        "ffmpeg", "-nostdin", "-nostats", "-v", "error", "-re", "-stream_loop", "-1", "-i", clip.toString(), "-c",
        "copy", "-f", "flv", url));
  }
}
