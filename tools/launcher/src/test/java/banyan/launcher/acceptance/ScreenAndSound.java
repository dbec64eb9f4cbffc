package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import banyan.broadcast.testpattern.Luma;
import banyan.broadcast.testpattern.SyncMarks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A recording of a desktop's screen, which the test pattern fills, and of its sound, by one ffmpeg and on one clock.
 */
final class ScreenAndSound {
  private static final int WIDTH = 320;
  private static final int HEIGHT = 180;
  private static final int LOOKS_PER_SECOND = 60;
  private static final int BYTES_PER_SAMPLE = 2;
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(30);

  private ScreenAndSound() {}

  /** Records for so long, and says when it flashed and when it beeped. */
  static SyncMeasure record(Desktop desktop, Path folder, String name, int seconds) throws IOException {
    Path file = folder.resolve(name + ".nut").toAbsolutePath();
    SoundDevice sound = desktop.sound().orElseThrow();
    String length = Integer.toString(seconds);
    // Both devices tell the time of the clock on the wall; ffmpeg would let each of them begin at zero.
    List<String> command = Media.ffmpeg(
        "-copyts", "-t", length, "-f", "x11grab", "-draw_mouse", "0", "-framerate", Integer.toString(LOOKS_PER_SECOND),
        "-video_size", ScreenReader.WIDTH + "x" + ScreenReader.HEIGHT, "-i", desktop.display(),
        "-t", length, "-f", "pulse", "-server", sound.server(), "-fragment_size", "960", "-i", SoundDevice.HEARD,
        "-map", "0:v", "-map", "1:a", "-fps_mode", "passthrough",
        "-vf", "scale=" + WIDTH + ":" + HEIGHT + ":flags=neighbor,format=gray", "-c:v", "rawvideo",
        "-af", "pan=mono|c0=c0", "-c:a", "pcm_s16le", "-f", "nut", file.toString());
    try (OutsideProgram ffmpeg = OutsideProgram.start(folder.resolve(name + "-recording.log"), command)) {
      int code = ffmpeg.exitCode(ENDS_WITHIN.plusSeconds(seconds));
      assertEquals(0, code, ffmpeg::output);
    }
    SyncMeasure measure = new SyncMeasure(beeps(folder, file), flashes(folder, file));
    Files.delete(file);
    return measure;
  }

  private static List<Double> flashes(Path folder, Path file) throws IOException {
    double[][] times = packets(folder, file, "v");
    Path raw = decoded(folder, file, "0:v", "rawvideo");
    List<Double> flashes = new ArrayList<>();
    boolean flashed = true;
    try (var pictures = Files.newInputStream(raw)) {
      for (double[] packet : times) {
        byte[] picture = pictures.readNBytes(WIDTH * HEIGHT);
        boolean flash = SyncMarks.isFlash(Luma.of(picture, 0, WIDTH, WIDTH, HEIGHT));
        if (flash && !flashed) {
          flashes.add(packet[0]);
        }
        flashed = flash;
      }
    }
    Files.delete(raw);
    return flashes;
  }

  private static List<Double> beeps(Path folder, Path file) throws IOException {
    double[][] packets = packets(folder, file, "a");
    Path raw = decoded(folder, file, "0:a", "s16le");
    ByteBuffer samples = ByteBuffer.wrap(Files.readAllBytes(raw)).order(ByteOrder.LITTLE_ENDIAN);
    List<Double> beeps = new ArrayList<>();
    for (int sample : SyncMarks.beeps(samples.asShortBuffer(), Media.SAMPLES_PER_SECOND)) {
      int left = sample;
      for (double[] packet : packets) {
        int has = (int) packet[1] / BYTES_PER_SAMPLE;
        if (left < has) {
          beeps.add(packet[0] + (double) left / Media.SAMPLES_PER_SECOND);
          break;
        }
        left -= has;
      }
    }
    Files.delete(raw);
    return beeps;
  }

  private static Path decoded(Path folder, Path file, String track, String format) {
    Path raw = Path.of(file + "." + format);
    OutsideProgram.run(folder.resolve(format + ".log"), Media.ffmpeg(
        "-copyts", "-i", file.toString(), "-map", track, "-fps_mode", "passthrough", "-f", format, raw.toString()));
    return raw;
  }

  /** When each packet of a track is to be shown or heard, in seconds, and its bytes. */
  private static double[][] packets(Path folder, Path file, String track) {
    String table = OutsideProgram.run(folder.resolve("packets.log"), List.of(
        "ffprobe", "-v", "error", "-select_streams", track, "-show_entries", "packet=pts_time,size", "-of",
        "csv=print_section=0", file.toString()));
    return table.lines().filter(line -> !line.isBlank())
        .map(line -> Arrays.stream(line.split(",", -1)).filter(field -> !field.isEmpty())
            .mapToDouble(Double::parseDouble).toArray())
        .toArray(double[][]::new);
  }
}
