package banyan.relay;

import banyan.node.Input;
import banyan.node.UploadBudget;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The process's upload, on its event loop: nodes with chunks to send are served in turn, and each hears what the others
 * leave for its children. Without a limit there is nothing to ask for, and nobody does. The limit may change.
 */
final class Uplink {
  private final EventLoop loop;
  private @Nullable UploadBudget<NodeDriver> budget;
  private final LongSupplier handedBytes;
  /** What was granted and is on its way through {@link #handedBytes}. */
  private long chunkBytes;
  /** What was handed to sockets beside chunks, and is paid. */
  private long otherBytes;
  /** What each was told last of its share. */
  private final Map<NodeDriver, Long> shares = new LinkedHashMap<>();
  private @Nullable Future<?> timer;
  private long timerAtMicros = Long.MAX_VALUE;

  /**
   * @param bytesPerSecond 0 for no limit
   * @param handedBytes all bytes that have gone to sockets
   */
  Uplink(EventLoop loop, long bytesPerSecond, LongSupplier handedBytes) {
    this.loop = loop;
    this.handedBytes = handedBytes;
    this.budget = bytesPerSecond == 0 ? null : new UploadBudget<>(bytesPerSecond, NodeDriver.nowMicros());
  }

  /** @param bytesPerSecond {@link Input.UploadShareChanged#UNLIMITED} for no limit, 0 to send next to nothing */
  void limit(long bytesPerSecond) {
    if (bytesPerSecond == Input.UploadShareChanged.UNLIMITED) {
      budget = null;
      cancelTimer();
      return;
    }
    // Messages leave whatever the limit; what they owe has to end some time.
    long atLeastSome = Math.max(1, bytesPerSecond);
    if (budget == null) {
      budget = new UploadBudget<>(atLeastSome, NodeDriver.nowMicros());
      otherBytes = handedBytes.getAsLong() - chunkBytes;
    } else {
      budget.changeTo(atLeastSome, NodeDriver.nowMicros());
    }
  }

  /** A chunk that was granted is on its way to a socket. */
  void chunkQueued(int bytes) {
    chunkBytes += bytes;
  }

  /** Everything else that goes out is paid for as well, if later: messages, handshakes, what encryption adds. */
  private void payForTheRest(UploadBudget<NodeDriver> from) {
    long unpaid = handedBytes.getAsLong() - chunkBytes - otherBytes;
    if (unpaid > 0) {
      otherBytes += unpaid;
      from.spend(unpaid, NodeDriver.nowMicros());
    }
  }

  /** One's inputs have been handled: lets it and whoever else waits send what may leave now. */
  void serve(NodeDriver driver) {
    UploadBudget<NodeDriver> from = budget;
    if (from == null) {
      if (shares.remove(driver) != null) {
        driver.take(new Input.UploadShareChanged(Input.UploadShareChanged.UNLIMITED));
      }
      return;
    }
    shareOut(from, driver);
    from.want(driver, driver.uploadWantedBytes());
    for (NodeDriver other : pour(from)) {
      if (other != driver) {
        other.endServedRound();
      }
    }
  }

  /** A driver that ends asks no more. */
  void forget(NodeDriver driver) {
    if (budget != null) {
      budget.forget(driver);
      shares.remove(driver);
    }
  }

  /** @return who was granted something */
  private Set<NodeDriver> pour(UploadBudget<NodeDriver> from) {
    payForTheRest(from);
    Set<NodeDriver> granted = new LinkedHashSet<>();
    for (Optional<UploadBudget.Grant<NodeDriver>> grant = from.next(NodeDriver.nowMicros()); grant.isPresent();
        grant = from.next(NodeDriver.nowMicros())) {
      NodeDriver taker = grant.get().taker();
      granted.add(taker);
      taker.take(new Input.UploadGranted(grant.get().bytes()));
      from.giveBack(taker.takeUnusedUpload());
      from.want(taker, taker.uploadWantedBytes());
    }
    setTimer(from);
    return granted;
  }

  private void setTimer(UploadBudget<NodeDriver> from) {
    long at = from.nextMicros();
    if (at >= timerAtMicros) {
      return;
    }
    cancelTimer();
    timerAtMicros = at;
    timer = loop.schedule(() -> {
      timer = null;
      timerAtMicros = Long.MAX_VALUE;
      pour(from).forEach(NodeDriver::endServedRound);
    }, Math.max(0, at - NodeDriver.nowMicros()), TimeUnit.MICROSECONDS);
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
    timerAtMicros = Long.MAX_VALUE;
  }

  private void shareOut(UploadBudget<NodeDriver> from, NodeDriver driver) {
    from.promise(driver, driver.uploadPromisedBytesPerSecond());
    shares.putIfAbsent(driver, Input.UploadShareChanged.UNLIMITED);
    for (Map.Entry<NodeDriver, Long> share : shares.entrySet()) {
      long now = from.share(share.getKey());
      if (now != share.getValue()) {
        share.setValue(now);
        share.getKey().take(new Input.UploadShareChanged(now));
      }
    }
  }
}
