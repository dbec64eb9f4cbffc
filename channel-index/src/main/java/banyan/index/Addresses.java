package banyan.index;

import banyan.directory.DialBack;
import banyan.protocol.Endpoint;
import banyan.protocol.PeerAddress;
import banyan.protocol.PeerAddress.Reachability;
import java.util.ArrayList;
import java.util.List;

/** Where a peer is said to be, to others. */
final class Addresses {
  private Addresses() {}

  /**
   * Where it was dialled back, or is about to be. What it advertises beyond that is passed on for peers on this machine
   * alone: a stranger could otherwise send a crowd to anybody's door.
   */
  static PeerAddress of(ChannelStore.Entry entry) {
    List<Endpoint> endpoints = new ArrayList<>();
    entry.dialable().ifPresent(endpoints::add);
    if (entry.source.local() && !endpoints.isEmpty()) {
      entry.registration.advertised().filter(e -> !Asker.isLoopback(e)).ifPresent(endpoints::add);
    }
    boolean reached = entry.dialBack.outcome() == DialBack.Outcome.REACHED;
    return new PeerAddress(endpoints, reached ? Reachability.VERIFIED
        : endpoints.isEmpty() ? Reachability.DIAL_OUT_ONLY : Reachability.UNKNOWN);
  }
}
