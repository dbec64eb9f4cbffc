package banyan.churn.network;

import java.util.ArrayList;
import java.util.List;

/** Threads that do nothing, as busily as they can: the machine has other things to do than this. */
public final class Load implements AutoCloseable {
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean isOver;

  public Load(int count) {
    for (int i = 0; i < count; i++) {
      Thread thread = new Thread(this::run, "churn-load-" + i);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
  }

  private void run() {
    while (!isOver) {
      Thread.onSpinWait();
    }
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
