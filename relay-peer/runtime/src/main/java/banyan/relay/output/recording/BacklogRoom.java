package banyan.relay.output.recording;

import java.util.concurrent.atomic.AtomicLong;

/** Memory that the backlogs of a process's recordings share: they wait for one disk, mostly. */
public final class BacklogRoom {
  /** An eighth of the memory for buffers that {@code tools/banyan} gives a program. */
  static final long MAX_BYTES = 64L << 20;

  private final AtomicLong taken = new AtomicLong();

  boolean take(long bytes) {
    if (taken.addAndGet(bytes) <= MAX_BYTES) {
      return true;
    }
    giveBack(bytes);
    return false;
  }

  void giveBack(long bytes) {
    taken.addAndGet(-bytes);
  }
}
