package banyan.directory;

import banyan.protocol.ChannelId;
import banyan.protocol.PeerId;

/**
 * A peer's place in a channel's list.
 *
 * @param token from {@link JoinAnswer#token}
 */
public record Lease(ChannelId channel, PeerId peer, String token) {
  /** Without the token, which is secret. */
  @Override
  public String toString() {
    return "Lease[" + peer.shortName() + " in " + channel.shortName() + "]";
  }
}
