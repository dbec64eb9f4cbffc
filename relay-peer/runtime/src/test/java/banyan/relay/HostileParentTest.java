package banyan.relay;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.node.NodeEvent;
import banyan.protocol.Candidate;
import banyan.protocol.ChannelId;
import banyan.protocol.ChannelLink;
import banyan.protocol.Chunk;
import banyan.protocol.CloseReason;
import banyan.protocol.Descriptor;
import banyan.protocol.Endpoint;
import banyan.protocol.Head;
import banyan.protocol.Message;
import banyan.protocol.MessageCodec;
import banyan.protocol.PeerAddress;
import banyan.protocol.PeerId;
import banyan.protocol.Position;
import banyan.protocol.ProtocolException;
import banyan.protocol.RootPath;
import banyan.relay.crypto.Ed25519Key;
import banyan.relay.crypto.Ed25519Verifier;
import banyan.relay.transport.EventLoops;
import banyan.relay.transport.LinkOwner;
import banyan.relay.transport.LocalPeer;
import banyan.relay.transport.PeerLink;
import banyan.relay.transport.PeerTransport;
import banyan.relay.transport.TransportLimits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A parent that speaks the protocol well and lies about the stream, against a real peer. */
final class HostileParentTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final long EPOCH = 1_000;

  private final Ed25519Key channelKey = Ed25519Key.generate();
  private final ChannelId channel = ChannelId.of(channelKey.publicKey());
  private final Ed25519Key identity = Ed25519Key.generate();
  private final List<NodeEvent> events = new CopyOnWriteArrayList<>();
  private final List<Chunk> delivered = new CopyOnWriteArrayList<>();
  private final List<CloseReason> goodbyes = new CopyOnWriteArrayList<>();
  private EventLoops loops;
  private PeerTransport hostile;
  private RelayPeer relay;

  @BeforeEach
  void start() throws Exception {
    loops = EventLoops.start("hostile");
    hostile = PeerTransport.bind(
        loops, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        new LocalPeer(identity, new Ed25519Verifier(), "hostile"), TransportLimits.DEFAULT);
    relay = RelayPeer.start(RelayPeerConfig.of(Ed25519Key.generate()).listeningOn("127.0.0.1", 0));
  }

  @AfterEach
  void stop() {
    relay.close();
    hostile.close();
    loops.close();
  }

  /** Feeds whoever asks with what it was given. */
  private final class Liar implements LinkOwner {
    private final long headMillis;
    private final List<Chunk> chunks;

    Liar(long headMillis, List<Chunk> chunks) {
      this.headMillis = headMillis;
      this.chunks = chunks;
    }

    @Override
    public ChannelId channel() {
      return channel;
    }

    @Override
    public PeerAddress address() {
      return PeerAddress.of(Endpoint.tcp("127.0.0.1", hostile.port()));
    }

    @Override
    public void opened(PeerLink link, long attempt, PeerId peer, PeerAddress at, Optional<String> observed) {}

    @Override
    public void openFailed(long attempt, CloseReason reason) {}

    @Override
    public void received(PeerLink link, Message message) {
      if (message instanceof Message.Goodbye said) {
        goodbyes.add(said.reason());
      }
      if (!(message instanceof Message.Attach attach) || attach.stripes() == Message.Attach.STANDBY) {
        return;
      }
      RootPath path = RootPath.NONE.then(PeerId.of(identity.publicKey()));
      link.send(new Message.Describe(
          Descriptor.sign(channelKey, TestStream.describe(channelKey, 1, "Old film"))));
      link.send(new Message.HeadNews(
          Head.sign(channel, channelKey, EPOCH, 1, chunks.size() - 1, headMillis, 1, 1, 0)));
      link.send(new Message.Tick(EPOCH, chunks.size() - 1, 1, 0, 5, 5, 0, 0, 1, 0, 0));
      link.send(new Message.Accept(attach.request(), attach.stripes(), new Position(EPOCH, 0), path));
      chunks.forEach(chunk -> link.send(new Message.Media(chunk)));
      link.flush();
    }

    @Override
    public void readDone() {}

    @Override
    public void lost(PeerLink link, CloseReason reason) {}

    @Override
    public void sent(PeerLink link) {}
  }

  private Chunk chunk(long sequence, long captureMillis) {
    return Chunk.sign(
        channel, channelKey, new Position(EPOCH, sequence), sequence == 0 ? Chunk.JOIN_POINT : 0,
        sequence * 100_000, 100_000, captureMillis * 1_000, ByteBuffer.allocate(1_880));
  }

  private static Chunk withFlippedBit(Chunk chunk, int bit) throws ProtocolException {
    ByteBuffer frame = ByteBuffer.allocate(chunk.frameBytes()).put(chunk.frame());
    int at = chunk.frameBytes() - 1 - bit / 8;
    frame.put(at, (byte) (frame.get(at) ^ 1 << bit % 8));
    return ((Message.Media) MessageCodec.decode(frame.flip()).orElseThrow()).chunk();
  }

  private void join() {
    Candidate candidate = Candidate.at(Endpoint.tcp("127.0.0.1", hostile.port()));
    ChannelLink link = new ChannelLink(candidate.address().endpoints(), channel, Optional.empty());
    relay.join(link, JoinOptions.BY_LINK, new SessionListener() {
      @Override
      public void onEvent(NodeEvent event) {
        events.add(event);
      }

      @Override
      public void onChunk(Chunk chunk) {
        delivered.add(chunk);
      }
    });
  }

  private boolean droppedFor(CloseReason reason) {
    return events.contains(new NodeEvent.PeerMisbehaved(PeerId.of(identity.publicKey()), reason));
  }

  @Test
  void aFlippedBitIsNeitherShownNorForgiven() throws Exception {
    long now = System.currentTimeMillis();
    hostile.serve(new Liar(now, List.of(chunk(0, now), withFlippedBit(chunk(1, now), 77), chunk(2, now))));
    join();
    await().atMost(SOON).until(() -> droppedFor(CloseReason.BAD_SIGNATURE));
    await().atMost(SOON).until(() -> goodbyes.contains(CloseReason.BAD_SIGNATURE));
    assertEquals(List.of(0L), delivered.stream().map(Chunk::sequence).toList());
  }

  @Test
  void anHourOldStreamIsNotTaken() throws Exception {
    long then = System.currentTimeMillis() - 3_600_000;
    hostile.serve(new Liar(then, List.of(chunk(0, then), chunk(1, then))));
    join();
    await().atMost(SOON).until(() -> droppedFor(CloseReason.STALE_STREAM));
    assertTrue(delivered.isEmpty());
  }

  @Test
  void oldChunksUnderAFreshHeadAreNotTaken() throws Exception {
    long now = System.currentTimeMillis();
    hostile.serve(new Liar(now, List.of(chunk(0, now - 3_600_000))));
    join();
    await().atMost(SOON).until(() -> droppedFor(CloseReason.STALE_STREAM));
    assertTrue(delivered.isEmpty());
  }
}
