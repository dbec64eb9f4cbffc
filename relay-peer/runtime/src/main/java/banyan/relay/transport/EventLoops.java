package banyan.relay.transport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The thread that a process's sockets live on: epoll where there is one, else NIO.
 *
 * <p>One event loop carries all of a process's peers. It sends some 5 GB/s to loopback receivers and verifies 8,000
 * chunks a second, far above what a peer's uplink takes; and everything that belongs together (a node, its links, its
 * local viewers) stays on one thread without a lock or a hand-over. Should one loop ever not do, a channel is the unit
 * to spread: whose node a link belongs to is known only once its hello is read, so the link would have to move to that
 * node's loop before its proof is answered.
 */
public final class EventLoops implements AutoCloseable {
  /** What a socket may hold unsent below us: kernel buffers would hide many seconds of stale video otherwise. */
  static final int UNSENT_BYTES = 64 * 1024;
  /** Without epoll the kernel's buffer as a whole is bounded instead: what is in flight counts too, so it is twice. */
  static final int NIO_SEND_BUFFER_BYTES = 2 * UNSENT_BYTES;

  private static final WriteBufferWaterMark FAR_MARKS = new WriteBufferWaterMark(8 << 20, 16 << 20);

  static {
    // Netty tells Java's flight recorder of each buffer. To get that going takes a fresh process 100 to 150 ms on the
    // event loop, at the first bytes of its first link; a person who records can set the property.
    if (System.getProperty("io.netty.jfr.enabled") == null) {
      System.setProperty("io.netty.jfr.enabled", "false");
    }
  }

  /**
   * Netty's usual allocator keeps whole blocks for as long as one buffer in each lives, and with TLS half a record
   * waits at each of many links most of the time: a pool by size needs little more than the buffers themselves.
   */
  private static final PooledByteBufAllocator BUFFERS = new PooledByteBufAllocator(
      true, 0, 1, 8_192, 7, PooledByteBufAllocator.defaultSmallCacheSize(),
      PooledByteBufAllocator.defaultNormalCacheSize(), false);

  private final EventLoopGroup group;
  private final boolean epoll;

  private EventLoops(boolean epoll, String threadName) {
    this.epoll = epoll;
    IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    this.group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory(threadName, true), io);
  }

  /** The best that this machine has. */
  public static EventLoops start(String threadName) {
    return new EventLoops(Epoll.isAvailable(), threadName);
  }

  /** Without native code. */
  static EventLoops startNio(String threadName) {
    return new EventLoops(false, threadName);
  }

  /** Memory outside of the heap that buffers of links, and of whatever else uses Netty here, take. */
  public static long directBufferBytes() {
    long others = ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider usual
        ? usual.metric().usedDirectMemory() : 0;
    return BUFFERS.metric().usedDirectMemory() + others;
  }

  public EventLoopGroup group() {
    return group;
  }

  public EventLoop loop() {
    return group.next();
  }

  public Class<? extends ServerChannel> serverChannelType() {
    return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  Class<? extends Channel> channelType() {
    return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  /** Sets what a link's socket needs: nothing is held back, and little is buffered below us. */
  void tune(Channel socket) {
    socket.config().setOption(ChannelOption.TCP_NODELAY, true);
    // What waits is counted by links; nobody listens to Netty's own marks, and to pass them costs at each flush.
    socket.config().setWriteBufferWaterMark(FAR_MARKS);
    socket.config().setAllocator(BUFFERS);
    if (epoll) {
      socket.config().setOption(EpollChannelOption.TCP_NOTSENT_LOWAT, (long) UNSENT_BYTES);
    } else {
      socket.config().setOption(ChannelOption.SO_SNDBUF, NIO_SEND_BUFFER_BYTES);
    }
  }

  /** Ends the thread; sockets that are still open are closed. */
  @Override
  public void close() {
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }
}
