package banyan.relay.transport;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.protocol.ChannelId;
import banyan.protocol.Chunk;
import banyan.protocol.CloseReason;
import banyan.protocol.Endpoint;
import banyan.protocol.Message;
import banyan.protocol.PeerAddress;
import banyan.protocol.PeerId;
import banyan.protocol.Position;
import banyan.relay.crypto.Ed25519Key;
import banyan.relay.crypto.Ed25519Verifier;
import banyan.tls.Encryption;
import banyan.tls.LinkTls;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What links do, encrypted or not. */
abstract class PeerTransportCases {
  static final Duration SOON = Duration.ofSeconds(10);
  static final TransportLimits LIMITS = new TransportLimits(8, 4, 16, 8, 400);

  private final Ed25519Key channelKey = Ed25519Key.generate();
  final ChannelId channel = ChannelId.of(channelKey.publicKey());
  final Ed25519Key identity = Ed25519Key.generate();
  EventLoops loops;
  PeerTransport transport;
  Owner owner;

  /** Writes down what it is told. */
  static final class Owner implements LinkOwner {
    record Lost(PeerId peer, CloseReason reason) {}

    final ChannelId channel;
    final BlockingQueue<PeerLink> links = new LinkedBlockingQueue<>();
    final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    final BlockingQueue<Lost> lost = new LinkedBlockingQueue<>();
    final BlockingQueue<CloseReason> failed = new LinkedBlockingQueue<>();
    final List<String> observed = new CopyOnWriteArrayList<>();
    volatile long sentThrough;

    Owner(ChannelId channel) {
      this.channel = channel;
    }

    @Override
    public ChannelId channel() {
      return channel;
    }

    @Override
    public PeerAddress address() {
      return PeerAddress.of(Endpoint.tcp("192.0.2.7", 7171));
    }

    @Override
    public void opened(PeerLink link, long attempt, PeerId peer, PeerAddress address, Optional<String> seen) {
      seen.ifPresent(observed::add);
      links.add(link);
    }

    @Override
    public void openFailed(long attempt, CloseReason reason) {
      failed.add(reason);
    }

    @Override
    public void received(PeerLink link, Message message) {
      messages.add(message);
    }

    @Override
    public void readDone() {}

    @Override
    public void lost(PeerLink link, CloseReason reason) {
      lost.add(new Lost(link.peer(), reason));
    }

    @Override
    public void sent(PeerLink link) {
      sentThrough = link.sentThrough();
    }
  }

  @BeforeEach
  void start() throws IOException {
    loops = EventLoops.start("test-peer");
    transport = bind(loops, identity, LIMITS);
    owner = new Owner(channel);
    transport.serve(owner);
  }

  /** How this class's transports do it. */
  abstract Encryption encryption();

  /** What a peer by hand does it with; none in clear text. */
  abstract Optional<LinkTls> rawTls();

  final PeerTransport bind(EventLoops on, Ed25519Key key, TransportLimits limits) throws IOException {
    return bind(on, key, limits, encryption());
  }

  static PeerTransport bind(EventLoops on, Ed25519Key key, TransportLimits limits, Encryption how)
      throws IOException {
    return PeerTransport.bind(
        on, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        new LocalPeer(key, new Ed25519Verifier(), "test"), limits, how);
  }

  @AfterEach
  void stop() {
    transport.close();
    loops.close();
  }

  final RawPeer raw() throws IOException {
    return new RawPeer(transport.port(), Ed25519Key.generate(), rawTls());
  }

  static <T> T soon(BlockingQueue<T> queue) throws InterruptedException {
    T taken = queue.poll(SOON.toMillis(), TimeUnit.MILLISECONDS);
    assertNotNull(taken);
    return taken;
  }

  static void assertGoodbye(CloseReason reason, RawPeer peer) throws Exception {
    Message last = peer.receiveSome();
    while (last instanceof Message.Hello || last instanceof Message.Proof) {
      last = peer.receiveSome();
    }
    assertEquals(new Message.Goodbye(reason, List.of()), last);
    assertNull(peer.receive(), "the connection ends behind it");
  }

  @Test
  void aProvenPeerBecomesALinkAndItsMessagesArrive() throws Exception {
    try (RawPeer peer = raw()) {
      Message.Hello theirs = peer.shakeHands(channel);
      assertEquals(identity.publicKey(), theirs.key());
      assertEquals("127.0.0.1", theirs.observed().endpoints().get(0).host());
      assertEquals(owner.address(), theirs.address());
      PeerLink link = soon(owner.links);
      assertEquals(PeerId.of(peer.key.publicKey()), link.peer());
      peer.send(new Message.Release(5));
      assertEquals(new Message.Release(5), soon(owner.messages));
      transport.loop().execute(() -> {
        link.send(new Message.Release(6));
        link.flush();
      });
      assertEquals(new Message.Release(6), peer.receive());
    }
    assertEquals(CloseReason.CONNECTION_LOST, soon(owner.lost).reason());
  }

  @Test
  void anotherChannelIsToldSo() throws Exception {
    try (RawPeer peer = raw()) {
      peer.send(peer.hello(ChannelId.of(identity.publicKey()), Message.PROTOCOL_VERSION));
      assertGoodbye(CloseReason.WRONG_CHANNEL, peer);
    }
  }

  @Test
  void anotherVersionIsToldSo() throws Exception {
    try (RawPeer peer = raw()) {
      peer.send(peer.hello(channel, 99));
      assertGoodbye(CloseReason.WRONG_VERSION, peer);
    }
  }

  @Test
  void thisVeryPeerIsToldSo() throws Exception {
    try (RawPeer peer = new RawPeer(transport.port(), identity, rawTls())) {
      peer.send(peer.hello(channel, Message.PROTOCOL_VERSION));
      assertGoodbye(CloseReason.SELF, peer);
    }
    transport.loop().execute(() ->
        transport.dial(owner, 1, PeerAddress.of(Endpoint.tcp("127.0.0.1", transport.port()))));
    assertEquals(CloseReason.SELF, soon(owner.failed));
  }

  @Test
  void whoSaysNothingIsSentAway() throws Exception {
    try (RawPeer peer = raw()) {
      assertGoodbye(CloseReason.SILENT, peer);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void randomBytesEndThatConnectionAndDisturbNothingElse(long seed) throws Exception {
    try (RawPeer good = raw(); RawPeer bad = raw()) {
      good.shakeHands(channel);
      soon(owner.links);
      byte[] garbage = new byte[100_000];
      new Random(seed).nextBytes(garbage);
      try {
        bad.write(garbage);
      } catch (IOException e) {
        // The other end was quicker to close than we to write: as good.
      }
      await().atMost(SOON).until(() ->
          Long.valueOf(1).equals(transport.refusals().get(CloseReason.MALFORMED)));
      good.send(new Message.Release(seed));
      assertEquals(new Message.Release(seed), soon(owner.messages));
      assertTrue(owner.lost.isEmpty());
    }
  }

  @Test
  void garbageOnAnOpenLinkIsToldToItsOwner() throws Exception {
    try (RawPeer peer = raw()) {
      peer.shakeHands(channel);
      soon(owner.links);
      peer.write(new byte[] {(byte) 0xff, 0, 0, 0, 7});
      assertGoodbye(CloseReason.MALFORMED, peer);
      assertEquals(CloseReason.MALFORMED, soon(owner.lost).reason());
    }
  }

  @Test
  void framesOfEverySliceArriveWhole() throws Exception {
    try (RawPeer peer = raw()) {
      peer.shakeHands(channel);
      soon(owner.links);
      Chunk chunk = chunk(1, 20_000);
      ByteBuffer frame = chunk.frame();
      byte[] bytes = new byte[frame.remaining()];
      frame.get(bytes);
      Random random = new Random(42);
      for (int at = 0; at < bytes.length; ) {
        int count = Math.min(bytes.length - at, 1 + random.nextInt(3_000));
        peer.socket.getOutputStream().write(bytes, at, count);
        at += count;
      }
      Message.Media media = (Message.Media) soon(owner.messages);
      assertEquals(chunk.payload(), media.chunk().payload());
      assertTrue(media.chunk().isSignedBy(channel, channelKey.publicKey(), new Ed25519Verifier()));
    }
  }

  @Test
  void twoTransportsMeetWhicheverEndpointAnswers() throws Exception {
    int deadPort;
    try (ServerSocket unused = new ServerSocket(0)) {
      deadPort = unused.getLocalPort();
    }
    EventLoops otherLoops = EventLoops.startNio("test-nio");
    Ed25519Key otherKey = Ed25519Key.generate();
    try (PeerTransport other = bind(otherLoops, otherKey, LIMITS)) {
      Owner dialer = new Owner(channel);
      PeerAddress address = new PeerAddress(
          List.of(Endpoint.tcp("127.0.0.1", deadPort), Endpoint.tcp("localhost", transport.port())),
          PeerAddress.Reachability.UNKNOWN);
      other.loop().execute(() -> other.dial(dialer, 3, address));
      PeerLink out = soon(dialer.links);
      PeerLink in = soon(owner.links);
      assertEquals(PeerId.of(identity.publicKey()), out.peer());
      assertEquals(PeerId.of(otherKey.publicKey()), in.peer());
      assertEquals(List.of("127.0.0.1"), dialer.observed);
      other.loop().execute(() -> {
        out.send(new Message.Media(chunk(9, 60_000)));
        out.send(new Message.Goodbye(CloseReason.LEAVING, List.of()));
        out.close();
      });
      assertEquals(9, ((Message.Media) soon(owner.messages)).chunk().sequence());
      assertEquals(new Message.Goodbye(CloseReason.LEAVING, List.of()), soon(owner.messages));
      assertEquals(CloseReason.LEAVING, soon(owner.lost).reason(), "the last words are kept as the reason");
      assertTrue(dialer.lost.isEmpty(), "who closes is not told");
    } finally {
      otherLoops.close();
    }
  }

  @Test
  void aDialThatNobodyAnswersFails() throws Exception {
    int deadPort;
    try (ServerSocket unused = new ServerSocket(0)) {
      deadPort = unused.getLocalPort();
    }
    transport.loop().execute(() ->
        transport.dial(owner, 5, PeerAddress.of(Endpoint.tcp("127.0.0.1", deadPort))));
    assertEquals(CloseReason.CONNECTION_LOST, soon(owner.failed));
    transport.loop().execute(() -> transport.dial(owner, 6, PeerAddress.NONE));
    assertEquals(CloseReason.CONNECTION_LOST, soon(owner.failed));
    transport.loop().execute(() ->
        transport.dial(owner, 7, PeerAddress.of(Endpoint.tcp("no-such-host.invalid", 7171))));
    assertEquals(CloseReason.CONNECTION_LOST, soon(owner.failed));
  }

  @Test
  void aWrongAcceptorIsNoLink() throws Exception {
    try (ServerSocket server = new ServerSocket(0)) {
      transport.loop().execute(() ->
          transport.dial(owner, 5, PeerAddress.of(Endpoint.tcp("127.0.0.1", server.getLocalPort()))));
      server.accept().getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertEquals(CloseReason.MALFORMED, soon(owner.failed));
    }
  }

  /** A child that reads nothing: what was taken for sent must stay near what the limits below us say. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aChildThatDoesNotReadIsNotSentTo(boolean nio) throws Exception {
    EventLoops own = nio ? EventLoops.startNio("test-nio") : EventLoops.start("test-best");
    try (PeerTransport sender = bind(own, identity, LIMITS)) {
      Owner parent = new Owner(channel);
      sender.serve(parent);
      try (RawPeer child = new RawPeer(sender.port(), Ed25519Key.generate(), rawTls())) {
        child.socket.setReceiveBufferSize(64 * 1024);
        child.shakeHands(channel);
        PeerLink link = soon(parent.links);
        Chunk chunk = chunk(0, 60_000);
        int chunks = 200;
        sender.loop().submit(() -> {
          for (int i = 0; i < chunks; i++) {
            link.send(new Message.Media(chunk));
          }
          link.flush();
        }).sync();
        await().during(Duration.ofMillis(300)).atMost(SOON).until(() -> parent.sentThrough < 4L << 20);
        long stuckAt = parent.sentThrough;
        assertEquals(0, stuckAt % chunk.frameBytes(), "whole frames are counted");
        for (int i = 0; i < chunks; i++) {
          assertEquals(0, ((Message.Media) child.receiveSome()).chunk().sequence());
        }
        await().atMost(SOON).until(() -> parent.sentThrough == (long) chunks * chunk.frameBytes());
      }
    } finally {
      own.close();
    }
  }

  @Test
  void controlMessagesDoNotPileUpForAPeerThatDoesNotRead() throws Exception {
    try (RawPeer peer = raw()) {
      peer.shakeHands(channel);
      PeerLink link = soon(owner.links);
      Message.Release small = new Message.Release(1);
      for (int batch = 0; batch < 2_000 && owner.lost.isEmpty(); batch++) {
        transport.loop().submit(() -> {
          for (int i = 0; i < 1_000; i++) {
            link.send(small);
          }
          link.flush();
        }).sync();
      }
      assertEquals(CloseReason.TOO_SLOW, soon(owner.lost).reason());
    }
  }

  @Test
  void moreHandshakesThanTheLimitAreTurnedAway() throws Exception {
    RawPeer[] idle = new RawPeer[LIMITS.handshakes()];
    for (int i = 0; i < idle.length; i++) {
      idle[i] = raw();
    }
    await().atMost(SOON).until(
        () -> transport.loop().submit(() -> transport.admission().handshakes()).get() == LIMITS.handshakes());
    try (RawPeer late = new RawPeer(transport.port(), Ed25519Key.generate(), Optional.empty())) {
      // Before any TLS: it is told so in clear text.
      assertGoodbye(CloseReason.LIMIT, late);
    }
    for (RawPeer peer : idle) {
      peer.close();
    }
    await().atMost(SOON).until(() -> transport.loop().submit(() -> transport.admission().links()).get() == 0);
    try (RawPeer peer = raw()) {
      peer.shakeHands(channel);
      soon(owner.links);
    }
  }

  @Test
  void aTakenPortIsABindException() {
    InetSocketAddress same = new InetSocketAddress(InetAddress.getLoopbackAddress(), transport.port());
    assertThrows(BindException.class, () -> PeerTransport.bind(
        loops, same, new LocalPeer(identity, new Ed25519Verifier(), "test"), LIMITS));
  }

  final Chunk chunk(long sequence, int bytes) {
    return Chunk.sign(channel, channelKey, new Position(1, sequence), 0, 0, 1, 0, ByteBuffer.allocate(bytes));
  }
}
