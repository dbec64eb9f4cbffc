package banyan.broadcast.ingest;

import banyan.broadcast.media.SourceSink;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
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
import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A TCP port for encoders, whatever they speak there: listens, bounds the connections, and ends them all. */
@SuppressWarnings("FutureReturnValueIgnored") // closing and shutting down: what fails there has ended all the same
public final class IngestPort implements AutoCloseable {
  /** More connections at a time than one encoder, its successor and some browsers need. */
  static final int MAX_CONNECTIONS = 32;
  /** Of a stream, at once. */
  public static final int READ_BYTES = 64 * 1024;

  private static final long CLOSE_MILLIS = 2_000;

  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("banyan-ingest", true), NioIoHandler.newFactory());
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
  private final String scheme;
  private final String path;
  private final Channel listener;
  private boolean closed;

  private IngestPort(String scheme, String path, InetSocketAddress address, Consumer<SocketChannel> accept)
      throws IOException {
    this.scheme = scheme;
    this.path = path;
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
            if (connections.size() >= MAX_CONNECTIONS) {
              channel.close();
              return;
            }
            connections.add(channel);
            accept.accept(channel);
          }
        })
        .bind(address)
        .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      loop.shutdownGracefully(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS);
      throw new IOException(whyNot(scheme, path, address, bound.cause()), bound.cause());
    }
    this.listener = bound.channel();
  }

  /**
   * Listens at once.
   *
   * @param scheme of the URL that encoders send to
   * @param path its end, empty or {@code /}
   * @param address its port may be 0: any free one
   * @param accept sets a new connection up, on the event loop; nothing is read until its handlers ask
   * @throws IOException with a sentence for a person, if the port cannot be had
   */
  public static IngestPort listen(String scheme, String path, InetSocketAddress address, Consumer<SocketChannel> accept)
      throws IOException {
    return new IngestPort(scheme, path, address, accept);
  }

  /** Why a port could not be had, and what to do, in a sentence. */
  static String whyNot(String scheme, String path, InetSocketAddress address, Throwable cause) {
    String why = String.valueOf(cause.getMessage());
    String example = scheme + "://:8080" + path;
    if (why.contains("Address already in use")) {
      return "Port " + address.getPort() + " is taken by another program: choose another in --source, such as "
          + scheme + "://:8081" + path + ", or " + scheme + "://:0" + path + " for any free one.";
    }
    if (why.contains("assign requested address")) {
      return "'" + address.getHostString() + "' is no address of this computer: name one of its addresses in --source, "
          + "or none for all, such as " + example + ".";
    }
    if (why.contains("Permission denied")) {
      return "Port " + address.getPort() + " needs special rights on this computer: choose one from 1024 on in "
          + "--source, such as " + example + ".";
    }
    return "It is not possible to listen for encoders on " + address.getHostString() + ":" + address.getPort() + " ("
        + why + "): choose another port or address in --source; " + example + " is port 8080 on all addresses.";
  }

  /**
   * Sends what is behind it, then only reads: closing while the other side still sends would take the answer from it.
   */
  public static void thenOnlyRead(ChannelFuture written) {
    written.addListener((ChannelFutureListener) done -> {
      if (done.isSuccess()) {
        ((SocketChannel) done.channel()).shutdownOutput();
      } else {
        done.channel().close();
      }
    });
  }

  /** A reset is the other side's doing; all else is a fault of ours, and must not pass unseen. */
  public static void tellFault(SourceSink sink, Throwable cause) {
    if (!(cause instanceof IOException)) {
      sink.warning("The encoder's connection was ended by a fault of this program: " + cause + ".");
    }
  }

  /** Who has connected, for people. */
  public static String nameOf(Channel connection) {
    InetSocketAddress remote = (InetSocketAddress) connection.remoteAddress();
    return remote.getAddress().getHostAddress() + ":" + remote.getPort();
  }

  /** Where a socket is reached from this computer, as a URL. */
  static String localUrl(String scheme, InetSocketAddress at, String path) {
    String host = at.getAddress().isAnyLocalAddress() ? "127.0.0.1" : NetUtil.toAddressString(at.getAddress());
    return scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + at.getPort() + path;
  }

  public InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  /** Where encoders on this computer send to. */
  public String localUrl() {
    return localUrl(scheme, address(), path);
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
}
