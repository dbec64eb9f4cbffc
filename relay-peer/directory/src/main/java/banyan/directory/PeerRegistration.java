package banyan.directory;

import banyan.protocol.Endpoint;
import banyan.protocol.PeerId;
import banyan.protocol.PublicKey;
import java.util.Objects;
import java.util.Optional;

/**
 * A peer introduces itself to a channel.
 *
 * @param key the peer's; a dial-back checks that it holds it
 * @param port where it listens, at the address that it asks from; 0 if it does not
 * @param plain whether its links are in clear text: an index that dials it back has to know
 * @param advertised where it says that strangers reach it. An index never dials it, and names it only for peers on its
 *     own machine, whose outside address it cannot see
 * @param publication the token of a {@link Publication}, from the channel's root alone
 * @param waitMillis how long the answer may wait for the dial-back to end, 0 to
 *     {@link DirectoryLimits#MAX_WAIT_MILLIS}
 * @param state how it does
 */
public record PeerRegistration(
    PublicKey key, int port, boolean plain, Optional<Endpoint> advertised, Optional<String> publication,
    int waitMillis, PeerState state) {
  public PeerRegistration {
    Objects.requireNonNull(key, "the peer's key is missing");
    Objects.requireNonNull(state, "the peer's state is missing");
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port " + port + " is not between 0 and 65535");
    }
    if (waitMillis < 0 || waitMillis > DirectoryLimits.MAX_WAIT_MILLIS) {
      throw new IllegalArgumentException(
          "a wait of " + waitMillis + " ms; at most " + DirectoryLimits.MAX_WAIT_MILLIS);
    }
  }

  /** A peer that listens at a port and wants its answer at once. */
  public static PeerRegistration of(PublicKey key, int port, PeerState state) {
    return new PeerRegistration(key, port, false, Optional.empty(), Optional.empty(), 0, state);
  }

  /** For one whose links are not encrypted. */
  public PeerRegistration inPlain() {
    return new PeerRegistration(key, port, true, advertised, publication, waitMillis, state);
  }

  public PeerRegistration withAdvertised(Endpoint endpoint) {
    return new PeerRegistration(key, port, plain, Optional.of(endpoint), publication, waitMillis, state);
  }

  public PeerRegistration asRoot(Publication of) {
    return new PeerRegistration(key, port, plain, advertised, Optional.of(of.token()), waitMillis, state);
  }

  /** For who wants to know at once whether strangers can reach it. */
  public PeerRegistration waitingFor(int millis) {
    return new PeerRegistration(key, port, plain, advertised, publication, millis, state);
  }

  public PeerId peer() {
    return PeerId.of(key);
  }
}
