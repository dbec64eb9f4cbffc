package banyan.relay.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.protocol.Bytes32;
import banyan.protocol.ChannelId;
import banyan.protocol.CloseReason;
import banyan.protocol.Message;
import banyan.protocol.PeerAddress;
import banyan.protocol.ProtocolException;
import banyan.protocol.TlsBinding;
import banyan.relay.crypto.Ed25519Key;
import banyan.relay.crypto.Ed25519Verifier;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TlsHandshakeTest {
  private static final ChannelId CHANNEL = ChannelId.of(Ed25519Key.generate().publicKey());
  private static final Bytes32 DIALERS_KEY = new Bytes32(1, 0, 0, 0);
  private static final Bytes32 ACCEPTORS_KEY = new Bytes32(2, 0, 0, 0);
  private static final Bytes32 ANOTHER_KEY = new Bytes32(3, 0, 0, 0);
  private static final long NOW = 1_700_000_000;

  private final LocalPeer dialer = new LocalPeer(Ed25519Key.generate(), new Ed25519Verifier(), "dialer");
  private final LocalPeer acceptor = new LocalPeer(Ed25519Key.generate(), new Ed25519Verifier(), "acceptor");

  private Handshake dialing(Bytes32 seen, long now) {
    return new TlsHandshake(
        Handshake.End.dialing(dialer, CHANNEL, PeerAddress.NONE, PeerAddress.NONE), DIALERS_KEY, () -> seen,
        () -> now);
  }

  private Handshake accepting(Bytes32 seen, long now) {
    return new TlsHandshake(
        Handshake.End.accepting(acceptor, any -> Optional.of(PeerAddress.NONE), PeerAddress.NONE), ACCEPTORS_KEY,
        () -> seen, () -> now);
  }

  private static void assertRefused(CloseReason reason, Handshake by, Message message) {
    ProtocolException refusal = assertThrows(ProtocolException.class, () -> by.receive(message));
    assertEquals(reason, refusal.reason());
    assertFalse(by.isDone());
  }

  @Test
  void oneHelloFromEachEndDoes() throws Exception {
    Handshake out = dialing(ACCEPTORS_KEY, NOW);
    Handshake in = accepting(DIALERS_KEY, NOW);
    List<Message> answer = in.receive(out.hello(CHANNEL));
    assertTrue(in.isDone());
    assertEquals(dialer.identity().publicKey(), in.theirs().key());
    assertEquals(1, answer.size());
    assertEquals(List.of(), out.receive(answer.get(0)));
    assertTrue(out.isDone());
  }

  /** Somebody in between passes each hello on, over connections on which he shows a key of his own. */
  @Test
  void aHelloThatIsPassedOnIsRefusedByEitherEnd() throws Exception {
    Handshake out = dialing(ANOTHER_KEY, NOW);
    assertRefused(CloseReason.BAD_PROOF, accepting(ANOTHER_KEY, NOW), out.hello(CHANNEL));
    Message genuine = accepting(DIALERS_KEY, NOW).receive(dialing(ACCEPTORS_KEY, NOW).hello(CHANNEL)).get(0);
    assertRefused(CloseReason.BAD_PROOF, out, genuine);
  }

  @Test
  void anEndIsNotShownItsOwnHello() {
    Handshake out = dialing(DIALERS_KEY, NOW);
    assertRefused(CloseReason.SELF, out, out.hello(CHANNEL));
  }

  @Test
  void whatOneSideSignedIsNothingFromTheOther() throws Exception {
    Message.Hello asAcceptor =
        (Message.Hello) accepting(DIALERS_KEY, NOW).receive(dialing(ACCEPTORS_KEY, NOW).hello(CHANNEL)).get(0);
    Handshake third = new TlsHandshake(
        Handshake.End.accepting(dialer, any -> Optional.of(PeerAddress.NONE), PeerAddress.NONE), DIALERS_KEY,
        () -> ACCEPTORS_KEY, () -> NOW);
    assertRefused(CloseReason.BAD_PROOF, third, asAcceptor);
  }

  @Test
  void clocksMayDifferByTenMinutesEitherWay() throws Exception {
    for (long skew : new long[] {-600, 600}) {
      Handshake in = accepting(DIALERS_KEY, NOW);
      in.receive(dialing(ACCEPTORS_KEY, NOW + skew).hello(CHANNEL));
      assertTrue(in.isDone());
    }
    long past = NOW - TlsBinding.LIFETIME_SECONDS - TlsBinding.MAX_CLOCK_SKEW_SECONDS - 1;
    assertRefused(CloseReason.BAD_PROOF, accepting(DIALERS_KEY, NOW), dialing(ACCEPTORS_KEY, past).hello(CHANNEL));
    long ahead = NOW + TlsBinding.MAX_CLOCK_SKEW_SECONDS + 1;
    assertRefused(CloseReason.BAD_PROOF, accepting(DIALERS_KEY, NOW), dialing(ACCEPTORS_KEY, ahead).hello(CHANNEL));
  }

  @Test
  void aPlainHelloIsNotTakenAndNothingElseBeforeAHello() {
    Handshake plain = new PlainHandshake(
        Handshake.End.dialing(dialer, CHANNEL, PeerAddress.NONE, PeerAddress.NONE), Bytes32.ZERO);
    assertRefused(CloseReason.UNEXPECTED, accepting(DIALERS_KEY, NOW), plain.hello(CHANNEL));
    assertRefused(CloseReason.UNEXPECTED, accepting(DIALERS_KEY, NOW), new Message.Release(1));
  }

  @Test
  void theChannelIsSignedToo() throws Exception {
    ChannelId other = ChannelId.of(Ed25519Key.generate().publicKey());
    Message.Hello hello = dialing(ACCEPTORS_KEY, NOW).hello(CHANNEL);
    Message.Hello moved = new Message.Hello(
        hello.version(), hello.capabilities(), other, hello.key(), hello.binding(), hello.nonce(),
        hello.expiryUnixSeconds(), hello.signature(), hello.address(), hello.observed(), hello.agent());
    assertRefused(CloseReason.BAD_PROOF, accepting(DIALERS_KEY, NOW), moved);
  }
}
