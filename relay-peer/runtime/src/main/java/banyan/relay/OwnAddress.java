package banyan.relay;

import banyan.protocol.Endpoint;
import banyan.protocol.Limits;
import banyan.protocol.PeerAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where strangers can dial this process: what its owner says; else where it is bound; else what others see of it and
 * what its network interfaces are, most public first. May be used from any thread.
 */
final class OwnAddress {
  /** Of this machine's interfaces: containers and bridges can bring dozens. */
  private static final int MAX_OF_INTERFACES = 4;
  /** Seen by others: one of each family. */
  private static final int MAX_OBSERVED = 2;

  private final boolean isFixed;
  private final List<Endpoint> known;
  private final int port;
  private final List<String> observed = new ArrayList<>();
  private PeerAddress.Reachability reachability = PeerAddress.Reachability.UNKNOWN;

  private OwnAddress(boolean isFixed, List<Endpoint> known, int port) {
    this.isFixed = isFixed;
    this.known = known;
    this.port = port;
  }

  /**
   * @param advertised by the owner; empty to find out
   * @param bound the address that is listened on, maybe the wildcard
   */
  static OwnAddress of(List<Endpoint> advertised, InetAddress bound, int port) {
    if (!advertised.isEmpty()) {
      return new OwnAddress(true, List.copyOf(advertised), port);
    }
    if (!bound.isAnyLocalAddress()) {
      return new OwnAddress(true, List.of(endpoint(bound, port)), port);
    }
    return new OwnAddress(false, ofInterfaces(port), port);
  }

  private static List<Endpoint> ofInterfaces(int port) {
    List<InetAddress> found = new ArrayList<>();
    try {
      for (NetworkInterface at : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        if (at.isUp() && !at.isLoopback()) {
          at.getInterfaceAddresses().stream().map(InterfaceAddress::getAddress)
              .filter(address -> !address.isLinkLocalAddress()).forEach(found::add);
        }
      }
    } catch (SocketException e) {
      // A machine that does not tell of its interfaces has none that we could name.
    }
    found.sort((a, b) -> Integer.compare(publicRank(a), publicRank(b)));
    return found.stream().limit(MAX_OF_INTERFACES).map(address -> endpoint(address, port)).toList();
  }

  /** Lower is more public. */
  private static int publicRank(InetAddress address) {
    int family = address instanceof Inet6Address ? 1 : 0;
    return address.isLoopbackAddress() ? 10 : address.isSiteLocalAddress() ? 4 + family : family;
  }

  private static Endpoint endpoint(InetAddress address, int port) {
    String host = address.getHostAddress();
    int zone = host.indexOf('%');
    return Endpoint.tcp(zone < 0 ? host : host.substring(0, zone), port);
  }

  synchronized PeerAddress now() {
    Set<Endpoint> endpoints = new LinkedHashSet<>();
    List<InetAddress> seen = observed.stream().flatMap(host -> literal(host).stream()).toList();
    seen.stream().filter(a -> publicRank(a) < 4).forEach(a -> endpoints.add(endpoint(a, port)));
    endpoints.addAll(known);
    seen.forEach(a -> endpoints.add(endpoint(a, port)));
    if (endpoints.isEmpty()) {
      endpoints.add(endpoint(InetAddress.getLoopbackAddress(), port));
    }
    return new PeerAddress(endpoints.stream().limit(Limits.MAX_ENDPOINTS).toList(), reachability);
  }

  /** Somebody sees this peer there. Returns whether that changes {@link #now}. */
  synchronized boolean observedAt(String host) {
    Optional<InetAddress> address = literal(host);
    if (isFixed || address.isEmpty() || observed.contains(host)) {
      return false;
    }
    PeerAddress before = now();
    boolean six = address.get() instanceof Inet6Address;
    observed.removeIf(old -> observed.size() >= MAX_OBSERVED || old.contains(":") == six);
    observed.add(host);
    return !now().equals(before);
  }

  /** Somebody outside has dialled this peer, or has failed to. Returns whether that changes {@link #now}. */
  synchronized boolean reached(boolean yes) {
    PeerAddress.Reachability before = reachability;
    reachability = yes ? PeerAddress.Reachability.VERIFIED : PeerAddress.Reachability.DIAL_OUT_ONLY;
    return reachability != before;
  }

  /** Addresses only: what a stranger says must not make us ask a resolver. */
  private static Optional<InetAddress> literal(String host) {
    byte[] bytes = io.netty.util.NetUtil.createByteArrayFromIpAddressString(host);
    try {
      return bytes == null ? Optional.empty() : Optional.of(InetAddress.getByAddress(bytes));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
