package banyan.relay.transport;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/** Counts accepted connections and those among them still in handshake, by remote address. One event loop's own. */
final class Admission {
  private static final class Count {
    private int links;
    private int handshakes;
  }

  private final TransportLimits limits;
  private final Map<InetAddress, Count> byAddress = new HashMap<>();
  private int links;
  private int handshakes;

  Admission(TransportLimits limits) {
    this.limits = limits;
  }

  /** Whether one more may begin its handshake; if so it is counted. Processes of this machine share the whole limit. */
  boolean enter(InetAddress from) {
    Count count = byAddress.get(from);
    boolean crowd = count != null && !from.isLoopbackAddress()
        && (count.links >= limits.linksPerAddress() || count.handshakes >= limits.handshakesPerAddress());
    if (crowd || links >= limits.links() || handshakes >= limits.handshakes()) {
      return false;
    }
    if (count == null) {
      count = new Count();
      byAddress.put(from, count);
    }
    count.links++;
    count.handshakes++;
    links++;
    handshakes++;
    return true;
  }

  void handshakeOver(InetAddress from) {
    count(from).handshakes--;
    handshakes--;
  }

  /** A connection that has entered, and whose handshake is over, is gone. */
  void leave(InetAddress from) {
    Count count = count(from);
    links--;
    if (--count.links == 0) {
      byAddress.remove(from);
    }
  }

  private Count count(InetAddress from) {
    Count count = byAddress.get(from);
    if (count == null) {
      throw new IllegalStateException("nothing came from " + from);
    }
    return count;
  }

  int links() {
    return links;
  }

  int handshakes() {
    return handshakes;
  }
}
