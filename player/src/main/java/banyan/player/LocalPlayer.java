package banyan.player;

import banyan.program.Terminal;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A player that may be installed on this computer, and how it is told to play a live stream: from the newest second on,
 * with as little buffered as it can do with, ending when the stream ends, whatever its owner has set for films.
 */
public enum LocalPlayer {
  MPV("mpv", "--force-media-title=", "--profile=low-latency --keep-open=no --idle=no --loop-file=no"
      + " --resume-playback=no --stream-lavf-o-append=reconnect=0 --no-input-terminal --msg-level=all=warn"),
  VLC("vlc", "--meta-title=", "--network-caching=300 --live-caching=300 --play-and-exit --no-loop --no-repeat"
      + " --no-video-title-show"),
  /** It looks at less of the stream than usual before it begins; a stream's tables are in its first packets. */
  FFPLAY("ffmpeg", "-window_title", "-loglevel warning -nostats -autoexit -fflags nobuffer -flags low_delay -framedrop"
      + " -probesize 200000 -analyzeduration 500000");

  private final String packageName;
  /** What the window's title is behind; one that ends with "=" is one word with it. */
  private final String titleOption;
  private final String options;

  LocalPlayer(String packageName, String titleOption, String options) {
    this.packageName = packageName;
    this.titleOption = titleOption;
    this.options = options;
  }

  /** As people write it, and as the program is called. */
  public String program() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** @throws IllegalArgumentException with a sentence for a person */
  public static LocalPlayer named(String name) {
    return Arrays.stream(values()).filter(player -> player.program().equals(name)).findFirst()
        .orElseThrow(() -> new IllegalArgumentException("'" + name + "' is no player that can be started here: choose "
            + Arrays.stream(values()).map(LocalPlayer::program).collect(Collectors.joining(", ")) + "."));
  }

  /** Where it is on this search path, in the form of the PATH variable. */
  public Optional<Path> find(String searchPath) {
    return Stream.of(searchPath.split(File.pathSeparator, -1))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, program()))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }

  /** What to do if it is nowhere to be found. */
  public String howToInstall() {
    return program() + " is not installed, or not on the PATH: install the package " + packageName
        + " (Debian: apt-get install " + packageName + "), or choose another player.";
  }

  /**
   * The command that plays.
   *
   * @param title for the window; strangers may have written it
   */
  public List<String> command(Path program, String url, String title) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(options.split(" ", -1)));
    String shown = Terminal.printable(title);
    command.addAll(titleOption.endsWith("=") ? List.of(titleOption + shown) : List.of(titleOption, shown));
    command.add(url);
    return command;
  }
}
