package banyan.launcher.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** A device for sound that nobody hears, at the pace of a real one: PulseAudio, for programs that play by ALSA. */
final class SoundDevice implements AutoCloseable {
  /** The source from which a recorder gets what programs play. */
  static final String HEARD = "silence.monitor";

  private final OutsideProgram daemon;
  private final Path socket;
  private final List<String> environment;

  private SoundDevice(OutsideProgram daemon, Path socket, List<String> environment) {
    this.daemon = daemon;
    this.socket = socket;
    this.environment = environment;
  }

  /** @param folder short, since a socket's path must be */
  static SoundDevice start(Path folder) throws IOException {
    Path socket = folder.resolve("sound"); // PulseAudio makes a folder of its own name
    Path alsa = folder.resolve("asound.conf");
    Files.writeString(alsa, """
        </usr/share/alsa/alsa.conf>
        pcm.!default { type pulse server "unix:%1$s" }
        ctl.!default { type pulse server "unix:%1$s" }
        """.formatted(socket));
    OutsideProgram daemon = OutsideProgram.start(folder.resolve("pulse.log"), List.of(
        "env", "HOME=" + folder, "XDG_RUNTIME_DIR=" + folder, "pulseaudio", "-n", "--daemonize=no",
        "--exit-idle-time=-1", "--disallow-exit", "--use-pid-file=no", "--log-target=stderr",
        "-L", "module-null-sink sink_name=silence", "-L",
        "module-native-protocol-unix auth-anonymous=1 socket=" + socket));
    Awaitility.await("a device for sound").atMost(Duration.ofSeconds(20))
        .until(() -> Files.exists(socket) || !daemon.isAlive());
    if (!daemon.isAlive()) {
      throw new IllegalStateException("pulseaudio ended: " + daemon.output());
    }
    return new SoundDevice(daemon, socket, List.of(
        "ALSA_CONFIG_PATH=" + alsa, "HOME=" + folder, "XDG_RUNTIME_DIR=" + folder));
  }

  /** Its address for recorders. */
  String server() {
    return "unix:" + socket;
  }

  /** What programs that are to use it have in their environment. */
  List<String> environment() {
    return environment;
  }

  @Override
  public void close() {
    daemon.close();
  }
}
