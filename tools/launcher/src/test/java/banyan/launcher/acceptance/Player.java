package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real player, on neither screen nor loudspeaker, that plays a stream to its end at the stream's own pace. */
final class Player implements AutoCloseable {
  /** What is in a player's buffers when the stream ends; both play it out. */
  private static final Duration END_WITHIN = Duration.ofSeconds(30);

  /**
   * What a player says of its own pace: that its buffer ran empty for a moment, which a busy machine does to any live
   * stream that is played from its newest second. It is no word about the stream.
   */
  private static final Pattern PACE = Pattern.compile(
      "Audio device underrun detected\\.|Audio/Video desynchronisation detected! .*|hardware, temporary CPU spikes.*"
          + "|position will not match to the video.*");

  private final String name;
  private final OutsideProgram program;
  /** Its line of status; the group is where it is, in seconds. */
  private final Pattern status;

  private Player(String name, OutsideProgram program, Pattern status) {
    this.name = name;
    this.program = program;
    this.status = status;
  }

  static Player mpv(Path folder, String url) {
    List<String> command = List.of(
        "mpv", "--no-config", "--vo=null", "--ao=null", "--msg-level=all=warn,statusline=status",
        "--term-status-msg=at ${=time-pos}", url);
    return new Player(
        "mpv", OutsideProgram.start(folder.resolve("mpv.log"), command), Pattern.compile("at (-?[0-9.]+)"));
  }

  static Player ffplay(Path folder, String url) {
    List<String> command = List.of("ffplay", "-v", "warning", "-stats", "-autoexit", url);
    Map<String, String> environment = Map.of(
        "SDL_VIDEODRIVER", "dummy", "SDL_AUDIODRIVER", "dummy", "SDL_RENDER_DRIVER", "software");
    return new Player("ffplay", OutsideProgram.start(folder.resolve("ffplay.log"), environment, command),
        Pattern.compile("(-?[0-9.]+|nan) +[AVM]?-?[AV]? *: .* fd=.* f=[0-9]+/[0-9]+"));
  }

  /** Waits until it has come to the stream's end, which it must do without a word of complaint. */
  void assertPlayedWell(double atLeastSeconds) {
    assertEquals(0, program.exitCode(END_WITHIN), () -> name + " ended badly:\n" + program.output());
    StringBuilder complaints = new StringBuilder();
    double first = Double.NaN;
    double last = Double.NaN;
    for (String line : program.output().split("[\r\n]+", -1)) {
      String text = line.replace("\u001b[K", "").strip();
      Matcher at = status.matcher(text);
      if (!at.matches()) {
        complaints.append(PACE.matcher(text).matches() ? "" : text);
      } else if (!at.group(1).equals("nan")) {
        last = Double.parseDouble(at.group(1));
        first = Double.isNaN(first) ? last : first;
      }
    }
    assertEquals("", complaints.toString(), () -> name + " complained");
    double played = last - first;
    assertTrue(played >= atLeastSeconds, () -> name + " played " + played + " s of at least " + atLeastSeconds);
  }

  @Override
  public void close() {
    program.close();
  }
}
