package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import banyan.broadcast.testpattern.Luma;
import banyan.broadcast.testpattern.SyncMarks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * When, on a transport stream's own clock, the beeps and the flashes of the test source begin, as ffmpeg decodes them.
 * The stream is the test source's at 320x180.
 *
 * @param beepSeconds without one that the stream begins within: a decoder fades that in
 * @param flashSeconds when the first picture of each is shown
 */
record SyncMeasure(List<Double> beepSeconds, List<Double> flashSeconds) {
  private static final int WIDTH = 320;
  private static final int HEIGHT = 180;
  private static final int PICTURE_BYTES = WIDTH * HEIGHT * 3 / 2;
  private static final double TICKS_PER_SECOND = 90_000;
  /** Two frames of AAC: what it takes a decoder to be whole. */
  private static final int DECODER_BEGINS_SAMPLES = 2 * Media.SAMPLES_PER_AAC_FRAME;
  /** A beep that is further from a flash belongs to another. */
  private static final double ONE_PAIR_SECONDS = 0.5;

  static SyncMeasure of(Media media, Path stream) {
    try {
      return new SyncMeasure(beeps(media, stream), flashes(media, stream));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** For each flash that has a beep, how much later that begins. */
  double[] soundBehindPictureMillis() {
    return flashSeconds.stream()
        .flatMap(flash -> beepSeconds.stream().map(beep -> beep - flash))
        .filter(behind -> Math.abs(behind) < ONE_PAIR_SECONDS)
        .mapToDouble(behind -> behind * 1_000)
        .toArray();
  }

  private static List<Double> beeps(Media media, Path stream) throws IOException {
    List<Media.Packet> packets = media.packets(stream, Media.Track.AUDIO);
    for (int i = 1; i < packets.size(); i++) {
      // Only then does a sample's number tell its time.
      assertEquals(1_920, packets.get(i).ptsTicks() - packets.get(i - 1).ptsTicks(), "a gap in the sound");
    }
    Path raw = Path.of(stream + ".s16le");
    OutsideProgram.run(Path.of(raw + ".log"), Media.ffmpeg(
        "-i", stream.toString(), "-map", "0:a", "-af", "pan=mono|c0=c0", "-f", "s16le", raw.toString()));
    ShortBuffer samples = ByteBuffer.wrap(Files.readAllBytes(raw)).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
    assertEquals(packets.size() * Media.SAMPLES_PER_AAC_FRAME, samples.remaining());
    double first = packets.get(0).ptsTicks() / TICKS_PER_SECOND;
    return SyncMarks.beeps(samples, Media.SAMPLES_PER_SECOND).stream()
        .filter(sample -> sample >= DECODER_BEGINS_SAMPLES)
        .map(sample -> first + (double) sample / Media.SAMPLES_PER_SECOND)
        .toList();
  }

  private static List<Double> flashes(Media media, Path stream) throws IOException {
    List<Media.Packet> packets = media.packets(stream, Media.Track.VIDEO);
    Path raw = Path.of(stream + ".yuv");
    OutsideProgram.run(Path.of(raw + ".log"), Media.ffmpeg(
        "-i", stream.toString(), "-map", "0:v", "-fps_mode", "passthrough", "-pix_fmt", "yuv420p", "-f", "rawvideo",
        raw.toString()));
    assertEquals((long) packets.size() * PICTURE_BYTES, Files.size(raw));
    List<Double> flashes = new ArrayList<>();
    boolean flashed = false;
    try (var pictures = Files.newInputStream(raw)) {
      for (Media.Packet packet : packets) {
        byte[] picture = pictures.readNBytes(PICTURE_BYTES);
        boolean flash = SyncMarks.isFlash(Luma.of(picture, 0, WIDTH, WIDTH, HEIGHT));
        if (flash && !flashed) {
          flashes.add(packet.ptsTicks() / TICKS_PER_SECOND);
        }
        flashed = flash;
      }
    }
    // Of a long stream these are gigabytes.
    Files.delete(raw);
    return flashes;
  }
}
