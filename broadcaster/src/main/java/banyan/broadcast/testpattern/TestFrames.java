package banyan.broadcast.testpattern;

import banyan.broadcast.media.AacConfig;
import banyan.broadcast.media.AccessUnit;
import banyan.broadcast.media.SourceSink;
import banyan.broadcast.media.Tracks;
import java.nio.ByteBuffer;

/**
 * The test pattern's stream, steppable: each call makes the one frame whose time it is. Frames whose time has passed
 * are left out, so that a slow machine shows fewer of them and never an older one; their numbers are missing too.
 */
public final class TestFrames {
  /** A second of silence, as it were: 1024 samples of two channels that are 0. */
  private static final byte[] SILENCE = {0x21, 0x10, 0x04, 0x60, (byte) 0x8c, 0x1c};
  private static final AacConfig AUDIO = new AacConfig(2, 3, 2);
  private static final long KEY_INTERVAL_MICROS = 1_000_000;
  /** After a pause (a sleeping laptop) so much silence is made good at once; what is missing beyond is a jump. */
  private static final int MAX_AUDIO_FRAMES_AT_ONCE = 100;

  private final TestPicture picture;
  private final TestEncoder encoder;
  private final int framesPerSecond;
  private final long startMicros;
  private long nextFrame;
  private long framesDropped;
  private long audioFrames;
  private long nextKeyMicros;
  private boolean started;

  /**
   * @param width even, at least 160
   * @param height even, at least 96
   * @param startMicros when the first frame is due, on the clock of {@link #timeReached}
   */
  public TestFrames(int width, int height, int framesPerSecond, long startMicros) {
    if (framesPerSecond < 1 || framesPerSecond > 120) {
      throw new IllegalArgumentException(framesPerSecond + " frames per second");
    }
    this.picture = new TestPicture(width, height);
    this.encoder = new TestEncoder(width, height);
    this.framesPerSecond = framesPerSecond;
    this.startMicros = startMicros;
  }

  /** When the next frame is due. */
  public long nextWakeMicros() {
    return startMicros + frameMicros(nextFrame);
  }

  /** Makes the newest frame that is due, and the silence up to it. */
  public void timeReached(long nowMicros, long unixMicros, SourceSink sink) {
    if (nowMicros < nextWakeMicros()) {
      return;
    }
    // Rounded so that a frame is due in the microsecond that nextWakeMicros names.
    long frame = ((nowMicros - startMicros + 1) * framesPerSecond - 1) / 1_000_000;
    framesDropped += frame - nextFrame;
    nextFrame = frame + 1;
    if (!started) {
      sink.tracks(new Tracks(true, true));
    }
    long ticks = frame * AccessUnit.TICKS_PER_SECOND / framesPerSecond;
    boolean key = encoder.mustBeKey() || frameMicros(frame) >= nextKeyMicros;
    if (key) {
      nextKeyMicros = (frameMicros(frame) / KEY_INTERVAL_MICROS + 1) * KEY_INTERVAL_MICROS;
    }
    byte[][] planes = picture.draw(frame, frame / (double) framesPerSecond, unixMicros);
    sink.accessUnit(new AccessUnit.Video(
        ticks, ticks, key, !started, unixMicros, encoder.encode(planes, picture.width, picture.height, key)));
    silence(ticks, unixMicros, sink);
    started = true;
  }

  /** Frames that were not made because their time had passed. */
  public long framesDropped() {
    return framesDropped;
  }

  private void silence(long untilTicks, long unixMicros, SourceSink sink) {
    long due = untilTicks * AUDIO.rateHz() / (AacConfig.SAMPLES_PER_FRAME * AccessUnit.TICKS_PER_SECOND) + 1;
    audioFrames = Math.max(audioFrames, due - MAX_AUDIO_FRAMES_AT_ONCE);
    boolean first = !started;
    while (audioFrames < due) {
      sink.accessUnit(new AccessUnit.Audio(
          AUDIO.ticks(audioFrames), false, first, unixMicros, AUDIO, ByteBuffer.wrap(SILENCE).asReadOnlyBuffer()));
      first = false;
      audioFrames++;
    }
  }

  private long frameMicros(long frame) {
    return frame * 1_000_000 / framesPerSecond;
  }
}
