package banyan.broadcast.testpattern;

import banyan.broadcast.media.AacConfig;
import banyan.broadcast.media.AccessUnit;
import banyan.broadcast.media.SourceSink;
import banyan.broadcast.media.Tracks;

/**
 * The test pattern's stream, steppable: each call makes the one frame whose time it is. Frames whose time has passed
 * are left out, so that a slow machine shows fewer of them and never an older one; their numbers are missing too.
 *
 * <p>With a tone, a flash begins in the frame that shows a whole second, where a beep begins too. A second whose frame
 * was left out has no flash: one that came late would only tell something wrong of the sound.
 */
public final class TestFrames {
  private static final long KEY_INTERVAL_MICROS = 1_000_000;
  /** After a pause (a sleeping laptop) so much sound is made good at once; what is missing beyond is a jump. */
  private static final int MAX_AUDIO_FRAMES_AT_ONCE = 100;
  /** As long as a beep; at few frames a second it is one frame. */
  private static final int FLASHES_IN_A_SECOND = 10;

  private final TestPicture picture;
  private final TestEncoder encoder;
  private final int framesPerSecond;
  private final boolean tone;
  private final SoundLoop sound;
  private final long startMicros;
  private long nextFrame;
  private long framesDropped;
  private long audioFrames;
  private long nextKeyMicros;
  private boolean started;
  /** The second whose first frame was made last. */
  private long newestWholeSecond = -1;

  /**
   * @param width even, at least 160
   * @param height even, at least 96
   * @param tone whether there is a beep and a flash each second; else it is silent
   * @param startMicros when the first frame is due, on the clock of {@link #timeReached}
   */
  public TestFrames(int width, int height, int framesPerSecond, boolean tone, long startMicros) {
    if (framesPerSecond < 1 || framesPerSecond > 120) {
      throw new IllegalArgumentException(framesPerSecond + " frames per second");
    }
    this.picture = new TestPicture(width, height);
    this.encoder = new TestEncoder(width, height);
    this.framesPerSecond = framesPerSecond;
    this.tone = tone;
    this.sound = tone ? SoundLoop.tone() : SoundLoop.silence();
    this.startMicros = startMicros;
  }

  /** When the next frame is due. */
  public long nextWakeMicros() {
    return startMicros + frameMicros(nextFrame);
  }

  /** Makes the newest frame that is due, and the sound up to it. */
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
    byte[][] planes = picture.draw(frame, frame / (double) framesPerSecond, unixMicros, flashes(frame));
    sink.accessUnit(new AccessUnit.Video(
        ticks, ticks, key, !started, unixMicros, encoder.encode(planes, picture.width, picture.height, key)));
    sound(ticks, unixMicros, sink);
    started = true;
  }

  /** Frames that were not made because their time had passed. */
  public long framesDropped() {
    return framesDropped;
  }

  private boolean flashes(long frame) {
    long second = frame / framesPerSecond;
    long within = frame % framesPerSecond;
    if (within == 0) {
      newestWholeSecond = second;
    }
    return tone && newestWholeSecond == second && within * FLASHES_IN_A_SECOND < framesPerSecond;
  }

  private void sound(long untilTicks, long unixMicros, SourceSink sink) {
    AacConfig config = sound.config();
    long due = untilTicks * config.rateHz() / (AacConfig.SAMPLES_PER_FRAME * AccessUnit.TICKS_PER_SECOND) + 1;
    audioFrames = Math.max(audioFrames, due - MAX_AUDIO_FRAMES_AT_ONCE);
    boolean first = !started;
    while (audioFrames < due) {
      sink.accessUnit(new AccessUnit.Audio(
          config.ticks(audioFrames), false, first, unixMicros, config, sound.frame(audioFrames)));
      first = false;
      audioFrames++;
    }
  }

  private long frameMicros(long frame) {
    return frame * 1_000_000 / framesPerSecond;
  }
}
