package banyan.launcher.acceptance;

import banyan.testing.VirtualScreen;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What programs with windows need: a screen with a window manager and, if wanted, a device for sound. */
final class Desktop implements AutoCloseable {
  private final VirtualScreen screen;
  private final @Nullable SoundDevice sound;
  private final Path home;

  private Desktop(VirtualScreen screen, @Nullable SoundDevice sound, Path home) {
    this.screen = screen;
    this.sound = sound;
    this.home = home;
  }

  /**
   * One whose screen is all of the test pattern, at {@link ScreenReader#WIDTH}.
   *
   * @param home where programs keep what they remember; its path is to be short
   */
  static Desktop open(Path home, boolean hasSound) throws IOException {
    VirtualScreen screen = VirtualScreen.start(ScreenReader.WIDTH, ScreenReader.HEIGHT);
    try {
      return new Desktop(screen, hasSound ? SoundDevice.start(home) : null, home);
    } catch (IOException | RuntimeException e) {
      screen.close();
      throw e;
    }
  }

  String display() {
    return screen.display();
  }

  Optional<SoundDevice> sound() {
    return Optional.ofNullable(sound);
  }

  /** What a command begins with that is to run here. */
  List<String> environment() {
    List<String> all = new ArrayList<>(List.of(
        "env", "DISPLAY=" + display(), "XDG_CONFIG_HOME=" + home.resolve("config"),
        "JAVA_TOOL_OPTIONS=-Dprism.order=sw -Duser.home=" + home));
    sound().ifPresent(device -> all.addAll(device.environment()));
    return all;
  }

  /** Has xdotool do something, such as pressing a key. */
  void act(Path log, String... what) {
    List<String> command = new ArrayList<>(environment());
    command.add("xdotool");
    command.addAll(List.of(what));
    OutsideProgram.run(log, command);
  }

  @Override
  public void close() throws InterruptedIOException {
    sound().ifPresent(SoundDevice::close);
    screen.close();
  }
}
