package banyan.broadcast.rtmp;

import banyan.broadcast.ingest.EncoderConnection;
import banyan.broadcast.ingest.IngestPort;
import banyan.broadcast.ingest.PacedSink;
import banyan.broadcast.media.WallClock;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the RTMP port: reads, answers, and keeps its deadlines.
 *
 * <pre>
 *   GREETING  the handshake              → TALKING, REFUSED
 *   TALKING   messages; perhaps a stream → REFUSED
 *   REFUSED   what still comes is thrown away until the other side has read why and closes
 * </pre>
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the connection, and that is noticed
final class RtmpConnection extends EncoderConnection implements PublishSession.Host {
  private static final long MAX_DRAINED_BYTES = 16 * 1024 * 1024;
  /** Deadlines are looked at so many times before they pass. */
  private static final int CHECKS = 5;
  /** After which to acknowledge, until the encoder says otherwise. */
  private static final int FIRST_WINDOW_BYTES = 2_500_000;
  /** Each acknowledgement takes 16 bytes: they must not outweigh what they acknowledge. */
  private static final int MIN_WINDOW_BYTES = 16 * 1024;

  private enum State { GREETING, TALKING, REFUSED }

  private final RtmpIngest ingest;
  private final WallClock wallClock;
  private final RtmpIngest.Deadlines deadlines;
  private final Handshake handshake = new Handshake(new Random());
  private final ChunkReader chunks = new ChunkReader(this::message);
  private final PublishSession session;

  private State state = State.GREETING;
  private @Nullable ChannelHandlerContext context;
  private String name = "";
  /** While it publishes. */
  private @Nullable PacedSink paced;
  private @Nullable PublishedStream stream;

  private long receivedBytes;
  private long acknowledgedBytes;
  private int windowBytes = FIRST_WINDOW_BYTES;
  /** Those that had come when it last counted as coming. */
  private long unitsThen;
  private long drainedBytes;

  RtmpConnection(RtmpIngest ingest, WallClock wallClock, RtmpIngest.Deadlines deadlines) {
    super(ingest.sink(), deadlines.drainMicros() / CHECKS);
    this.ingest = ingest;
    this.wallClock = wallClock;
    this.deadlines = deadlines;
    this.session = new PublishSession(ingest.access(), this);
  }

  String name() {
    return name;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    context = ctx;
    name = IngestPort.nameOf(ctx.channel());
    super.channelActive(ctx);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      ByteBuf bytes = (ByteBuf) message;
      receivedBytes += bytes.readableBytes();
      for (ByteBuffer part : bytes.nioBuffers()) {
        read(ctx, part);
      }
      acknowledge();
    } catch (RtmpException e) {
      broken(e.what());
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void read(ChannelHandlerContext ctx, ByteBuffer part) throws RtmpException {
    if (state == State.GREETING) {
      handshake.read(part).ifPresent(this::send);
      if (handshake.isDone()) {
        state = State.TALKING;
      }
    }
    if (state == State.TALKING) {
      PacedSink before = paced;
      if (before != null) {
        before.begin(nowMicros());
      }
      chunks.read(part, wallClock.unixMicros());
      afterMedia(ctx);
    } else if (state == State.REFUSED) {
      drainedBytes += part.remaining();
      if (drainedBytes > MAX_DRAINED_BYTES) {
        ctx.close();
      }
    }
  }

  private void afterMedia(ChannelHandlerContext ctx) {
    PacedSink sink = paced;
    PublishedStream current = stream;
    if (sink == null || current == null) {
      return;
    }
    if (current.units() > unitsThen) {
      unitsThen = current.units();
      waitAnew();
    }
    if (sink.refusal().isPresent()) {
      leave();
      reject(sink.refusal().get());
      return;
    }
    long pauseMicros = sink.pauseMicros();
    if (pauseMicros > 0) {
      pause(ctx, pauseMicros);
    }
  }

  private void message(RtmpMessage message) throws RtmpException {
    PublishedStream current = stream;
    switch (message.type()) {
      case RtmpMessage.AUDIO, RtmpMessage.VIDEO, RtmpMessage.DATA, RtmpMessage.DATA_AMF3, RtmpMessage.AGGREGATE -> {
        if (current != null) {
          current.message(message);
        }
      }
      case RtmpMessage.WINDOW_ACKNOWLEDGEMENT_SIZE -> {
        if (message.payload().remaining() >= Integer.BYTES) {
          windowBytes = Math.max(MIN_WINDOW_BYTES, message.payload().duplicate().getInt());
        }
      }
      default -> session.message(message);
    }
  }

  private void acknowledge() {
    if (state == State.TALKING && receivedBytes - acknowledgedBytes >= windowBytes) {
      acknowledgedBytes = receivedBytes;
      send(ChunkWriter.control(RtmpMessage.ACKNOWLEDGEMENT, (int) receivedBytes));
    }
  }

  private void broken(String what) {
    if (state == State.REFUSED) {
      return;
    }
    if (stream != null) {
      leave();
      ingest.sink().warning("The encoder's connection was closed, because " + what + " came on it: that is no RTMP. It "
          + "may connect again.");
      reject("What you sent is no RTMP: " + what + ".");
    } else {
      ingest.tell(Refusal.NO_RTMP, name, "It sends " + what + ", but this port takes RTMP, as OBS and ffmpeg -f flv "
          + "send it.");
      close();
    }
  }

  @Override
  public void send(byte[] bytes) {
    ChannelHandlerContext ctx = Objects.requireNonNull(context);
    if (ctx.channel().isWritable()) {
      ctx.writeAndFlush(Unpooled.wrappedBuffer(bytes));
    } else {
      // It asks and asks, and reads no answer: those must not pile up here.
      ctx.close();
    }
  }

  @Override
  public Optional<String> publish() {
    Optional<String> refusal = ingest.take(this);
    if (refusal.isEmpty()) {
      PacedSink sink = new PacedSink(ingest.sink(), PacedSink.HELD_BACK);
      sink.begin(nowMicros());
      paced = sink;
      stream = new PublishedStream(sink);
      unitsThen = 0;
      waitAnew();
      chunks.takesMedia(true);
      sink.encoderConnected(name);
    }
    return refusal;
  }

  @Override
  public void unpublish() {
    leave();
    waitAnew();
  }

  @Override
  public void refused(Refusal why, String sentence) {
    ingest.tell(why, name, sentence);
    close();
  }

  /** Tells the encoder that its stream does not go on, and closes. */
  void reject(String sentence) {
    session.reject(sentence);
    close();
  }

  @Override
  protected void leave() {
    PacedSink sink = paced;
    paced = null;
    stream = null;
    chunks.takesMedia(false);
    ingest.release(this);
    if (sink != null) {
      sink.encoderGone();
    }
  }

  /** Closes once what was said is sent, and read. */
  private void close() {
    state = State.REFUSED;
    waitAnew();
    ChannelHandlerContext ctx = Objects.requireNonNull(context);
    IngestPort.thenOnlyRead(ctx.writeAndFlush(Unpooled.EMPTY_BUFFER));
  }

  @Override
  protected void checkDeadline(ChannelHandlerContext ctx, long waited) {
    if (state == State.REFUSED) {
      if (waited > deadlines.drainMicros()) {
        ctx.close();
      }
    } else if (stream == null) {
      if (waited > deadlines.publishMicros()) {
        ctx.close();
      }
    } else if (waited > deadlines.idleMicros()) {
      leave();
      reject("Nothing came for too long; send the stream again.");
    }
  }
}
