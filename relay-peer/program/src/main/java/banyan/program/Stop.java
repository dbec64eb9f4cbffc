package banyan.program;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The end of a running program, asked for by a signal, by the program, or by a part of it that failed. */
public final class Stop {
  private final CountDownLatch requested = new CountDownLatch(1);
  private final AtomicReference<@Nullable Failure> failure = new AtomicReference<>();

  /** Ends the program well. May be called from any thread, and again. */
  public void request() {
    requested.countDown();
  }

  /** Ends the program with exit code 1, unless it is ending already. */
  public void fail(Failure because) {
    if (!isRequested()) {
      failure.compareAndSet(null, because);
    }
    requested.countDown();
  }

  public boolean isRequested() {
    return requested.getCount() == 0;
  }

  /** Waits for the end. @throws Failure if a part of the program failed */
  public void await() throws InterruptedException, Failure {
    requested.await();
    rethrow();
  }

  /**
   * Waits for the end, or until the time is over.
   *
   * @return whether the end has come
   * @throws Failure if a part of the program failed
   */
  public boolean await(Duration atMost) throws InterruptedException, Failure {
    boolean ended = requested.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    rethrow();
    return ended;
  }

  private void rethrow() throws Failure {
    Failure because = failure.get();
    if (because != null) {
      throw because;
    }
  }
}
