package banyan.index;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.http.HttpServer;
import banyan.protocol.Bytes32;
import banyan.protocol.ChannelId;
import banyan.protocol.CloseReason;
import banyan.protocol.Endpoint;
import banyan.protocol.Message;
import banyan.protocol.PublicKey;
import banyan.protocol.SignedBytes;
import banyan.protocol.Signer;
import banyan.tls.Encryption;
import banyan.tls.LinkTls;
import io.netty.channel.EventLoopGroup;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PeerProbeTest {
  private final EventLoopGroup loops = HttpServer.newEventLoops(1, "probe");
  private final Signer identity = Ed25519.newSigner();
  private final PeerProbe probe = new PeerProbe(loops, identity, Duration.ofMillis(800), 4);
  private final Signer peer = Ed25519.newSigner();
  private final ChannelId channel = new TestChannel().id();

  @AfterEach
  void stop() {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private PeerProbe.Result dial(Acceptor acceptor, PublicKey expected) throws Exception {
    return dial(acceptor, expected, Encryption.ofThisProcess());
  }

  private PeerProbe.Result dial(Acceptor acceptor, PublicKey expected, Encryption encryption) throws Exception {
    return probe.dial(channel, expected, Endpoint.tcp("127.0.0.1", acceptor.port()), encryption)
        .get(10, TimeUnit.SECONDS);
  }

  private String failure(Acceptor.Manner manner) throws Exception {
    return failure(manner, Encryption.by(LinkTls.makeByJdk()), Encryption.ofThisProcess());
  }

  private String plainFailure(Acceptor.Manner manner) throws Exception {
    return failure(manner, Encryption.NONE, Encryption.NONE);
  }

  /** @param said how the peer says that it encrypts, which may not be how it does */
  private String failure(Acceptor.Manner manner, Encryption done, Encryption said) throws Exception {
    try (Acceptor acceptor = new Acceptor(peer, channel, manner, done)) {
      PeerProbe.Result result = dial(acceptor, peer.publicKey(), said);
      assertFalse(result.reached());
      return result.detail().replaceAll(" 127\\.0\\.0\\.1:\\d+", " X");
    }
  }

  @Test
  void aPeerThatProvesItsKeyIsReachedAndSeesAProperEnd() throws Exception {
    try (Acceptor acceptor = new Acceptor(peer, channel, Acceptor.Manner.RIGHT)) {
      assertTrue(dial(acceptor, peer.publicKey()).reached());
      await().atMost(Duration.ofSeconds(10)).until(() -> acceptor.received.size() == 2);
      assertEquals(CloseReason.NOT_NEEDED, ((Message.Goodbye) acceptor.received.get(1)).reason());
    }
  }

  @Test
  void aPlainPeerThatProvesItsKeyIsReachedAndSeesAProperEnd() throws Exception {
    try (Acceptor acceptor = new Acceptor(peer, channel, Acceptor.Manner.RIGHT, Encryption.NONE)) {
      assertTrue(dial(acceptor, peer.publicKey(), Encryption.NONE).reached());
      await().atMost(Duration.ofSeconds(10)).until(() -> acceptor.received.size() == 3);
      Message.Hello hello = (Message.Hello) acceptor.received.get(0);
      Message.Proof proof = (Message.Proof) acceptor.received.get(1);
      assertTrue(Ed25519.VERIFIER.verify(
          hello.key(),
          SignedBytes.plainLink(
              true, channel, hello.key(), peer.publicKey(), hello.nonce(), new Bytes32(1, 2, 3, 4)),
          proof.signature()));
      assertEquals(CloseReason.NOT_NEEDED, ((Message.Goodbye) acceptor.received.get(2)).reason());
    }
  }

  @Test
  void someoneElseAtTheAddressIsNotTakenForThePeer() throws Exception {
    try (Acceptor acceptor = new Acceptor(Ed25519.newSigner(), channel, Acceptor.Manner.RIGHT)) {
      PeerProbe.Result result = dial(acceptor, peer.publicKey());
      assertFalse(result.reached());
      assertTrue(result.detail().endsWith(" is another peer."), result.detail());
    }
  }

  @Test
  void aPeerThatDoesNotProveItselfIsNotReached() throws Exception {
    assertTrue(failure(Acceptor.Manner.BAD_SIGNATURE).startsWith("What listens at X could not prove its key: "));
    assertTrue(
        failure(Acceptor.Manner.DIALERS_OWN_SIGNATURE).startsWith("What listens at X could not prove its key: "));
    assertEquals("What listens at X answers for another channel.", failure(Acceptor.Manner.OTHER_CHANNEL));
    assertEquals("What listens at X does not follow the handshake.", failure(Acceptor.Manner.PROOF_FIRST));
    assertEquals(
        "What listens at X does not encrypt links, or not as peers do: does it run with --plain?",
        failure(Acceptor.Manner.GARBAGE));
    assertEquals(
        "What listens at X says much, but nothing that proves who it is.",
        failure(Acceptor.Manner.ENDLESS_UNKNOWN_FRAMES));
    assertEquals(
        "What listens at X closed the connection before it proved who it is.", failure(Acceptor.Manner.CLOSES));
  }

  @Test
  void aPlainPeerThatDoesNotProveItselfIsNotReached() throws Exception {
    assertEquals("What listens at X could not prove its key.", plainFailure(Acceptor.Manner.BAD_SIGNATURE));
    assertEquals("What listens at X could not prove its key.", plainFailure(Acceptor.Manner.DIALERS_OWN_SIGNATURE));
    assertEquals("What listens at X answers for another channel.", plainFailure(Acceptor.Manner.OTHER_CHANNEL));
    assertEquals("What listens at X does not follow the handshake.", plainFailure(Acceptor.Manner.PROOF_FIRST));
    assertEquals("What listens at X speaks something else.", plainFailure(Acceptor.Manner.GARBAGE));
    assertEquals(
        "What listens at X says much, but nothing that proves who it is.",
        plainFailure(Acceptor.Manner.ENDLESS_UNKNOWN_FRAMES));
    assertEquals(
        "What listens at X closed the connection before it proved who it is.",
        plainFailure(Acceptor.Manner.CLOSES));
  }

  @Test
  void silenceEndsAtTheDeadline() throws Exception {
    assertEquals("What listens at X did not answer within 800 ms.", failure(Acceptor.Manner.SILENT));
  }

  @Test
  void aClosedPortIsSaidSo() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    PeerProbe.Result result =
        probe.dial(channel, peer.publicKey(), Endpoint.tcp("127.0.0.1", port), Encryption.ofThisProcess())
            .get(10, TimeUnit.SECONDS);
    assertEquals(
        new PeerProbe.Result(false, "Nothing answers at 127.0.0.1:" + port + " from outside."), result);
  }

  @Test
  void onlySoManyAreDialledAtATime() throws Exception {
    try (Acceptor acceptor = new Acceptor(peer, channel, Acceptor.Manner.SILENT)) {
      List<CompletableFuture<PeerProbe.Result>> all = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        all.add(probe.dial(
            channel, peer.publicKey(), Endpoint.tcp("127.0.0.1", acceptor.port()), Encryption.ofThisProcess()));
      }
      assertTrue(all.get(4).isDone());
      assertTrue(all.get(4).join().detail().contains("too many"));
      for (CompletableFuture<PeerProbe.Result> one : all) {
        assertFalse(one.get(10, TimeUnit.SECONDS).reached());
      }
    }
    try (Acceptor acceptor = new Acceptor(peer, channel, Acceptor.Manner.RIGHT)) {
      assertTrue(dial(acceptor, peer.publicKey()).reached());
    }
  }
}
