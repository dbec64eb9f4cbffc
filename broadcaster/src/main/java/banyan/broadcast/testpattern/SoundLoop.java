package banyan.broadcast.testpattern;

import banyan.broadcast.media.AacConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jcodec.codecs.aac.ADTSParser;

/**
 * Coded AAC frames that go round: frame {@code n} decodes to the samples from {@code 1024 n} on, so whoever counts
 * frames tells the time, and is never off however long it goes on.
 */
final class SoundLoop {
  private static final String TONE = "tone.aac";
  /** 1024 samples of two channels that are 0. */
  private static final byte[] SILENT_FRAME = {0x21, 0x10, 0x04, 0x60, (byte) 0x8c, 0x1c};

  private final AacConfig config;
  private final List<ByteBuffer> frames;

  private SoundLoop(AacConfig config, List<ByteBuffer> frames) {
    this.config = config;
    this.frames = List.copyOf(frames);
  }

  static SoundLoop silence() {
    return new SoundLoop(new AacConfig(2, 3, 2), List.of(ByteBuffer.wrap(SILENT_FRAME).asReadOnlyBuffer()));
  }

  /** A beep of 0.1 s at each whole second; {@code tools/make-tone} has made it. */
  static SoundLoop tone() {
    try (InputStream file = SoundLoop.class.getResourceAsStream(TONE)) {
      if (file == null) {
        throw new IllegalStateException(TONE + " is missing from this build");
      }
      return of(ByteBuffer.wrap(file.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SoundLoop of(ByteBuffer adts) {
    AacConfig config = null;
    List<ByteBuffer> frames = new ArrayList<>();
    while (adts.hasRemaining()) {
      int start = adts.position();
      ADTSParser.Header header = ADTSParser.read(adts);
      if (header == null || start + header.getSize() > adts.limit()) {
        throw new IllegalStateException(TONE + " has no frame at byte " + start);
      }
      AacConfig here = new AacConfig(header.getObjectType(), header.getSamplingIndex(), header.getChanConfig());
      if (config != null && !config.equals(here)) {
        throw new IllegalStateException(TONE + " changes from " + config + " to " + here);
      }
      config = here;
      int end = start + header.getSize();
      frames.add(adts.slice(adts.position(), end - adts.position()).asReadOnlyBuffer());
      adts.position(end);
    }
    if (config == null) {
      throw new IllegalStateException(TONE + " is empty");
    }
    return new SoundLoop(config, frames);
  }

  AacConfig config() {
    return config;
  }

  /** Of one round. */
  int frameCount() {
    return frames.size();
  }

  /** @param number counted from the sound's beginning */
  ByteBuffer frame(long number) {
    return frames.get((int) (number % frames.size())).duplicate();
  }
}
