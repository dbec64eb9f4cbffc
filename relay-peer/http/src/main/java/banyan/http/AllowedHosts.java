package banyan.http;

import io.netty.util.NetUtil;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which {@code Host} headers are answered. A page on the web can point a name of its own at 127.0.0.1 and then read
 * from a local server as if from its own site (DNS rebinding); it cannot do so without that name in {@code Host}.
 */
public final class AllowedHosts {
  private enum Rule {
    ANY,
    LOOPBACK,
    ADDRESSES
  }

  private final Rule rule;
  private final Set<String> names;

  private AllowedHosts(Rule rule, Set<String> names) {
    this.rule = rule;
    this.names = new TreeSet<>(names);
  }

  /** For a server whose answers are the same for everybody. */
  public static AllowedHosts any() {
    return new AllowedHosts(Rule.ANY, Set.of());
  }

  /** {@code localhost}, 127.0.0.1 and [::1], each with any port. */
  public static AllowedHosts loopback() {
    return new AllowedHosts(Rule.LOOPBACK, Set.of("localhost", "127.0.0.1", "::1"));
  }

  /** {@link #loopback()}, every other address written as digits, and these names. */
  public static AllowedHosts addressesAnd(Set<String> names) {
    Set<String> all = new TreeSet<>(Set.of("localhost"));
    names.forEach(name -> all.add(name.toLowerCase(Locale.ROOT)));
    return new AllowedHosts(Rule.ADDRESSES, all);
  }

  /** {@link #loopback()} if only this machine can connect there, else {@link #addressesAnd} no names. */
  public static AllowedHosts forBind(String bindHost) {
    return isLoopback(bindHost) ? loopback() : addressesAnd(Set.of());
  }

  static boolean isLoopback(String host) {
    return host.equalsIgnoreCase("localhost") || host.equals("::1")
        || (NetUtil.isValidIpV4Address(host) && host.startsWith("127."));
  }

  /** @param header of the request, with or without a port; empty if it has none */
  boolean allows(String header) {
    if (rule == Rule.ANY) {
      return true;
    }
    String host = hostOf(header);
    return names.contains(host)
        || (rule == Rule.ADDRESSES && (NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host)));
  }

  /** The host alone, lower case, without port and brackets. */
  static String hostOf(String header) {
    String host = header.trim().toLowerCase(Locale.ROOT);
    if (host.startsWith("[")) {
      int end = host.indexOf(']');
      return end < 0 ? "" : host.substring(1, end);
    }
    int colon = host.indexOf(':');
    return colon < 0 ? host : host.substring(0, colon);
  }
}
