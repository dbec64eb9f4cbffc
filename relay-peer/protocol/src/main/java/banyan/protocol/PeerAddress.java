package banyan.protocol;

import java.util.List;

/**
 * All the ways to reach a peer, best first.
 *
 * @param endpoints at most {@link Limits#MAX_ENDPOINTS}; none for a peer that can only dial out
 * @param reachability whether somebody outside has tried
 */
public record PeerAddress(List<Endpoint> endpoints, Reachability reachability) {
  /** Whether a stranger can dial a peer. */
  public enum Reachability {
    UNKNOWN(0),
    VERIFIED(1),
    DIAL_OUT_ONLY(2);

    final int code;

    Reachability(int code) {
      this.code = code;
    }
  }

  /** A peer that nobody can dial. */
  public static final PeerAddress NONE = new PeerAddress(List.of(), Reachability.DIAL_OUT_ONLY);

  public PeerAddress {
    endpoints = List.copyOf(endpoints);
    if (endpoints.size() > Limits.MAX_ENDPOINTS) {
      throw new IllegalArgumentException(endpoints.size() + " endpoints; at most " + Limits.MAX_ENDPOINTS);
    }
  }

  public static PeerAddress of(Endpoint endpoint) {
    return new PeerAddress(List.of(endpoint), Reachability.UNKNOWN);
  }

  public boolean isDialable() {
    return !endpoints.isEmpty() && reachability != Reachability.DIAL_OUT_ONLY;
  }

  public PeerAddress withReachability(Reachability now) {
    return new PeerAddress(endpoints, now);
  }
}
