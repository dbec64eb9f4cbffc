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

  /** A frame takes a fraction of it; a sink that blocks longer is broken. */
  private static final long MAX_CLOSE_MILLIS = 5_000;

  private final SourceSink sink;
  private final WallClock wallClock;
  private final String description;
  private final TestFrames frames;
  private final Thread thread;
  private volatile boolean closed;

  private TestSource(int width, int height, int framesPerSecond, SourceSink sink, WallClock wallClock) {
    this.sink = sink;
    this.wallClock = wallClock;
    this.description = "test pattern " + width + "x" + height + " at " + framesPerSecond + " fps";
    this.frames = new TestFrames(width, height, framesPerSecond, nowMicros());
    this.thread = new Thread(this::run, "banyan-test-source");
  }

  /** Starts it. */
  public static TestSource open(int width, int height, int framesPerSecond, SourceSink sink, WallClock wallClock) {
    TestSource source = new TestSource(width, height, framesPerSecond, sink, wallClock);
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

  private static long nowMicros() {
    return System.nanoTime() / 1_000;
  }
}
