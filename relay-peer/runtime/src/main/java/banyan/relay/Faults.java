package banyan.relay;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** What a peer that shares its process with others must suffer in a churn test; what has its own gets signals. */
public final class Faults {
  private final RelayPeer peer;
  private @Nullable CountDownLatch frozen;

  public Faults(RelayPeer peer) {
    this.peer = peer;
  }

  /**
   * As SIGKILL does it: its sockets are closed by somebody else than itself, and nothing is said. Returns once that has
   * happened.
   */
  public synchronized void halt() {
    thaw();
    peer.halt();
  }

  /** As SIGSTOP does it: its event loop stands still, its sockets stay open. Returns once it does. */
  public synchronized void freeze() {
    if (frozen != null) {
      return;
    }
    CountDownLatch stands = new CountDownLatch(1);
    CountDownLatch until = new CountDownLatch(1);
    frozen = until;
    peer.transport().loop().execute(() -> {
      stands.countDown();
      await(until);
    });
    await(stands);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** As SIGCONT does it. */
  public synchronized void thaw() {
    if (frozen != null) {
      frozen.countDown();
      frozen = null;
    }
  }
}
