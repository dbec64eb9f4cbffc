package banyan.bench;

import banyan.relay.transport.EventLoops;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * What a relay is compared with: Netty alone, on the same kind of event loop and sockets, writes the same number of
 * pieces of the same size to whoever sends it a byte. Prints its port.
 */
public final class BareFanoutMain {
  /** As a relay's sockets have it. */
  private static final long UNSENT_BYTES = 64 * 1_024;
  /** Handed over at a time: what a relay hands over of a stream of 50 Mbit/s. */
  private static final int HIGH_WATER_BYTES = 768 * 1_024;

  private final ByteBuf[] pieces;

  private BareFanoutMain(int pieceBytes, long bytes) {
    pieces = new ByteBuf[(int) ((bytes + pieceBytes - 1) / pieceBytes)];
    for (int i = 0; i < pieces.length; i++) {
      pieces[i] = Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(pieceBytes).put(new byte[pieceBytes]).flip());
    }
  }

  /** @param args bytes of a piece, bytes in all */
  public static void main(String[] args) throws InterruptedException {
    BareFanoutMain sender = new BareFanoutMain(Integer.parseInt(args[0]), Long.parseLong(args[1]));
    EventLoops loops = EventLoops.start("bare");
    Channel listener = new ServerBootstrap()
        .group(loops.group())
        .channel(loops.serverChannelType())
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(EpollChannelOption.TCP_NOTSENT_LOWAT, UNSENT_BYTES)
        .childOption(
            ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(HIGH_WATER_BYTES / 2, HIGH_WATER_BYTES))
        .childHandler(new ChannelInitializer<>() {
          @Override
          protected void initChannel(Channel socket) {
            socket.pipeline().addLast(sender.new Receiver());
          }
        })
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).sync().channel();
    System.out.println(((InetSocketAddress) listener.localAddress()).getPort());
    listener.closeFuture().sync();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a void promise: who closes is not sent to any more
  private final class Receiver extends ChannelInboundHandlerAdapter {
    private int next = pieces.length;

    @Override
    public void channelRead(ChannelHandlerContext context, Object read) {
      ((ByteBuf) read).release();
      next = 0;
      pump(context);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      pump(context);
    }

    private void pump(ChannelHandlerContext context) {
      while (next < pieces.length && context.channel().isWritable()) {
        context.write(pieces[next++].retainedDuplicate(), context.voidPromise());
      }
      context.flush();
    }
  }
}
