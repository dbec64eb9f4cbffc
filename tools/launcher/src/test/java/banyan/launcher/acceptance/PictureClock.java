package banyan.launcher.acceptance;

import banyan.broadcast.testpattern.Barcode;
import banyan.broadcast.testpattern.Luma;
import banyan.program.ReadyLine;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * When the test source captured each of its pictures, by the broadcaster's clock: the HLS playlist tells it of each
 * segment's first picture, and the pictures' numbers tell the rest.
 *
 * @param firstMillis when picture 0 was captured
 */
record PictureClock(double firstMillis, int picturesPerSecond) {
  private static final int WIDTH = 320;
  private static final int HEIGHT = 180;
  private static final String TIME = "#EXT-X-PROGRAM-DATE-TIME:";

  /** Of a source of 320x180. Looks at every segment that is listed now, and takes the one that was least late. */
  static PictureClock of(ReadyLine root, int picturesPerSecond, Path files) throws IOException {
    URI list = URI.create(root.http() + "/live/" + root.channel() + "/index.m3u8");
    List<Double> first = new ArrayList<>();
    String time = "";
    for (String line : text(list).lines().toList()) {
      if (line.startsWith(TIME)) {
        time = line.substring(TIME.length());
      } else if (!line.startsWith("#") && !line.isBlank()) {
        long number = firstNumber(list.resolve(line), files);
        first.add(Instant.parse(time).toEpochMilli() - 1_000.0 * number / picturesPerSecond);
      }
    }
    double earliest = first.stream().mapToDouble(at -> at).min()
        .orElseThrow(() -> new AssertionError("no segments in " + list));
    return new PictureClock(earliest, picturesPerSecond);
  }

  private static String text(URI from) throws IOException {
    try (var in = from.toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static long firstNumber(URI segment, Path files) throws IOException {
    Path picture = files.resolve("segment.gray").toAbsolutePath();
    OutsideProgram.run(files.resolve("segment.log"), List.of(
        "ffmpeg", "-nostdin", "-v", "error", "-y", "-i", segment.toString(), "-frames:v", "1", "-pix_fmt", "gray", "-f",
        "rawvideo", picture.toString()));
    return Barcode.read(Luma.of(Files.readAllBytes(picture), 0, WIDTH, WIDTH, HEIGHT))
        .orElseThrow(() -> new AssertionError("no number in the first picture of " + segment));
  }

  /** How old a picture was when it was shown. */
  double lagMillis(Browser.Picture picture) {
    return lagMillis(picture.shownMillis(), picture.number());
  }

  /** The same of the picture of this number. */
  double lagMillis(double shownMillis, long number) {
    return shownMillis - firstMillis - 1_000.0 * number / picturesPerSecond;
  }
}
