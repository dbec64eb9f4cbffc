package banyan.index;

import banyan.protocol.Endpoint;
import banyan.protocol.PeerAddress;
import banyan.protocol.PeerAddress.Reachability;
import java.util.List;
import java.util.Optional;

/**
 * Whom an answer is for. Peers on the index's own machine are known to it as 127.0.0.1, which is of no use to others:
 * they are named under the host by which the asker itself has found this machine. Nobody else sees that answer, so
 * an asker who lies fools only itself.
 *
 * @param local on the index's own machine
 * @param indexHost by which the asker knows the index
 * @param indexUrl the same as a URL
 */
record Asker(boolean local, Optional<String> indexHost, String indexUrl) {
  PeerAddress view(PeerAddress address) {
    List<Endpoint> outside = address.endpoints().stream().filter(e -> !isLoopback(e)).toList();
    if (local || outside.size() == address.endpoints().size()) {
      return address;
    }
    if (outside.isEmpty() && indexHost.isPresent()) {
      int port = address.endpoints().get(0).port();
      outside = List.of(Endpoint.tcp(indexHost.get(), port));
    }
    return new PeerAddress(outside, Reachability.UNKNOWN);
  }

  static boolean isLoopback(Endpoint endpoint) {
    return switch (endpoint.kind()) {
      case IPV4 -> endpoint.host().startsWith("127.");
      case IPV6 -> endpoint.host().equals("0:0:0:0:0:0:0:1") || endpoint.host().equals("::1");
      case NAME -> endpoint.host().equalsIgnoreCase("localhost");
    };
  }
}
