package banyan.relay.transport;

import banyan.protocol.PeerId;
import banyan.protocol.SignatureVerifier;
import banyan.protocol.Signer;

/**
 * Who this process is to other peers.
 *
 * @param identity its key
 * @param verifier checks theirs
 * @param agent program and version, for people
 */
public record LocalPeer(Signer identity, SignatureVerifier verifier, String agent) {
  public PeerId id() {
    return PeerId.of(identity.publicKey());
  }
}
