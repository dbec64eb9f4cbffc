package banyan.relay;

import banyan.node.NodeEvent;
import banyan.protocol.Chunk;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes down when each chunk came and what happened, for measurements across processes: one line each,
 * {@code chunk NANOS EPOCH SEQUENCE BYTES} or {@code event NANOS NAME}. The times are of {@link System#nanoTime}, which
 * on Linux is the same clock in all processes of a machine. A thread of its own writes; the event loop never waits
 * for a disk, and what the disk does not take in time is counted in a last line, {@code dropped COUNT}.
 */
public final class ArrivalTrace implements SessionListener, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ArrivalTrace.class.getName());
  /** A minute of a usual stream, or some ten seconds of one of 200 Mbit/s. */
  private static final int MAX_WAITING = 4_096;
  private static final long FLUSH_MILLIS = 200;
  private static final long CLOSE_MILLIS = 2_000;

  /** A chunk, or an event if that is not null. */
  private record Line(long nanos, long epoch, long sequence, int bytes, @Nullable String event) {
    private String text() {
      return event != null ? "event " + nanos + " " + event
          : "chunk " + nanos + " " + epoch + " " + sequence + " " + bytes;
    }
  }

  private final BlockingQueue<Line> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final AtomicLong dropped = new AtomicLong();
  private final BufferedWriter out;
  private final Thread writer = new Thread(this::write, "banyan-trace");
  private volatile boolean isClosed;

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
    put(new Line(System.nanoTime(), chunk.epoch(), chunk.sequence(), chunk.frameBytes(), null));
  }

  @Override
  public void onEvent(NodeEvent event) {
    put(new Line(System.nanoTime(), 0, 0, 0, event.getClass().getSimpleName()));
  }

  private void put(Line line) {
    if (!waiting.offer(line)) {
      dropped.incrementAndGet();
    }
  }

  private void write() {
    try (out) {
      // What was there before the closing is still written.
      for (boolean last = false; !last; ) {
        last = isClosed;
        Line line = waiting.poll(FLUSH_MILLIS, TimeUnit.MILLISECONDS);
        for (; line != null; line = waiting.poll()) {
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
    isClosed = true;
    try {
      writer.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
