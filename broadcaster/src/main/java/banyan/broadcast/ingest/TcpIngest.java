package banyan.broadcast.ingest;

import banyan.broadcast.media.Source;
import banyan.broadcast.media.SourceSink;
import banyan.broadcast.media.WallClock;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A port that an encoder sends bare MPEG-TS to over TCP, as {@code ffmpeg -f mpegts tcp://host:port} does. One encoder
 * at a time, from its first byte until it closes; whoever else sends meanwhile is disconnected.
 */
public final class TcpIngest implements Source {
  /** An encoder that went without a word must not keep its successor out for long. */
  private static final long IDLE_MICROS = 10_000_000;
  private static final long CHECK_MICROS = 1_000_000;

  private final OptionalInt programme;
  private final SourceSink sink;
  private final WallClock wallClock;
  private final long idleMicros;
  private final IngestPort port;
  /** On the event loop alone. */
  private @Nullable Connection encoder;
  private boolean toldOfOthers;

  private TcpIngest(
      InetSocketAddress address, OptionalInt programme, SourceSink sink, WallClock wallClock, long idleMicros)
      throws IOException {
    this.programme = programme;
    this.sink = sink;
    this.wallClock = wallClock;
    this.idleMicros = idleMicros;
    this.port = IngestPort.listen("tcp", "", address, channel -> channel.pipeline().addLast(new Connection()));
  }

  /**
   * Listens at once.
   *
   * @param address its port may be 0: any free one
   * @param programme the number of the one to take; without it, the first with H.264
   * @throws IOException with a sentence for a person, if the port cannot be had
   */
  public static TcpIngest open(
      InetSocketAddress address, OptionalInt programme, SourceSink sink, WallClock wallClock) throws IOException {
    return open(address, programme, sink, wallClock, IDLE_MICROS);
  }

  static TcpIngest open(
      InetSocketAddress address, OptionalInt programme, SourceSink sink, WallClock wallClock, long idleMicros)
      throws IOException {
    return new TcpIngest(address, programme, sink, wallClock, idleMicros);
  }

  public int port() {
    return port.address().getPort();
  }

  @Override
  public String description() {
    return "MPEG-TS by TCP to port " + port();
  }

  @Override
  public Optional<String> encodersSendTo() {
    return Optional.of(port.localUrl());
  }

  @Override
  public void close() {
    port.close();
  }

  /** Whoever connects is an encoder once a byte has come, if no other one is. */
  @SuppressWarnings("FutureReturnValueIgnored") // of timers and of closing
  private final class Connection extends ChannelInboundHandlerAdapter {
    private @Nullable Session session;
    private long lastReadMicros = nowMicros();
    private boolean paused;

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      ctx.read();
      check(ctx);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      try {
        lastReadMicros = nowMicros();
        Session current = session != null ? session : begin(ctx);
        if (current == null) {
          ctx.close();
          return;
        }
        long pause = current.read(lastReadMicros, wallClock.unixMicros(), ((ByteBuf) message).nioBuffers());
        if (current.refusal().isPresent()) {
          ctx.close();
        } else if (pause > 0) {
          pause(ctx, pause);
        }
      } finally {
        ReferenceCountUtil.release(message);
      }
    }

    private @Nullable Session begin(ChannelHandlerContext ctx) {
      String name = IngestPort.nameOf(ctx.channel());
      if (encoder != null) {
        if (!toldOfOthers) {
          toldOfOthers = true;
          sink.warning("Another encoder, " + name + ", was turned away: one is sending already. Stop that first.");
        }
        return null;
      }
      encoder = this;
      toldOfOthers = false;
      session = new Session(programme, sink, name);
      return session;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      if (!paused) {
        ctx.read();
      }
    }

    private void pause(ChannelHandlerContext ctx, long micros) {
      paused = true;
      ctx.executor().schedule(() -> {
        paused = false;
        lastReadMicros = nowMicros();
        ctx.read();
      }, micros, TimeUnit.MICROSECONDS);
    }

    private void check(ChannelHandlerContext ctx) {
      ctx.executor().schedule(() -> {
        if (!ctx.channel().isActive()) {
          return;
        }
        if (!paused && nowMicros() - lastReadMicros > idleMicros) {
          leave(true);
          ctx.close();
        } else {
          check(ctx);
        }
      }, Math.min(CHECK_MICROS, idleMicros / 5), TimeUnit.MICROSECONDS);
    }

    /** Closed by the encoder: TCP does not tell whether in the middle of a picture, and an end as it should be. */
    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      leave(false);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      leave(true);
      IngestPort.tellFault(sink, cause);
      ctx.close();
    }

    private void leave(boolean brokenOff) {
      Session current = session;
      session = null;
      if (encoder == this) {
        encoder = null;
      }
      if (current == null) {
        return;
      }
      if (brokenOff || current.refusal().isPresent()) {
        current.abort();
      } else {
        current.end();
      }
    }
  }

  private static long nowMicros() {
    return System.nanoTime() / 1_000;
  }
}
