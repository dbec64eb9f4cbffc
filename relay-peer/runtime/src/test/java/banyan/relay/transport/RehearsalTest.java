package banyan.relay.transport;

import static org.junit.jupiter.api.Assertions.assertThrows;

import banyan.relay.crypto.Ed25519Key;
import banyan.relay.crypto.Ed25519Verifier;
import banyan.tls.Encryption;
import org.junit.jupiter.api.Test;

class RehearsalTest {
  private static LocalPeer peer(Ed25519Key key) {
    return new LocalPeer(key, new Ed25519Verifier(), "test");
  }

  @Test
  void aWholeHandshakeIsGoneThrough() {
    Rehearsal.run(peer(Ed25519Key.generate()), peer(Ed25519Key.generate()), Encryption.NONE);
    Rehearsal.run(peer(Ed25519Key.generate()), peer(Ed25519Key.generate()), Encryption.ofThisProcess());
  }

  @Test
  void aHandshakeThatFailsIsAFaultOfOurs() {
    Ed25519Key key = Ed25519Key.generate();
    assertThrows(IllegalStateException.class, () -> Rehearsal.run(peer(key), peer(key), Encryption.NONE));
    assertThrows(
        IllegalStateException.class, () -> Rehearsal.run(peer(key), peer(key), Encryption.ofThisProcess()));
  }
}
