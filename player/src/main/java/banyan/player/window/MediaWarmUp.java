package banyan.player.window;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import javafx.scene.media.Media;
import javafx.scene.media.MediaException;
import javafx.scene.media.MediaPlayer;

/**
 * Has JavaFX load what it plays with before the first channel needs it, by a moment of silence: that takes a second or
 * more, by which the first picture would be late for as long as it plays.
 */
final class MediaWarmUp {
  private static final Logger LOG = Logger.getLogger(MediaWarmUp.class.getName());
  private static final int SAMPLES_PER_SECOND = 8_000;
  private static final int SAMPLES = SAMPLES_PER_SECOND / 20;
  private static final int HEADER_BYTES = 44;

  private MediaWarmUp() {}

  /** On JavaFX's thread; what becomes of it matters to nobody. */
  static void begin() {
    try {
      Path file = Files.createTempFile("banyan", ".wav");
      file.toFile().deleteOnExit();
      Files.write(file, silence());
      MediaPlayer player = new MediaPlayer(new Media(file.toUri().toString()));
      AtomicBoolean isOver = new AtomicBoolean();
      Runnable end = () -> {
        if (isOver.compareAndSet(false, true)) {
          player.dispose();
          delete(file);
        }
      };
      player.setOnReady(end);
      player.setOnError(end);
      player.setOnHalted(end);
    } catch (IOException | MediaException e) {
      LOG.log(Level.FINE, "no warming up", e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.log(Level.FINE, "left until the program ends", e);
    }
  }

  /** As WAV: one channel of samples of 16 bits. */
  private static byte[] silence() {
    int bytes = 2 * SAMPLES;
    ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + bytes).order(ByteOrder.LITTLE_ENDIAN);
    out.put(ascii("RIFF")).putInt(HEADER_BYTES - 8 + bytes).put(ascii("WAVEfmt ")).putInt(16);
    out.putShort((short) 1).putShort((short) 1).putInt(SAMPLES_PER_SECOND).putInt(2 * SAMPLES_PER_SECOND);
    out.putShort((short) 2).putShort((short) 16).put(ascii("data")).putInt(bytes);
    return out.array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
