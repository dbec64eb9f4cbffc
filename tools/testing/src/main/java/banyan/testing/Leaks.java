package banyan.testing;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.util.ResourceLeakDetector;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** What Netty says of buffers that nobody released. Not in {@link LeakWatch}, so that only it needs Netty. */
final class Leaks {
  private static final Queue<String> FOUND = new ConcurrentLinkedQueue<>();
  private static final long COLLECTION_DEADLINE_MILLIS = 10_000;

  static {
    if (ResourceLeakDetector.getLevel() != ResourceLeakDetector.Level.PARANOID) {
      ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    }
    ByteBufUtil.setLeakListener((type, records) -> FOUND.add(type + records));
  }

  private Leaks() {}

  /** Loads this class, which begins to listen. */
  static void listen() {}

  /** Has the garbage collected, since only that shows what nobody holds and nobody released. */
  static void assertNone() {
    collect();
    // Leaks are reported when the next buffer is made.
    Unpooled.directBuffer(1).release();
    List<String> found = List.copyOf(FOUND);
    FOUND.clear();
    if (!found.isEmpty()) {
      throw new AssertionError(
          found.size() + " buffers were not released (by this class or one before it in the same run):\n"
              + String.join("\n", found));
    }
  }

  private static void collect() {
    ReferenceQueue<Object> queue = new ReferenceQueue<>();
    WeakReference<Object> collected = new WeakReference<>(new Object(), queue);
    System.gc();
    try {
      if (queue.remove(COLLECTION_DEADLINE_MILLIS) != collected) {
        throw new IllegalStateException(
            "no garbage was collected within " + TimeUnit.MILLISECONDS.toSeconds(COLLECTION_DEADLINE_MILLIS) + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
