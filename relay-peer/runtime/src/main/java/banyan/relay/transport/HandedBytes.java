package banyan.relay.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.util.concurrent.atomic.LongAdder;

/** Counts what all connections of an event loop hand to their sockets: next to the socket, behind what encrypts. */
@Sharable
final class HandedBytes extends ChannelOutboundHandlerAdapter {
  private final LongAdder bytes = new LongAdder();

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // it is the promise
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof ByteBuf buffer) {
      bytes.add(buffer.readableBytes());
    }
    ctx.write(message, promise);
  }

  long bytes() {
    return bytes.sum();
  }
}
