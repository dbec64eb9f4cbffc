package banyan.churn;

import java.util.ArrayList;
import java.util.List;

/** Threads that do nothing, as busily as they can: the machine has other things to do than this. */
final class Load implements AutoCloseable {
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean isOver;
  /** Where their work goes, so that no compiler finds that there is none. */
  private volatile long sum;

  Load(int count) {
    for (int i = 0; i < count; i++) {
      Thread thread = new Thread(this::run, "churn-load-" + i);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
  }

  private void run() {
    for (long i = 0; !isOver; i++) {
      sum = i;
    }
  }

  /** Turns that one of them has taken, more or less. */
  long turns() {
    return sum;
  }

  @Override
  public void close() {
    isOver = true;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
