package banyan.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * The open end of a streamed answer. All of it belongs to one event loop: call nothing here from another thread but
 * {@link #eventLoop} and {@link #channel}.
 *
 * <p>What is written while {@link #isWritable} is false piles up in memory: wait for {@link #onWritable}, and drop what
 * has grown old meanwhile. A client that reads nothing for {@link HttpLimits#stallDeadline} is disconnected.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed last write closes the connection
public final class BodyStream {
  private final ChannelHandlerContext context;
  private Runnable writable = () -> {};
  private Runnable closed = () -> {};
  private boolean ended;

  BodyStream(ChannelHandlerContext context) {
    this.context = context;
  }

  /** For water marks and socket options. */
  public Channel channel() {
    return context.channel();
  }

  public EventLoop eventLoop() {
    return context.channel().eventLoop();
  }

  public boolean isWritable() {
    return context.channel().isWritable();
  }

  public boolean isOpen() {
    return !ended && context.channel().isActive();
  }

  /**
   * Writes without flushing.
   *
   * @param bytes owned by the stream from now on, released whatever happens
   */
  public ChannelFuture write(ByteBuf bytes) {
    if (ended || !bytes.isReadable()) {
      // An empty piece would be a chunk of length 0, which ends a chunked body.
      bytes.release();
      return ended ? context.newFailedFuture(new IllegalStateException("the stream has ended"))
          : context.newSucceededFuture();
    }
    return context.write(new DefaultHttpContent(bytes));
  }

  public void flush() {
    context.flush();
  }

  /** Ends the body in good order and closes the connection. */
  public void end() {
    if (!ended) {
      ended = true;
      context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT)
          .addListener(ChannelFutureListener.CLOSE);
    }
  }

  /** Runs each time the client has made room again. */
  public void onWritable(Runnable action) {
    writable = action;
  }

  /** Runs once, when the connection is gone, whoever closed it; at once if it is gone already. */
  public void onClosed(Runnable action) {
    closed = action;
    if (!context.channel().isActive()) {
      fireClosed();
    }
  }

  void fireWritable() {
    writable.run();
  }

  void fireClosed() {
    Runnable action = closed;
    closed = () -> {};
    writable = () -> {};
    ended = true;
    action.run();
  }
}
