package banyan.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection: one request at a time, each phase with a deadline.
 *
 * <pre>
 * AWAITING   no request yet, or none since the last answer    head -> READING    deadline -> closed
 * READING    a head is here, its body is not                  end  -> ANSWERING  deadline -> DRAINING (408)
 * ANSWERING  a handler has the request; nothing is read       sent -> AWAITING, DRAINING, or STREAMING
 * STREAMING  a body without end; what comes in is dropped     end or stall -> closed
 * DRAINING   the last answer is sent; what comes in is dropped, so that no reset overtakes the answer -> closed
 * </pre>
 */
@SuppressWarnings("FutureReturnValueIgnored") // what a write or a close comes to is seen in channelInactive
final class HttpConnection extends ChannelInboundHandlerAdapter {
  private enum Phase {
    AWAITING,
    READING,
    ANSWERING,
    STREAMING,
    DRAINING
  }

  private static final System.Logger LOG = System.getLogger(HttpConnection.class.getName());

  /** Time for a client to read a last answer before its connection goes. */
  private static final Duration DRAIN = Duration.ofSeconds(1);

  private final Dispatcher dispatcher;
  private final HttpLimits limits;

  private Phase phase = Phase.AWAITING;
  private @Nullable Future<?> deadline;
  private @Nullable HttpRequest head;
  private ByteArrayOutputStream body = new ByteArrayOutputStream(0);
  private @Nullable BodyStream stream;
  /** Decoded from one read, and not looked at yet: at most {@link HttpServer#MAX_READ_BYTES} worth of it. */
  private final ArrayDeque<Object> waiting = new ArrayDeque<>();
  private boolean taking;

  HttpConnection(Dispatcher dispatcher, HttpLimits limits) {
    this.dispatcher = dispatcher;
    this.limits = limits;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    arm(context, limits.requestDeadline(), context::close);
    context.read();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (phase == Phase.STREAMING || phase == Phase.DRAINING) {
      ReferenceCountUtil.release(message);
    } else {
      waiting.add(message);
      takeWaiting(context);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    readMore(context);
  }

  /** Takes what was read, up to the end of one request: what follows it waits for the answer. */
  private void takeWaiting(ChannelHandlerContext context) {
    if (taking) {
      return;
    }
    taking = true;
    try {
      while ((phase == Phase.AWAITING || phase == Phase.READING) && !waiting.isEmpty()) {
        takeOne(context, waiting.remove());
      }
    } finally {
      taking = false;
    }
  }

  private void takeOne(ChannelHandlerContext context, Object message) {
    try {
      if (phase == Phase.AWAITING && message instanceof HttpRequest request) {
        begin(context, request);
      } else if (phase == Phase.READING && message instanceof HttpContent content) {
        take(context, content);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void readMore(ChannelHandlerContext context) {
    if ((phase == Phase.AWAITING || phase == Phase.READING) && waiting.isEmpty()) {
      context.read();
    }
  }

  private void dropWaiting() {
    while (!waiting.isEmpty()) {
      ReferenceCountUtil.release(waiting.remove());
    }
  }

  private void begin(ChannelHandlerContext context, HttpRequest request) {
    head = request;
    body = new ByteArrayOutputStream(0);
    if (request.decoderResult().isFailure()) {
      refuseAndClose(context, undecodable(request.decoderResult().cause()));
      return;
    }
    if (HttpUtil.getContentLength(request, -1L) > limits.maxBodyBytes()) {
      refuseAndClose(context, tooLarge());
      return;
    }
    phase = Phase.READING;
    arm(context, limits.requestDeadline(), () -> refuseAndClose(
        context, Answer.error(408, "The request did not arrive in time.")));
    if (HttpUtil.is100ContinueExpected(request)) {
      context.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
    }
  }

  private void take(ChannelHandlerContext context, HttpContent content) {
    if (content.decoderResult().isFailure()) {
      refuseAndClose(context, Answer.error(400, "The body of the request is malformed."));
      return;
    }
    ByteBuf bytes = content.content();
    if (body.size() + bytes.readableBytes() > limits.maxBodyBytes()) {
      refuseAndClose(context, tooLarge());
      return;
    }
    try {
      bytes.readBytes(body, bytes.readableBytes());
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    if (content instanceof LastHttpContent && head != null) {
      dispatch(context, head);
    }
  }

  private Answer undecodable(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return Answer.error(414, "The first line of the request is longer than " + limits.maxLineBytes() + " bytes.");
    }
    if (cause instanceof TooLongHttpHeaderException) {
      return Answer.error(431, "The headers of the request are longer than " + limits.maxHeaderBytes() + " bytes.");
    }
    return Answer.error(400, "This is no HTTP request.");
  }

  private Answer tooLarge() {
    return Answer.error(413, "The body of the request is longer than " + limits.maxBodyBytes() + " bytes.");
  }

  private void refuseAndClose(ChannelHandlerContext context, Answer refusal) {
    phase = Phase.ANSWERING;
    send(context, refusal, false);
  }

  private void dispatch(ChannelHandlerContext context, HttpRequest request) {
    phase = Phase.ANSWERING;
    boolean keepAlive = HttpUtil.isKeepAlive(request);
    arm(context, limits.answerDeadline(), () -> send(
        context, Answer.error(503, "The answer took too long. Try again in a moment."), false));
    InetSocketAddress remote = (InetSocketAddress) context.channel().remoteAddress();
    dispatcher.answer(request, body.toByteArray(), remote).thenAccept(answer -> {
      if (context.executor().inEventLoop()) {
        send(context, answer, keepAlive);
      } else {
        context.executor().execute(() -> send(context, answer, keepAlive));
      }
    });
  }

  /** The first answer to a request counts: one that comes after its deadline finds the phase changed. */
  private void send(ChannelHandlerContext context, Answer answer, boolean keepAlive) {
    HttpRequest request = head;
    if (phase != Phase.ANSWERING || request == null || !context.channel().isActive()) {
      return;
    }
    head = null;
    if (answer instanceof Answer.Whole whole) {
      sendWhole(context, ResponseHead.of(whole, request, keepAlive), keepAlive);
    } else if (answer instanceof Answer.Pieces pieces) {
      sendWhole(context, ResponseHead.of(pieces, request, keepAlive), keepAlive);
    } else if (answer instanceof Answer.Streamed streamed) {
      sendStreamed(context, streamed, request);
    }
  }

  private void sendWhole(ChannelHandlerContext context, HttpResponse response, boolean keepAlive) {
    arm(context, limits.answerDeadline(), context::close);
    context.writeAndFlush(response).addListener(sent -> {
      if (!sent.isSuccess()) {
        context.close();
      } else if (keepAlive) {
        phase = Phase.AWAITING;
        arm(context, limits.idleDeadline(), context::close);
        takeWaiting(context);
        readMore(context);
      } else {
        drain(context);
      }
    });
  }

  private void sendStreamed(ChannelHandlerContext context, Answer.Streamed answer, HttpRequest request) {
    // A client that has stopped reading gets not even a head, and then no water mark is ever reached.
    arm(context, limits.answerDeadline(), context::close);
    ChannelFuture begun = context.write(ResponseHead.of(answer, request));
    if (ResponseHead.isHead(request)) {
      context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT).addListener(ChannelFutureListener.CLOSE);
      return;
    }
    phase = Phase.STREAMING;
    dropWaiting();
    BodyStream out = new BodyStream(context);
    stream = out;
    context.flush();
    begun.addListener(sent -> {
      if (context.channel().isWritable()) {
        disarm();
      }
    });
    // Reading on is how the end of the client is noticed.
    context.channel().config().setAutoRead(true);
    try {
      answer.body().start(out);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "starting a streamed answer failed", e);
      context.close();
    }
  }

  private void drain(ChannelHandlerContext context) {
    phase = Phase.DRAINING;
    dropWaiting();
    if (context.channel() instanceof DuplexChannel duplex) {
      duplex.shutdownOutput();
    }
    arm(context, DRAIN, context::close);
    context.channel().config().setAutoRead(true);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    BodyStream out = stream;
    if (phase != Phase.STREAMING || out == null) {
      return;
    }
    if (context.channel().isWritable()) {
      disarm();
      out.fireWritable();
    } else {
      arm(context, limits.stallDeadline(), context::close);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    disarm();
    dropWaiting();
    head = null;
    BodyStream out = stream;
    if (out != null) {
      stream = null;
      out.fireClosed();
    }
    context.fireChannelInactive();
  }

  /** Resets and the like: the client is gone, and there is nobody to tell. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof IOException)) {
      LOG.log(System.Logger.Level.ERROR, "an HTTP connection failed", cause);
    }
    context.close();
  }

  private void arm(ChannelHandlerContext context, Duration after, Runnable action) {
    disarm();
    deadline = context.executor().schedule(action, after.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void disarm() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }
}
