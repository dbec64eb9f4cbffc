package banyan.broadcast.ingest;

import banyan.broadcast.media.Source;
import banyan.broadcast.media.SourceSink;
import banyan.broadcast.media.WallClock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * MPEG-TS from a pipe. Whoever writes into it faster than real time is held back by not being read; its end is the end
 * of the source.
 */
public final class StreamIngest implements Source {
  private static final int READ_BYTES = 64 * 1024;

  private final InputStream in;
  private final OptionalInt programme;
  private final SourceSink sink;
  private final WallClock wallClock;
  private final Thread thread;
  /** What guards every call of the sink, so that none comes after {@link #close}: reading itself cannot be stopped. */
  private final Object delivering = new Object();
  private volatile boolean closed;
  private @Nullable Session session;

  private StreamIngest(InputStream in, OptionalInt programme, SourceSink sink, WallClock wallClock) {
    this.in = in;
    this.programme = programme;
    this.sink = sink;
    this.wallClock = wallClock;
    this.thread = new Thread(this::run, "banyan-pipe-ingest");
  }

  /**
   * Reads from now on; the stream itself is not closed.
   *
   * @param programme the number of the one to take; without it, the first with H.264
   */
  public static StreamIngest open(InputStream in, OptionalInt programme, SourceSink sink, WallClock wallClock) {
    StreamIngest ingest = new StreamIngest(in, programme, sink, wallClock);
    ingest.thread.setDaemon(true);
    ingest.thread.start();
    return ingest;
  }

  @Override
  public String description() {
    return "MPEG-TS from standard input";
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    synchronized (delivering) {
      if (session != null) {
        session.abort();
        session = null;
      }
    }
  }

  private void run() {
    byte[] buffer = new byte[READ_BYTES];
    try {
      for (int count = in.read(buffer); count >= 0 && !closed; count = in.read(buffer)) {
        long pauseMicros = take(ByteBuffer.wrap(buffer, 0, count));
        if (pauseMicros < 0) {
          return;
        }
        park(pauseMicros);
      }
      end("");
    } catch (IOException e) {
      end("Standard input broke off: " + e.getMessage() + ".");
    }
  }

  /** Returns for how long to read nothing more; less than 0 if for ever. */
  private long take(ByteBuffer bytes) {
    synchronized (delivering) {
      if (closed) {
        return -1;
      }
      if (session == null) {
        session = new Session(programme, sink, "standard input");
      }
      long pauseMicros = session.read(nowMicros(), wallClock.unixMicros(), bytes);
      if (session.refusal().isPresent()) {
        refused(session);
        return -1;
      }
      return pauseMicros;
    }
  }

  private void end(String trouble) {
    synchronized (delivering) {
      if (closed) {
        return;
      }
      Session last = session;
      session = null;
      if (last == null) {
        sink.failed(trouble.isEmpty()
            ? "Nothing came on standard input: pipe MPEG-TS into it, e.g. ffmpeg -re -i FILE -c:v libx264 -c:a aac "
                + "-f mpegts - | banyan broadcast --source -" : trouble);
        return;
      }
      last.end();
      if (last.refusal().isPresent()) {
        sink.failed(last.refusal().get());
      } else if (trouble.isEmpty()) {
        sink.ended();
      } else {
        sink.failed(trouble);
      }
    }
  }

  private void refused(Session last) {
    last.abort();
    session = null;
    sink.failed(last.refusal().orElse(""));
  }

  private void park(long micros) {
    long until = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(micros);
    for (long left = until - System.nanoTime(); left > 0 && !closed; left = until - System.nanoTime()) {
      LockSupport.parkNanos(this, left);
    }
  }

  private static long nowMicros() {
    return System.nanoTime() / 1_000;
  }
}
