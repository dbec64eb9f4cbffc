package banyan.index;

import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * Where a request came from.
 *
 * @param host as text, without a zone
 * @param group what counts as one source: an IPv4 address, or a /64 of IPv6, which one household has to itself
 * @param local whether it is this machine: whoever works on it is trusted as its owner is
 */
record Source(String host, String group, boolean local) {
  static Source of(InetAddress address) {
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    String host = zone < 0 ? text : text.substring(0, zone);
    return new Source(
        host, address instanceof Inet6Address ? firstHalf(host) : host, address.isLoopbackAddress());
  }

  /** The JDK writes all eight groups. */
  private static String firstHalf(String ipv6) {
    int end = 0;
    for (int i = 0; i < 4; i++) {
      end = ipv6.indexOf(':', end + 1);
    }
    return ipv6.substring(0, end);
  }
}
