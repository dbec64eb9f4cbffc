package banyan.relay;

import banyan.protocol.Endpoint;
import java.util.Optional;

/**
 * How a peer enters a channel.
 *
 * @param firstParent the peer that is to feed it first, whoever else is known; later parents are chosen freely
 * @param index URL of the index to ask, before the one that the link names
 */
public record JoinOptions(Optional<Endpoint> firstParent, Optional<String> index) {
  /** By what the link says. */
  public static final JoinOptions BY_LINK = new JoinOptions(Optional.empty(), Optional.empty());

  public JoinOptions withFirstParent(Endpoint endpoint) {
    return new JoinOptions(Optional.of(endpoint), index);
  }

  public JoinOptions withIndex(String url) {
    return new JoinOptions(firstParent, Optional.of(url));
  }
}
