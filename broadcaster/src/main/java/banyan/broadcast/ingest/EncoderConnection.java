package banyan.broadcast.ingest;

import banyan.broadcast.media.SourceSink;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;

/**
 * What connections of encoders have in common, whatever they speak: bytes are read one buffer at a time, so that a
 * stream that comes too fast can be held back, and deadlines are looked at.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what is scheduled ends with the connection
public abstract class EncoderConnection extends ChannelInboundHandlerAdapter {
  private final SourceSink sink;
  private final long checkMicros;
  private long sinceMicros = nowMicros();
  private boolean paused;

  /**
   * @param sink hears of faults
   * @param checkMicros between two looks at the deadlines
   */
  protected EncoderConnection(SourceSink sink, long checkMicros) {
    this.sink = sink;
    this.checkMicros = checkMicros;
  }

  /** Ends the stream that this connection fed, if any, as one that broke off. */
  protected abstract void leave();

  /** @param waitedMicros since {@link #waitAnew}, the time in which the encoder was held back not counted */
  protected abstract void checkDeadline(ChannelHandlerContext ctx, long waitedMicros);

  /** What was waited for has come: all deadlines count from now. */
  protected final void waitAnew() {
    sinceMicros = nowMicros();
  }

  /** Reads nothing for so long. */
  protected final void pause(ChannelHandlerContext ctx, long micros) {
    if (paused) {
      return;
    }
    paused = true;
    ctx.executor().schedule(() -> {
      paused = false;
      waitAnew();
      ctx.read();
    }, micros, TimeUnit.MICROSECONDS);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    ctx.read();
    scheduleCheck(ctx);
  }

  @Override
  public final void channelReadComplete(ChannelHandlerContext ctx) {
    if (!paused) {
      ctx.read();
    }
  }

  @Override
  public final void channelInactive(ChannelHandlerContext ctx) {
    leave();
  }

  @Override
  public final void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    leave();
    IngestPort.tellFault(sink, cause);
    ctx.close();
  }

  private void scheduleCheck(ChannelHandlerContext ctx) {
    ctx.executor().schedule(() -> {
      if (ctx.channel().isActive()) {
        checkDeadline(ctx, paused ? 0 : nowMicros() - sinceMicros);
        scheduleCheck(ctx);
      }
    }, checkMicros, TimeUnit.MICROSECONDS);
  }

  protected static long nowMicros() {
    return System.nanoTime() / 1_000;
  }
}
