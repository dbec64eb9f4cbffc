package banyan.relay.transport;

import banyan.protocol.Bytes32;
import banyan.protocol.ChannelId;
import banyan.protocol.CloseReason;
import banyan.protocol.Endpoint;
import banyan.protocol.FrameReader;
import banyan.protocol.PeerAddress;
import banyan.tls.Encryption;
import banyan.tls.LinkTls;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.MaxMessagesRecvByteBufAllocator;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A process's peer port: accepts links and dials them, for any number of channels, both ways over the one port. Links
 * of a channel go to its {@link LinkOwner}, on the one event loop.
 */
public final class PeerTransport implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(PeerTransport.class.getName());
  /** Bytes of one read; with {@link #READS_PER_TURN} what one link may take of the loop before others have theirs. */
  private static final int READ_BYTES = 64 * 1024;
  /** 256 KiB, about eight chunks of a 3 Mbit/s stream: 1 ms of checking signatures. */
  private static final int READS_PER_TURN = 4;
  private static final int RESOLVER_THREADS = 4;
  private static final int RESOLVER_QUEUE = 256;

  private final EventLoops loops;
  private final LocalPeer self;
  private final TransportLimits limits;
  private final Encryption encryption;
  private final Admission admission;
  private final FrameReader.Slabs slabs = new FrameReader.Slabs();
  private final ChunkFrames frames = new ChunkFrames();
  private final SecureRandom random = new SecureRandom();
  private final Map<ChannelId, LinkOwner> owners = new ConcurrentHashMap<>();
  private final Set<PeerConnection> connections = new HashSet<>();
  private final Refusals refusals = new Refusals();
  private final ThreadPoolExecutor resolver;
  private final Channel listener;
  private long nextLinkId = 1;
  private volatile boolean isClosed;
  private volatile @Nullable String suite;
  private final LongAdder receivedBytes = new LongAdder();
  private final HandedBytes handedBytes = new HandedBytes();
  /** Done once no connection is left; set when closing. */
  private @Nullable CompletableFuture<Void> allGone;

  private PeerTransport(
      EventLoops loops, SocketAddress address, LocalPeer self, TransportLimits limits, Encryption encryption)
      throws BindException {
    this.loops = loops;
    this.self = self;
    this.limits = limits;
    this.encryption = encryption;
    this.admission = new Admission(limits);
    this.resolver = new ThreadPoolExecutor(
        RESOLVER_THREADS, RESOLVER_THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(RESOLVER_QUEUE),
        new DefaultThreadFactory("banyan-resolver", true));
    resolver.allowCoreThreadTimeOut(true);
    ChannelFuture bound = new ServerBootstrap()
        .group(loops.group())
        .channel(loops.serverChannelType())
        .option(ChannelOption.SO_BACKLOG, 1_024)
        // Who comes before what encrypts is there waits in the kernel.
        .option(ChannelOption.AUTO_READ, false)
        .childHandler(initializer(null))
        .bind(address)
        .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      resolver.shutdown();
      BindException failed = new BindException(bound.cause().getMessage());
      failed.initCause(bound.cause());
      throw failed;
    }
    this.listener = bound.channel();
    whenReady(() -> listener.config().setAutoRead(true));
  }

  /**
   * Listens, for encrypted links.
   *
   * @param address port 0 for a free one
   * @throws BindException in the words of the C library
   */
  public static PeerTransport bind(EventLoops loops, SocketAddress address, LocalPeer self, TransportLimits limits)
      throws BindException {
    return bind(loops, address, self, limits, Encryption.ofThisProcess());
  }

  /** The same with links of the kind that it is told. */
  public static PeerTransport bind(
      EventLoops loops, SocketAddress address, LocalPeer self, TransportLimits limits, Encryption encryption)
      throws BindException {
    return new PeerTransport(loops, address, self, limits, encryption);
  }

  /** The port that it listens on. */
  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /**
   * The address to dial that one from: the one that it listens on, where it listens on one only and the two can meet;
   * else it is the kernel's to choose.
   */
  Optional<InetSocketAddress> dialsFrom(InetAddress to) {
    InetAddress own = ((InetSocketAddress) listener.localAddress()).getAddress();
    boolean canMeet = own.getAddress().length == to.getAddress().length
        && own.isLoopbackAddress() == to.isLoopbackAddress();
    return own.isAnyLocalAddress() || !canMeet ? Optional.empty() : Optional.of(new InetSocketAddress(own, 0));
  }

  public EventLoop loop() {
    return loops.loop();
  }

  /** From now on links of this channel are taken. */
  public void serve(LinkOwner owner) {
    if (owners.putIfAbsent(owner.channel(), owner) != null) {
      throw new IllegalStateException("channel " + owner.channel() + " is served already");
    }
  }

  /** No more links of this channel are taken; those that are open stay their owner's. */
  public void withdraw(LinkOwner owner) {
    owners.remove(owner.channel(), owner);
  }

  /** Ends in {@link LinkOwner#opened} or {@link LinkOwner#openFailed}, later. To be called on the event loop. */
  public void dial(LinkOwner owner, long attempt, PeerAddress address) {
    dial(owner, attempt, address, self);
  }

  /** The same under another identity: for programs that stand for many peers. */
  public void dial(LinkOwner owner, long attempt, PeerAddress address, LocalPeer as) {
    new Dial(this, owner, attempt, address, as).start();
  }

  /** Connections that were closed for what the other end did, by reason. */
  public Map<CloseReason, Long> refusals() {
    return refusals.counts();
  }

  /** Bytes that came in on all connections. */
  public long receivedBytes() {
    return receivedBytes.sum();
  }

  /** Stops listening; links that are closing have their time to end well, others are cut off. */
  @Override
  public void close() {
    isClosed = true;
    resolver.shutdownNow();
    listener.close().awaitUninterruptibly(2, TimeUnit.SECONDS);
    CompletableFuture<Void> ended = new CompletableFuture<>();
    loop().execute(() -> {
      List.copyOf(connections).forEach(PeerConnection::closeUnlessClosing);
      allGone = ended;
      tellIfAllGone();
    });
    ended.completeOnTimeout(null, 2, TimeUnit.SECONDS).join();
  }

  /** Ends every connection at once and says nothing, as when the process is killed; on the event loop. */
  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for anything
  public void halt() {
    isClosed = true;
    listener.close();
    List.copyOf(connections).forEach(PeerConnection::halt);
    slabs.clear();
    frames.clear();
  }

  private void tellIfAllGone() {
    if (allGone != null && connections.isEmpty()) {
      slabs.clear();
      allGone.complete(null);
    }
  }

  /** Bytes that were handed to sockets, of handshakes and encryption too. */
  public long handedBytes() {
    return handedBytes.bytes();
  }

  boolean isClosed() {
    return isClosed;
  }

  ChannelInitializer<Channel> initializer(@Nullable Dial dial) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel socket) {
        loops.tune(socket);
        MaxMessagesRecvByteBufAllocator reads = new AdaptiveRecvByteBufAllocator(512, 4_096, READ_BYTES);
        socket.config().setRecvByteBufAllocator(reads.maxMessagesPerRead(READS_PER_TURN));
        TlsLayer tls = encryption.isOn() ? new TlsLayer(socket, encryption.tls().join(), dial != null) : null;
        PeerConnection connection = new PeerConnection(PeerTransport.this, socket, dial, tls);
        socket.pipeline().addLast(handedBytes, new FirstByte(connection));
        if (tls != null) {
          socket.pipeline().addLast(tls.handler());
        }
        socket.pipeline().addLast(connection);
      }
    };
  }

  /** Does it on the event loop once links can be encrypted, if they are to be; at once if not. */
  @SuppressWarnings("FutureReturnValueIgnored") // a failure is told here
  void whenReady(Runnable task) {
    if (!encryption.isOn()) {
      loop().execute(task);
      return;
    }
    encryption.tls().whenComplete((LinkTls tls, Throwable failure) -> {
      if (failure != null) {
        LOG.log(Level.SEVERE, "No link can be encrypted, so there will be none", failure);
        return;
      }
      try {
        loop().execute(task);
      } catch (RejectedExecutionException e) {
        LOG.fine("Closed before it was ready to encrypt");
      }
    });
  }

  /** Whether links are encrypted, and with what. */
  public Encryption encryption() {
    return encryption;
  }

  /** What the newest link is encrypted with; empty without one. */
  public Optional<String> suite() {
    return Optional.ofNullable(suite);
  }

  void encryptedWith(String newestSuite) {
    suite = newestSuite;
  }

  void connected(PeerConnection connection) {
    connections.add(connection);
  }

  void disconnected(PeerConnection connection) {
    connections.remove(connection);
    // It may have been the last one that was sent any.
    frames.clear();
    tellIfAllGone();
  }

  void received(int bytes) {
    receivedBytes.add(bytes);
  }

  /** A connection is being closed for what the other end did. */
  void refused(CloseReason reason, InetSocketAddress remote, String why) {
    refusals.add(reason, remote, why);
  }

  Optional<PeerAddress> addressOn(ChannelId channel) {
    return Optional.ofNullable(owners.get(channel)).map(LinkOwner::address);
  }

  @Nullable LinkOwner ownerOf(ChannelId channel) {
    return owners.get(channel);
  }

  Endpoint endpoint(InetSocketAddress socket) {
    String host = socket.getAddress().getHostAddress();
    int zone = host.indexOf('%');
    return Endpoint.tcp(zone < 0 ? host : host.substring(0, zone), socket.getPort());
  }

  Bytes32 newNonce() {
    byte[] bytes = new byte[Bytes32.LENGTH];
    random.nextBytes(bytes);
    return Bytes32.of(bytes);
  }

  long nextLinkId() {
    return nextLinkId++;
  }

  EventLoops loops() {
    return loops;
  }

  LocalPeer self() {
    return self;
  }

  TransportLimits limits() {
    return limits;
  }

  Admission admission() {
    return admission;
  }

  FrameReader.Slabs slabs() {
    return slabs;
  }

  ChunkFrames frames() {
    return frames;
  }

  Executor resolver() {
    return resolver;
  }
}
