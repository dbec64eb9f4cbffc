package banyan.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Many players of {@code /live/CHANNEL.ts}, on one event loop; each checks its stream's continuity counters. */
@SuppressWarnings("FutureReturnValueIgnored") // what does not connect is never fed, which is waited for
final class HttpViewers implements AutoCloseable {
  /** How all of them fare so far. */
  record Count(int fed, long packets, long gaps, long ended) {}

  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("bench-viewers", true), EpollIoHandler.newFactory());
  private final List<Viewer> viewers = new ArrayList<>();

  /** Opens so many more, and waits until all are fed. */
  void open(int count, Programs.Program peer) throws Exception {
    URI at = URI.create(String.valueOf(peer.ready().http()));
    String request = "GET /live/" + peer.ready().channel() + ".ts HTTP/1.0\r\nHost: " + at.getAuthority() + "\r\n\r\n";
    for (int i = 0; i < count; i++) {
      Viewer viewer = new Viewer(request);
      viewers.add(viewer);
      new Bootstrap().group(loop).channel(EpollSocketChannel.class).handler(viewer)
          .connect(at.getHost(), at.getPort());
    }
    int wanted = viewers.size();
    Programs.await(wanted + " viewers to be fed", () -> count().fed() >= wanted);
  }

  Count count() throws Exception {
    List<Viewer> all = List.copyOf(viewers);
    return loop.submit(() -> new Count(
        (int) all.stream().filter(v -> v.stream.packets() > 0).count(),
        all.stream().mapToLong(v -> v.stream.packets()).sum(), all.stream().mapToLong(v -> v.stream.gaps()).sum(),
        all.stream().filter(v -> v.isEnded).count())).get();
  }

  @Override
  public void close() {
    loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }

  private static final class Viewer extends ChannelInboundHandlerAdapter {
    private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final String request;
    private final TsContinuity stream = new TsContinuity();
    private int headMatched;
    private boolean isEnded;

    Viewer(String request) {
      this.request = request;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      context.writeAndFlush(Unpooled.copiedBuffer(request, StandardCharsets.US_ASCII));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object read) {
      ByteBuf in = (ByteBuf) read;
      while (headMatched < END_OF_HEAD.length && in.isReadable()) {
        byte next = in.readByte();
        headMatched = next == END_OF_HEAD[headMatched] ? headMatched + 1 : next == END_OF_HEAD[0] ? 1 : 0;
      }
      stream.look(in);
      in.release();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      isEnded = true;
    }
  }
}
