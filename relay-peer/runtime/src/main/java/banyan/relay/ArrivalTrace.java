package banyan.relay;

import banyan.node.NodeEvent;
import banyan.node.NodeStatus;
import banyan.protocol.Chunk;
import banyan.protocol.PeerId;
import banyan.protocol.RootPath;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes down when each chunk came and what happened, for measurements across processes: one line each,
 *
 * <pre>
 *   chunk NANOS EPOCH SEQUENCE BYTES MEDIA_MICROS DURATION_MICROS FLAGS
 *   event NANOS NAME KEY=VALUE ...
 *   status NANOS KEY=VALUE ...
 *   dropped COUNT
 * </pre>
 *
 * Chunks are those for players, in order; flags are {@link Chunk#JOIN_POINT} and {@link Chunk#DISCONTINUITY}; names of
 * events and keys are those of {@link NodeEvent}'s records. The times are of {@link System#nanoTime}, which on Linux is
 * the same clock in all processes of a machine. A thread of its own writes a few times a second; the event loop
 * never waits for a disk, and what the disk does not take in time is counted in the last line.
 */
public final class ArrivalTrace implements SessionListener, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ArrivalTrace.class.getName());
  /** A minute of a usual stream, or some ten seconds of one of 200 Mbit/s. */
  private static final int MAX_WAITING = 4_096;
  private static final long FLUSH_MILLIS = 200;
  private static final long CLOSE_MILLIS = 2_000;

  /** Something to write; its words are found by the thread that writes. */
  private record Line(long nanos, Object what) {
    private String text() {
      if (what instanceof Heard chunk) {
        return "chunk " + nanos + " " + chunk.epoch + " " + chunk.sequence + " " + chunk.bytes + " " + chunk.mediaMicros
            + " " + chunk.durationMicros + " " + chunk.flags;
      }
      if (what instanceof NodeStatus s) {
        return "status " + nanos + " lag=" + s.lagMicros() + " depth=" + s.path().depth() + " children=" + s.children()
            + " slots=" + s.slots() + " backups=" + s.backups() + " links=" + s.links().size()
            + " subtree=" + s.subtree().peers()
            + " sent=" + s.counters().bytesSent();
      }
      return "event " + nanos + " " + what.getClass().getSimpleName() + details(what);
    }

    /** All of a record's fields that are a word. */
    private static String details(Object event) {
      StringBuilder text = new StringBuilder();
      for (RecordComponent field : event.getClass().getRecordComponents()) {
        Object value = value(event, field);
        if (value instanceof Number || value instanceof Enum || value instanceof PeerId) {
          text.append(' ').append(field.getName()).append('=').append(value);
        } else if (value instanceof RootPath path) {
          text.append(" depth=").append(path.depth());
        }
      }
      return text.toString();
    }

    private static Object value(Object event, RecordComponent field) {
      try {
        return field.getAccessor().invoke(event);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("an event that does not tell its " + field.getName(), e);
      }
    }
  }

  /** What is left of a chunk: to hold the chunk itself would hold its slab. */
  private record Heard(
      long epoch, long sequence, int bytes, long mediaMicros, int durationMicros, int flags) {}

  private final Queue<Line> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final AtomicLong dropped = new AtomicLong();
  private final BufferedWriter out;
  private final Thread writer = new Thread(this::write, "banyan-trace");
  private final CountDownLatch closing = new CountDownLatch(1);

  private ArrivalTrace(Path file) throws IOException {
    this.out = Files.newBufferedWriter(file, StandardCharsets.US_ASCII);
    writer.setDaemon(true);
    writer.start();
  }

  /** Begins a trace if a file is named, and lets the peer tell it all. */
  static @Nullable ArrivalTrace begin(Optional<Path> file) throws StartException {
    if (file.isEmpty()) {
      return null;
    }
    try {
      return new ArrivalTrace(file.get());
    } catch (IOException e) {
      throw new StartException("Cannot write to '" + file.get() + "' (" + e.getMessage()
          + "): name another file with --trace.", e);
    }
  }

  @Override
  public void onChunk(Chunk chunk) {
    int flags = (chunk.isJoinPoint() ? Chunk.JOIN_POINT : 0) | (chunk.isDiscontinuity() ? Chunk.DISCONTINUITY : 0);
    put(new Heard(
        chunk.epoch(), chunk.sequence(), chunk.frameBytes(), chunk.mediaTimeMicros(), chunk.durationMicros(), flags));
  }

  @Override
  public void onEvent(NodeEvent event) {
    put(event);
  }

  @Override
  public void onStatus(NodeStatus status) {
    put(status);
  }

  private void put(Object what) {
    if (!waiting.offer(new Line(System.nanoTime(), what))) {
      dropped.incrementAndGet();
    }
  }

  private void write() {
    try (out) {
      // What was there before the closing is still written. To be woken for each line would cost more than the line.
      for (boolean last = false; !last; ) {
        last = closing.await(FLUSH_MILLIS, TimeUnit.MILLISECONDS);
        for (Line line = waiting.poll(); line != null; line = waiting.poll()) {
          out.write(line.text());
          out.write('\n');
        }
        out.flush();
      }
      if (dropped.get() > 0) {
        out.write("dropped " + dropped.get() + "\n");
      }
    } catch (IOException e) {
      LOG.warning("The trace ends here: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Writes what is still waiting. */
  @Override
  public void close() {
    closing.countDown();
    try {
      writer.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
