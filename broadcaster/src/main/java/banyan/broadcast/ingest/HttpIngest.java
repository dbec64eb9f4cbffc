package banyan.broadcast.ingest;

import banyan.broadcast.media.Source;
import banyan.broadcast.media.SourceSink;
import banyan.broadcast.media.WallClock;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A port that an encoder posts MPEG-TS to over HTTP, as {@code ffmpeg -f mpegts -method POST http://host:port/} does;
 * the path does not matter. One encoder at a time; another may follow when it has gone.
 *
 * <p>Bodies are read as they come and never gathered. While the sink is busy, or the stream is ahead of real time,
 * nothing is read, and the encoder waits.
 */
@SuppressWarnings("FutureReturnValueIgnored") // closing and shutting down: what fails there has ended all the same
public final class HttpIngest implements Source {
  /** More connections at a time than one encoder, its successor and some browsers need. */
  static final int MAX_CONNECTIONS = 32;

  private static final int MAX_REQUEST_LINE_BYTES = 4_096;
  private static final int MAX_HEADER_BYTES = 8_192;
  /** Of a body, at once. */
  private static final int READ_BYTES = 64 * 1024;
  private static final long CLOSE_MILLIS = 2_000;

  /**
   * How long to wait for the other side.
   *
   * @param headMicros for a request's head
   * @param idleMicros for another byte of the body: an encoder that went without a word must not keep its successor out
   *     for long
   * @param drainMicros for it to read the answer: closing while it still sends would take the answer from it
   */
  record Deadlines(long headMicros, long idleMicros, long drainMicros) {
    static final Deadlines USUAL = new Deadlines(10_000_000, 10_000_000, 2_000_000);
  }

  private final SourceSink sink;
  private final WallClock wallClock;
  private final Deadlines deadlines;
  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("banyan-ingest", true), NioIoHandler.newFactory());
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
  private final Channel listener;
  /** On the event loop alone. */
  private @Nullable IngestConnection encoder;
  private boolean closed;

  private HttpIngest(InetSocketAddress address, SourceSink sink, WallClock wallClock, Deadlines deadlines)
      throws IOException {
    this.sink = sink;
    this.wallClock = wallClock;
    this.deadlines = deadlines;
    ChannelFuture bound = new ServerBootstrap()
        .group(loop)
        .channel(NioServerSocketChannel.class)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.AUTO_READ, false)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES).maxMessagesPerRead(1))
        .childHandler(new ChannelInitializer<SocketChannel>() {
          @Override
          protected void initChannel(SocketChannel channel) {
            accept(channel);
          }
        })
        .bind(address)
        .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      loop.shutdownGracefully(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS);
      throw new IOException(whyNot(address, String.valueOf(bound.cause().getMessage())), bound.cause());
    }
    this.listener = bound.channel();
  }

  private static String whyNot(InetSocketAddress address, String why) {
    if (why.contains("Address already in use")) {
      return "Port " + address.getPort() + " is taken by another program: choose another in --source, such as "
          + "http://:8081/, or http://:0/ for any free one.";
    }
    if (why.contains("assign requested address")) {
      return "'" + address.getHostString() + "' is no address of this computer: name one of its addresses in --source, "
          + "or none for all, such as http://:8080/.";
    }
    if (why.contains("Permission denied")) {
      return "Port " + address.getPort() + " needs special rights on this computer: choose one from 1024 on in "
          + "--source, such as http://:8080/.";
    }
    return "It is not possible to listen for encoders on " + address.getHostString() + ":" + address.getPort() + " ("
        + why + "): choose another port or address in --source; http://:8080/ is port 8080 on all addresses.";
  }

  /**
   * Listens at once.
   *
   * @param address its port may be 0: any free one
   * @throws IOException with a sentence for a person, if the port cannot be had
   */
  public static HttpIngest open(InetSocketAddress address, SourceSink sink, WallClock wallClock) throws IOException {
    return open(address, sink, wallClock, Deadlines.USUAL);
  }

  static HttpIngest open(InetSocketAddress address, SourceSink sink, WallClock wallClock, Deadlines deadlines)
      throws IOException {
    return new HttpIngest(address, sink, wallClock, deadlines);
  }

  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  @Override
  public String description() {
    return "MPEG-TS by HTTP POST to port " + port();
  }

  @Override
  public Optional<String> encodersSendTo() {
    InetSocketAddress at = (InetSocketAddress) listener.localAddress();
    String host = at.getAddress().isAnyLocalAddress() ? "127.0.0.1" : NetUtil.toAddressString(at.getAddress());
    return Optional.of("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + at.getPort() + "/");
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    ChannelFuture unbound = listener.close();
    // The loop's own thread must not wait for itself.
    boolean outside = !loop.next().inEventLoop();
    if (outside) {
      unbound.awaitUninterruptibly(CLOSE_MILLIS);
      connections.close().awaitUninterruptibly(CLOSE_MILLIS);
    } else {
      connections.close();
    }
    loop.shutdownGracefully(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS);
    if (outside) {
      loop.terminationFuture().awaitUninterruptibly(2 * CLOSE_MILLIS);
    }
  }

  private void accept(SocketChannel channel) {
    if (connections.size() >= MAX_CONNECTIONS) {
      channel.close();
      return;
    }
    connections.add(channel);
    channel.pipeline().addLast(
        new HttpServerCodec(new HttpDecoderConfig()
            .setMaxInitialLineLength(MAX_REQUEST_LINE_BYTES)
            .setMaxHeaderSize(MAX_HEADER_BYTES)
            .setMaxChunkSize(READ_BYTES)),
        new IngestConnection(this, wallClock, deadlines));
  }

  /** Whether this connection is now the one that feeds the channel. */
  boolean take(IngestConnection connection) {
    if (encoder != null) {
      return false;
    }
    encoder = connection;
    return true;
  }

  void release(IngestConnection connection) {
    if (encoder == connection) {
      encoder = null;
    }
  }

  SourceSink sink() {
    return sink;
  }
}
