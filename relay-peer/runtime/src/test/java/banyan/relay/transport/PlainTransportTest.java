package banyan.relay.transport;

import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.protocol.CloseReason;
import banyan.protocol.Message;
import banyan.protocol.Signature;
import banyan.tls.Encryption;
import banyan.tls.LinkTls;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PlainTransportTest extends PeerTransportCases {
  @Override
  Encryption encryption() {
    return Encryption.NONE;
  }

  @Override
  Optional<LinkTls> rawTls() {
    return Optional.empty();
  }

  @Test
  void aWrongProofIsToldSo() throws Exception {
    try (RawPeer peer = raw()) {
      peer.send(peer.hello(channel, Message.PROTOCOL_VERSION));
      peer.receive();
      peer.receive();
      peer.send(new Message.Proof(Signature.of(new byte[64])));
      assertGoodbye(CloseReason.BAD_PROOF, peer);
    }
    assertTrue(owner.links.isEmpty());
  }

  @Test
  void aProofOfAnotherKeyIsNone() throws Exception {
    try (RawPeer peer = raw()) {
      peer.send(peer.hello(channel, Message.PROTOCOL_VERSION));
      Message.Hello theirs = (Message.Hello) peer.receiveSome();
      Message.Proof theirProof = (Message.Proof) peer.receiveSome();
      assertTrue(theirs.key().equals(identity.publicKey()));
      peer.send(theirProof);
      assertGoodbye(CloseReason.BAD_PROOF, peer);
    }
  }

  @Test
  void mediaBeforeTheProofIsRefused() throws Exception {
    try (RawPeer peer = raw()) {
      peer.send(peer.hello(channel, Message.PROTOCOL_VERSION));
      peer.send(new Message.Release(1));
      assertGoodbye(CloseReason.UNEXPECTED, peer);
    }
  }
}
