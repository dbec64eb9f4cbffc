package banyan.relay.transport;

import banyan.protocol.Bytes32;
import banyan.tls.LinkTls;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import javax.net.ssl.SSLPeerUnverifiedException;

/** The encryption of one connection, between its socket and who speaks on it. On the event loop only. */
@SuppressWarnings("FutureReturnValueIgnored") // that a socket has closed is told otherwise
final class TlsLayer {
  /** RFC 8446, section 6: fatal, unexpected_message. In clear text, as all is before there are keys. */
  private static final byte[] UNEXPECTED_MESSAGE = {0x15, 3, 3, 0, 2, 2, 10};

  private final Channel channel;
  private final LinkTls tls;
  private final SslHandler handler;

  TlsLayer(Channel channel, LinkTls tls, boolean dials) {
    this.channel = channel;
    this.tls = tls;
    this.handler = tls.handler(dials, channel.alloc());
  }

  SslHandler handler() {
    return handler;
  }

  /** Whether its handshake is done. */
  boolean isReady() {
    return handler.handshakeFuture().isSuccess();
  }

  Bytes32 ownKeyHash() {
    return tls.keyHash();
  }

  /** To be asked once it is ready. */
  Bytes32 theirKeyHash() {
    try {
      return LinkTls.theirKeyHash(handler.engine().getSession());
    } catch (SSLPeerUnverifiedException e) {
      throw new IllegalStateException("a TLS handshake without a certificate was let through", e);
    }
  }

  /** To be asked once it is ready. */
  String suite() {
    return handler.engine().getSession().getCipherSuite();
  }

  /** Before a first byte of it has gone out: what is said from now on is in clear text. */
  void remove() {
    channel.pipeline().remove(handler);
  }

  /** Sends what is queued, and behind it that nothing more will come. */
  ChannelFuture end() {
    channel.flush();
    return handler.closeOutbound();
  }

  /** Says that what has come is no TLS, which the handler keeps to itself. */
  void sayUnexpected() {
    ChannelHandlerContext context = channel.pipeline().context(handler);
    if (context != null) {
      context.writeAndFlush(Unpooled.wrappedBuffer(UNEXPECTED_MESSAGE));
    }
  }

  /** Closes the socket without a word. */
  void cut() {
    ChannelHandlerContext context = channel.pipeline().context(handler);
    if (context != null) {
      context.close();
    } else {
      channel.close();
    }
  }
}
