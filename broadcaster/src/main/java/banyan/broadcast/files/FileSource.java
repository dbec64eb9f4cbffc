package banyan.broadcast.files;

import banyan.broadcast.media.Source;
import banyan.broadcast.media.SourceSink;
import banyan.broadcast.media.WallClock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A file as a live source, paced by its own times on a thread of its own. */
public final class FileSource implements Source {
  private static final long MAX_CLOSE_MILLIS = 5_000;

  private final MediaFile file;
  private final boolean loop;
  private final SourceSink sink;
  private final Playout playout;
  private final Thread thread;
  private volatile boolean closed;

  private FileSource(MediaFile file, boolean loop, SourceSink sink, WallClock wallClock) {
    this.file = file;
    this.loop = loop;
    this.sink = sink;
    this.playout = new Playout(sink, new MonotonicClock(), wallClock);
    this.thread = new Thread(this::run, "banyan-file-source");
  }

  /**
   * Begins to play.
   *
   * @param loop whether to begin anew at its end
   * @throws IOException with a sentence for a person, if the file is none that a channel can carry
   */
  public static FileSource open(Path path, boolean loop, SourceSink sink, WallClock wallClock) throws IOException {
    FileSource source = new FileSource(MediaFile.open(path), loop, sink, wallClock);
    source.thread.setDaemon(true);
    source.thread.start();
    return source;
  }

  @Override
  public String description() {
    return file.description() + (loop ? ", over and over" : "");
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
    sink.encoderConnected(file.description());
    String trouble = "";
    try {
      boolean again = true;
      while (again && !closed) {
        file.play(playout, () -> closed || playout.refusal().isPresent());
        boolean any = closed || playout.endPass();
        trouble = playout.refusal().orElse(any ? "" : "There is nothing in it that can be shown.");
        again = loop && trouble.isEmpty();
      }
    } catch (IOException e) {
      trouble = String.valueOf(e.getMessage());
    } catch (RuntimeException e) {
      sink.failed("The file " + file.description() + " could not be played on, by a fault of Banyan's own: " + e + ".");
      throw e;
    }
    sink.encoderGone();
    if (closed) {
      return;
    }
    if (trouble.isEmpty()) {
      sink.ended();
    } else {
      sink.failed(file.description() + ": " + trouble);
    }
  }

  private final class MonotonicClock implements Playout.Clock {
    @Override
    public long nowMicros() {
      return System.nanoTime() / 1_000;
    }

    @Override
    public void await(long micros) {
      for (long left = micros - nowMicros(); left > 0 && !closed; left = micros - nowMicros()) {
        LockSupport.parkNanos(FileSource.this, TimeUnit.MICROSECONDS.toNanos(left));
      }
    }
  }
}
