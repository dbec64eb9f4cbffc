package banyan.relay.transport;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.protocol.Bytes32;
import banyan.protocol.CloseReason;
import banyan.protocol.Endpoint;
import banyan.protocol.Message;
import banyan.protocol.PeerAddress;
import banyan.protocol.PeerId;
import banyan.protocol.Signature;
import banyan.protocol.TlsBinding;
import banyan.relay.crypto.Ed25519Key;
import banyan.relay.crypto.Ed25519Verifier;
import banyan.tls.Encryption;
import banyan.tls.LinkTls;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** As peers do it unless they are told otherwise; the other end in most cases is the JDK's TLS. */
final class TlsTransportTest extends PeerTransportCases {
  private static final LinkTls RAW = LinkTls.makeByJdk();

  @Override
  Encryption encryption() {
    return Encryption.ofThisProcess();
  }

  @Override
  Optional<LinkTls> rawTls() {
    return Optional.of(RAW);
  }

  private RawPeer unencrypted() throws IOException {
    return new RawPeer(transport.port(), Ed25519Key.generate(), Optional.empty());
  }

  private void dialFrom(PeerTransport from, Owner dialer, int port) {
    from.loop().execute(() -> from.dial(dialer, 1, PeerAddress.of(Endpoint.tcp("127.0.0.1", port))));
  }

  @Test
  void theNativeLibraryIsThere() {
    assertEquals("BoringSSL", encryption().tls().join().provider(), "on the platforms that tests run on");
  }

  @Test
  void theOtherEndsHelloIsBoundToTheKeyThatItHasShown() throws Exception {
    try (RawPeer peer = raw()) {
      Message.Hello theirs = peer.shakeHands(channel);
      TlsBinding.check(
          theirs, false, peer.theirKeyHash(), System.currentTimeMillis() / 1_000,
          new Ed25519Verifier());
      assertEquals(encryption().tls().join().keyHash(), peer.theirKeyHash());
    }
  }

  /** Dialer and acceptor each by BoringSSL and by the JDK. */
  @Test
  void theJdkUnderstandsTheNativeLibraryBothWays() throws Exception {
    try (PeerTransport jdk = bind(loops, Ed25519Key.generate(), LIMITS, Encryption.by(LinkTls.makeByJdk()))) {
      Owner other = new Owner(channel);
      jdk.serve(other);
      dialFrom(jdk, other, transport.port());
      PeerLink out = soon(other.links);
      soon(owner.links);
      Owner dialer = new Owner(channel);
      dialFrom(transport, dialer, jdk.port());
      PeerLink back = soon(dialer.links);
      soon(other.links);
      assertEquals(PeerId.of(identity.publicKey()), out.peer());
      loops.loop().execute(() -> {
        out.send(new Message.Media(chunk(1, 60_000)));
        out.flush();
        back.send(new Message.Media(chunk(2, 60_000)));
        back.flush();
      });
      assertEquals(chunk(1, 60_000).payload(), ((Message.Media) soon(owner.messages)).chunk().payload());
      assertEquals(chunk(2, 60_000).payload(), ((Message.Media) soon(other.messages)).chunk().payload());
    }
  }

  /** He ends TLS on both sides with a certificate of his own, and passes every byte on. */
  @Test
  void aManInTheMiddleIsRefusedByBothEnds() throws Exception {
    try (ManInTheMiddle middle = new ManInTheMiddle(transport.port());
        PeerTransport other = bind(loops, Ed25519Key.generate(), LIMITS)) {
      Owner dialer = new Owner(channel);
      dialFrom(other, dialer, middle.port());
      // The acceptor is first to see that something is wrong, and its goodbye comes through the middle.
      assertEquals(CloseReason.BAD_PROOF, soon(dialer.failed));
      await().atMost(SOON).until(() -> refused(transport, CloseReason.BAD_PROOF) == 1);
      assertTrue(owner.links.isEmpty());
    }
  }

  @Test
  void theDialerFindsAManInTheMiddleToo() throws Exception {
    Ed25519Key real = Ed25519Key.generate();
    // The hello of a real peer, in answer from somebody with another TLS key.
    TlsBinding stolen = TlsBinding.sign(
        real, false, channel, encryption().tls().join().keyHash(), System.currentTimeMillis() / 1_000);
    try (RawAcceptor liar = new RawAcceptor(RAW, new Message.Hello(
        Message.PROTOCOL_VERSION, 0, channel, real.publicKey(), Message.Hello.Binding.TLS,
        Bytes32.ZERO, stolen.expiryUnixSeconds(), stolen.signature(), PeerAddress.NONE,
        PeerAddress.NONE, "liar"))) {
      dialFrom(transport, owner, liar.port());
      assertEquals(CloseReason.BAD_PROOF, soon(owner.failed));
    }
  }

  @Test
  void aHelloOfAnotherConnectionIsGoodForNothing() throws Exception {
    try (RawPeer first = raw();
        RawPeer thief = new RawPeer(transport.port(), first.key, Optional.of(LinkTls.makeByJdk()))) {
      Message.Hello recorded = first.hello(channel, Message.PROTOCOL_VERSION);
      first.shakeHands(channel);
      soon(owner.links);
      thief.send(recorded);
      assertGoodbye(CloseReason.BAD_PROOF, thief);
    }
  }

  private void assertBadProof(boolean asDialer, long signedAt) throws Exception {
    try (RawPeer peer = raw()) {
      TlsBinding bound = TlsBinding.sign(peer.key, asDialer, channel, RAW.keyHash(), signedAt);
      peer.send(peer.hello(channel, Message.PROTOCOL_VERSION, Message.Hello.Binding.TLS, bound));
      assertGoodbye(CloseReason.BAD_PROOF, peer);
    }
  }

  @Test
  void anAcceptorsSignatureIsNoneFromADialer() throws Exception {
    assertBadProof(false, System.currentTimeMillis() / 1_000);
  }

  @Test
  void aHelloThatHasExpiredOrHoldsForTooLongIsRefused() throws Exception {
    long now = System.currentTimeMillis() / 1_000;
    long most = TlsBinding.LIFETIME_SECONDS + TlsBinding.MAX_CLOCK_SKEW_SECONDS;
    assertBadProof(true, now - most - 60);
    assertBadProof(true, now + TlsBinding.MAX_CLOCK_SKEW_SECONDS + 60);
  }

  @Test
  void aPlainHelloIsRefusedInsideTls() throws Exception {
    try (RawPeer peer = raw()) {
      peer.send(peer.hello(
          channel, Message.PROTOCOL_VERSION, Message.Hello.Binding.PLAIN,
          new TlsBinding(0, Signature.NONE)));
      assertGoodbye(CloseReason.UNEXPECTED, peer);
    }
  }

  @Test
  void whoDoesNotEncryptIsToldSoAndNeverServed() throws Exception {
    try (RawPeer peer = unencrypted()) {
      peer.send(peer.hello(channel, Message.PROTOCOL_VERSION));
      assertGoodbye(CloseReason.WRONG_TRANSPORT, peer);
    }
    assertTrue(owner.links.isEmpty());
  }

  @Test
  void aPlainPeerAndAnEncryptingOneTellEachOther() throws Exception {
    try (PeerTransport plain = bind(loops, Ed25519Key.generate(), LIMITS, Encryption.NONE)) {
      Owner there = new Owner(channel);
      plain.serve(there);
      dialFrom(plain, there, transport.port());
      assertEquals(CloseReason.WRONG_TRANSPORT, soon(there.failed));
      dialFrom(transport, owner, plain.port());
      assertEquals(CloseReason.WRONG_TRANSPORT, soon(owner.failed));
      assertEquals(1, refused(transport, CloseReason.WRONG_TRANSPORT), "the acceptor counts it");
      assertEquals(1, refused(plain, CloseReason.WRONG_TRANSPORT), "the acceptor counts it");
    }
  }

  /** Whoever stands in for an acceptor in clear text can make a dialer give up, and nothing else. */
  @Test
  void inClearTextADialerTakesAGoodbyeAndNothingElse() throws Exception {
    try (RawAcceptor liar = new RawAcceptor(new Message.Release(1))) {
      dialFrom(transport, owner, liar.port());
      assertEquals(CloseReason.WRONG_TRANSPORT, soon(owner.failed));
    }
    try (RawAcceptor full = new RawAcceptor(new Message.Goodbye(CloseReason.LIMIT, List.of()))) {
      dialFrom(transport, owner, full.port());
      assertEquals(CloseReason.LIMIT, soon(owner.failed));
    }
  }

  @Test
  void aTlsHandshakeThatHangsEndsAtTheDeadlineAndIsCounted() throws Exception {
    try (RawPeer peer = unencrypted()) {
      // The head of a ClientHello of 500 bytes, of which no more comes.
      peer.write(new byte[] {0x16, 3, 1, 1, (byte) 0xf4, 1, 0, 1});
      await().atMost(SOON).until(() -> handshakes() == 1);
      assertNull(peer.receive(), "closed without a word");
    }
    await().atMost(SOON).until(() -> handshakes() == 0);
    assertEquals(1, refused(transport, CloseReason.SILENT));
  }

  private static long refused(PeerTransport by, CloseReason reason) {
    return by.refusals().getOrDefault(reason, 0L);
  }

  private int handshakes() throws Exception {
    return transport.loop().submit(() -> transport.admission().handshakes()).get();
  }

  @Test
  void whatOnlyBeginsLikeTlsIsRefused() throws Exception {
    try (RawPeer peer = unencrypted()) {
      byte[] garbage = new byte[3_000];
      garbage[0] = 0x16;
      garbage[1] = 0x55;
      peer.write(garbage);
      await().atMost(SOON).until(() -> refused(transport, CloseReason.MALFORMED) == 1);
    }
  }

  /** Of 640 random strangers of the acceptance test five, such as seed 41, were closed without a word. */
  @Test
  void whatGoesOnAsNoTlsIsAnsweredWithAnAlert() throws Exception {
    try (RawPeer peer = unencrypted()) {
      // A record with the head of a message that is longer than it, and behind it no record.
      peer.write(ByteBuffer.allocate(40).put(new byte[] {0x16, 3, 1, 0, 16, 0x6f, 0, 0x30, (byte) 0xba}).array());
      byte[] answer = peer.socket.getInputStream().readAllBytes();
      assertArrayEquals(new byte[] {0x15, 3, 3, 0, 2, 2, 10}, answer);
      await().atMost(SOON).until(() -> refused(transport, CloseReason.MALFORMED) == 1);
    }
  }

  @Test
  void whoShowsNoCertificateIsRefused() throws Exception {
    SSLContext nameless = SSLContext.getInstance("TLSv1.3");
    nameless.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
    try (RawPeer peer = unencrypted();
        Socket tls = nameless.getSocketFactory().createSocket(
            peer.socket, "localhost", transport.port(), true)) {
      assertThrows(SSLException.class, () -> {
        tls.getOutputStream().write(1);
        tls.getInputStream().read();
      });
      await().atMost(SOON).until(() -> refused(transport, CloseReason.MALFORMED) == 1);
    }
  }

  @Test
  void olderVersionsAreNotSpoken() throws Exception {
    try (RawPeer peer = raw()) {
      ((SSLSocket) peer.socket).setEnabledProtocols(new String[] {"TLSv1.2"});
      assertThrows(
          SSLException.class, () -> peer.send(peer.hello(channel, Message.PROTOCOL_VERSION)));
    }
  }
}
