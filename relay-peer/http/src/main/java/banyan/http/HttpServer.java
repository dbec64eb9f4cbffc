package banyan.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Listens on one address and answers by its {@link Routes} until it is closed. */
@SuppressWarnings("FutureReturnValueIgnored") // loops that shut down and refused clients are not waited for
public final class HttpServer implements AutoCloseable {
  /** What one read takes from a socket: what a client sends ahead beyond that stays in the kernel. */
  static final int MAX_READ_BYTES = 8_192;

  /** Closing waits this long for the listening socket and the connections to be gone. */
  private static final int CLOSE_SECONDS = 5;

  private final HttpLimits limits;
  private final EventLoopGroup loops;
  private final boolean ownsLoops;
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
  private final Map<InetAddress, Integer> connectionsByAddress = new HashMap<>();
  private int connectionCount;
  private final Channel listener;

  /**
   * Starts on two event loops of its own.
   *
   * @param routes not to be changed any more
   * @throws IOException saying why it cannot listen there
   */
  public static HttpServer start(HttpConfig config, Routes routes) throws IOException {
    EventLoopGroup own = newEventLoops(2, "http");
    try {
      return new HttpServer(config, routes, own, true);
    } catch (IOException e) {
      own.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      throw e;
    }
  }

  /** Event loops by epoll where there is, else by NIO; their threads keep no program alive. */
  public static EventLoopGroup newEventLoops(int threads, String threadName) {
    return new MultiThreadIoEventLoopGroup(
        threads, new DefaultThreadFactory(threadName, true),
        Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  }

  /**
   * Starts on event loops that others use too, and that stay when the server closes.
   *
   * @param loops of epoll or NIO
   * @param routes not to be changed any more
   * @throws IOException saying why it cannot listen there
   */
  public static HttpServer start(HttpConfig config, Routes routes, EventLoopGroup loops) throws IOException {
    return new HttpServer(config, routes, loops, false);
  }

  private HttpServer(HttpConfig config, Routes routes, EventLoopGroup loops, boolean ownsLoops) throws IOException {
    this.limits = config.limits();
    this.loops = loops;
    this.ownsLoops = ownsLoops;
    Dispatcher dispatcher = new Dispatcher(routes, config.hosts());
    ServerBootstrap bootstrap = new ServerBootstrap()
        .group(loops)
        .channel(serverChannel(loops))
        .option(ChannelOption.SO_REUSEADDR, true)
        .option(ChannelOption.SO_BACKLOG, 512)
        .childOption(ChannelOption.TCP_NODELAY, true)
        // Reads are asked for one by one, so that a client that sends ahead of the answers fills no memory.
        .childOption(ChannelOption.AUTO_READ, false)
        .childOption(ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(512, 2_048, MAX_READ_BYTES))
        .childHandler(new ChannelInitializer<Channel>() {
          @Override
          protected void initChannel(Channel channel) {
            accept(channel, dispatcher);
          }
        });
    InetSocketAddress address = new InetSocketAddress(config.host(), config.port());
    if (address.isUnresolved()) {
      throw new IOException("Cannot listen on '" + config.host() + "': it is no address of this machine.");
    }
    ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      String why = whyNot(bound.cause());
      throw new IOException("Cannot listen on " + config.host() + ":" + config.port() + ": " + why + ".",
          bound.cause());
    }
    this.listener = bound.channel();
  }

  /** Epoll and NIO say it in different words and types; both keep those of the C library. */
  private static String whyNot(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    if (message.contains("Address already in use")) {
      return "the port is taken by another program";
    }
    if (message.contains("assign requested address")) {
      return "the address is none of this machine's";
    }
    return message.contains("Permission denied") ? "ports below 1024 need special rights" : message;
  }

  private static Class<? extends ServerChannel> serverChannel(EventLoopGroup loops) {
    boolean epoll = loops instanceof IoEventLoopGroup io && io.isIoType(EpollIoHandler.class);
    return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  private void accept(Channel channel, Dispatcher dispatcher) {
    if (!(channel.remoteAddress() instanceof InetSocketAddress remote) || !admit(remote.getAddress())) {
      channel.close();
      return;
    }
    channel.closeFuture().addListener(closed -> release(remote.getAddress()));
    connections.add(channel);
    HttpDecoderConfig decoder = new HttpDecoderConfig()
        .setMaxInitialLineLength(limits.maxLineBytes())
        .setMaxHeaderSize(limits.maxHeaderBytes())
        .setMaxChunkSize(MAX_READ_BYTES);
    channel.pipeline()
        .addLast(new HttpServerCodec(decoder))
        .addLast(new HttpConnection(dispatcher, limits));
  }

  private boolean admit(InetAddress address) {
    synchronized (connectionsByAddress) {
      int fromThere = connectionsByAddress.getOrDefault(address, 0);
      if (connectionCount >= limits.maxConnections() || fromThere >= limits.maxConnectionsPerAddress()) {
        return false;
      }
      connectionCount++;
      connectionsByAddress.put(address, fromThere + 1);
      return true;
    }
  }

  private void release(InetAddress address) {
    synchronized (connectionsByAddress) {
      connectionCount--;
      connectionsByAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
    }
  }

  int connectionCount() {
    synchronized (connectionsByAddress) {
      return connectionCount;
    }
  }

  /** The port it really listens on. */
  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /** Stops listening and closes every connection. Not to be called from one of its event loops. */
  @Override
  public void close() {
    listener.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    connections.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    if (ownsLoops) {
      loops.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
          .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
  }
}
