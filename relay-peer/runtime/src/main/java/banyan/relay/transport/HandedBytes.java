package banyan.relay.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/** Counts what all connections of an event loop hand to their sockets: next to the socket, behind what encrypts. */
@Sharable
final class HandedBytes extends ChannelOutboundHandlerAdapter {
  /** Of the event loop; others see it a moment later. */
  private volatile long bytes;

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // only the event loop writes
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof ByteBuf buffer) {
      bytes += buffer.readableBytes();
    }
    ctx.write(message, promise);
  }

  long bytes() {
    return bytes;
  }
}
