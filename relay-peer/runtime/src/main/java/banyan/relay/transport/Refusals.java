package banyan.relay.transport;

import banyan.protocol.CloseReason;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.Logger;

/**
 * Counts connections that were closed for what the other end did, and tells of them: strangers that knock wrongly are
 * worth a line of each kind now and then, not a line each. Told on the event loop, asked from anywhere.
 */
final class Refusals {
  private static final Logger LOG = Logger.getLogger(PeerTransport.class.getName());
  private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final class Kind {
    private final LongAdder all = new LongAdder();
    private long untold;
    private long toldNanos = System.nanoTime() - TELL_NANOS;
  }

  private final Map<CloseReason, Kind> kinds = new EnumMap<>(CloseReason.class);

  Refusals() {
    for (CloseReason reason : CloseReason.values()) {
      kinds.put(reason, new Kind());
    }
  }

  void add(CloseReason reason, InetSocketAddress remote, String why) {
    Kind kind = kinds.get(reason);
    if (kind == null) {
      throw new IllegalStateException("no such reason: " + reason);
    }
    kind.all.increment();
    LOG.fine(() -> "Closed a connection with " + remote + " (" + reason + "): " + why);
    kind.untold++;
    long now = System.nanoTime();
    if (now - kind.toldNanos >= TELL_NANOS) {
      String times = kind.untold == 1 ? "" : ", one of " + kind.untold;
      LOG.info(
          "Closed a connection with " + remote.getAddress().getHostAddress() + " (" + reason + times + "): " + why);
      kind.toldNanos = now;
      kind.untold = 0;
    }
  }

  Map<CloseReason, Long> counts() {
    Map<CloseReason, Long> counts = new EnumMap<>(CloseReason.class);
    kinds.forEach((reason, kind) -> counts.put(reason, kind.all.sum()));
    return counts;
  }
}
