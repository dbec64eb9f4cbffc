package banyan.relay.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Tells by the first byte of a connection whether the other end encrypts it, as this one does or does not: frames begin
 * with 0, since the first ones are short, and TLS with the type of a record.
 */
final class FirstByte extends ChannelInboundHandlerAdapter {
  /** RFC 8446, section 5.1. */
  private static final int TLS_ALERT = 0x15;
  private static final int TLS_HANDSHAKE = 0x16;

  private final PeerConnection connection;

  FirstByte(PeerConnection connection) {
    this.connection = connection;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object read) {
    ByteBuf in = (ByteBuf) read;
    int first = in.getUnsignedByte(in.readerIndex());
    // This may take TLS out of the pipeline, and what is read passes to what is there then.
    connection.otherEndSpeaks(first == TLS_HANDSHAKE || first == TLS_ALERT, first == 0);
    ctx.fireChannelRead(read);
    ctx.pipeline().remove(this);
  }
}
