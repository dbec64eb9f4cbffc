package banyan.broadcast.testpattern;

import banyan.broadcast.media.Source;
import banyan.broadcast.media.SourceSink;
import banyan.broadcast.media.WallClock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The test pattern as a live source, paced by a thread of its own. */
public final class TestSource implements Source {
  public static final int DEFAULT_WIDTH = 320;
  public static final int DEFAULT_HEIGHT = 180;
  public static final int DEFAULT_FRAMES_PER_SECOND = 30;

  private static final int MAX_WIDTH = 1_920;
  private static final int MAX_HEIGHT = 1_080;
  private static final int MAX_FRAMES_PER_SECOND = 60;

  private static final long WARM_UP_MICROS = 500_000;

  /** A frame takes a fraction of it; a sink that blocks longer is broken. */
  private static final long MAX_CLOSE_MILLIS = 5_000;

  private final SourceSink sink;
  private final WallClock wallClock;
  private final String description;
  private final int width;
  private final int height;
  private final int framesPerSecond;
  private final boolean tone;
  private final Thread thread;
  private volatile boolean closed;

  private TestSource(
      int width, int height, int framesPerSecond, boolean tone, SourceSink sink, WallClock wallClock) {
    this.sink = sink;
    this.wallClock = wallClock;
    this.description = "test pattern " + width + "x" + height + " at " + framesPerSecond + " fps"
        + (tone ? ", with a beep and a flash each second" : "");
    this.width = width;
    this.height = height;
    this.framesPerSecond = framesPerSecond;
    this.tone = tone;
    this.thread = new Thread(this::run, "banyan-test-source");
  }

  /**
   * Starts it.
   *
   * @param tone whether there is a beep and a flash each second; else it is silent
   */
  public static TestSource open(
      int width, int height, int framesPerSecond, boolean tone, SourceSink sink, WallClock wallClock) {
    TestSource source = new TestSource(width, height, framesPerSecond, tone, sink, wallClock);
    source.thread.setDaemon(true);
    source.thread.start();
    return source;
  }

  /** Whether there is a pattern of this size and rate; beyond it, no machine encodes it in time. */
  public static boolean canBe(int width, int height, int framesPerSecond) {
    return width >= TestPicture.MIN_WIDTH && width <= MAX_WIDTH && width % 2 == 0
        && height >= TestPicture.MIN_HEIGHT && height <= MAX_HEIGHT && height % 2 == 0
        && framesPerSecond >= 1 && framesPerSecond <= MAX_FRAMES_PER_SECOND;
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      thread.join(MAX_CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    sink.encoderConnected(description);
    try {
      warmUp();
      TestFrames frames = new TestFrames(width, height, framesPerSecond, tone, nowMicros());
      while (!closed) {
        long now = nowMicros();
        long wait = frames.nextWakeMicros() - now;
        if (wait > 0) {
          LockSupport.parkNanos(this, TimeUnit.MICROSECONDS.toNanos(wait));
        } else {
          frames.timeReached(now, wallClock.unixMicros(), sink);
        }
      }
    } catch (RuntimeException e) {
      // What broke is told in one sentence to whoever shows it, and not lost with the thread.
      sink.failed("The test pattern stopped: " + e + ".");
      throw e;
    }
    sink.encoderGone();
  }

  /** The encoder's first frames take many times as long as the later ones: they would only be dropped. */
  private void warmUp() {
    TestPicture picture = new TestPicture(width, height);
    TestEncoder encoder = new TestEncoder(width, height);
    long start = nowMicros();
    for (int i = 0; !closed && nowMicros() - start < WARM_UP_MICROS; i++) {
      encoder.encode(picture.draw(i, i / 30.0, 0, false), width, height, encoder.mustBeKey());
    }
  }

  private static long nowMicros() {
    return System.nanoTime() / 1_000;
  }
}
