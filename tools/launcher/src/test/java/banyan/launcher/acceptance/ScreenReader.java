package banyan.launcher.acceptance;

import banyan.broadcast.testpattern.Barcode;
import banyan.broadcast.testpattern.Luma;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Looks at a screen that the test pattern fills, 20 times a second, by ffmpeg, and reads the number of the picture that
 * is shown.
 */
final class ScreenReader implements AutoCloseable {
  static final int WIDTH = 640;
  static final int HEIGHT = 360;
  static final int LOOKS_PER_SECOND = 20;

  /** @param frame the number in the picture, −1 if none can be read */
  record Look(long nanos, long frame) {}

  private final Process ffmpeg;
  private final Thread thread;
  private final List<Look> looks = new ArrayList<>();

  private ScreenReader(Process ffmpeg) {
    this.ffmpeg = ffmpeg;
    this.thread = new Thread(this::run, "screen reader");
  }

  static ScreenReader open(String display, Path log) throws IOException {
    Process ffmpeg = new ProcessBuilder(
        "ffmpeg", "-nostdin", "-v", "error", "-f", "x11grab", "-draw_mouse", "0", "-framerate",
        Integer.toString(LOOKS_PER_SECOND), "-video_size", WIDTH + "x" + HEIGHT, "-i", display, "-pix_fmt", "gray",
        "-f", "rawvideo", "-")
        .redirectError(log.toFile()).start();
    ScreenReader reader = new ScreenReader(ffmpeg);
    reader.thread.setDaemon(true);
    reader.thread.start();
    return reader;
  }

  private void run() {
    byte[] picture = new byte[WIDTH * HEIGHT];
    try (InputStream pictures = ffmpeg.getInputStream()) {
      while (pictures.readNBytes(picture, 0, picture.length) == picture.length) {
        long now = System.nanoTime();
        OptionalLong frame = Barcode.read(Luma.of(picture, 0, WIDTH, WIDTH, HEIGHT));
        synchronized (this) {
          looks.add(new Look(now, frame.orElse(-1)));
        }
      }
    } catch (IOException e) {
      // Closed while it read: there are the looks of before.
    }
  }

  synchronized List<Look> looks() {
    return List.copyOf(looks);
  }

  /** The newest number that could be read; −1 before the first. */
  synchronized long frame() {
    for (int i = looks.size() - 1; i >= 0; i--) {
      if (looks.get(i).frame() >= 0) {
        return looks.get(i).frame();
      }
    }
    return -1;
  }

  /** The longest time between two changes of the number, of those that end within these. */
  double longestStillSeconds(long fromNanos, long toNanos) {
    long longest = 0;
    long changed = fromNanos;
    long last = -1;
    for (Look look : looks()) {
      if (look.nanos() < fromNanos || look.nanos() > toNanos) {
        continue;
      }
      longest = Math.max(longest, look.nanos() - changed);
      if (look.frame() >= 0 && look.frame() != last) {
        changed = look.nanos();
        last = look.frame();
      }
    }
    return longest / 1e9;
  }

  @Override
  public void close() {
    ffmpeg.destroy();
    try {
      if (!ffmpeg.waitFor(10, TimeUnit.SECONDS)) {
        ffmpeg.destroyForcibly();
      }
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
