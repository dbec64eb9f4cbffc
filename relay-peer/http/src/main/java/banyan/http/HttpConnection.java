package banyan.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
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

  /** More of them in one query are an attack on the table that holds them. */
  private static final int MAX_QUERY_PARAMETERS = 64;

  private final Routes routes;
  private final AllowedHosts hosts;
  private final HttpLimits limits;

  private Phase phase = Phase.AWAITING;
  private @Nullable Future<?> deadline;
  private @Nullable HttpRequest head;
  private ByteArrayOutputStream body = new ByteArrayOutputStream(0);
  private @Nullable BodyStream stream;
  /** Decoded from one read, and not looked at yet: at most {@link HttpServer#MAX_READ_BYTES} worth of it. */
  private final ArrayDeque<Object> waiting = new ArrayDeque<>();
  private boolean taking;

  HttpConnection(Routes routes, AllowedHosts hosts, HttpLimits limits) {
    this.routes = routes;
    this.hosts = hosts;
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
    try {
      answer(context, request).whenComplete((answer, failure) -> {
        Answer outcome = failure == null ? answer : failed(request, failure);
        if (context.executor().inEventLoop()) {
          send(context, outcome, keepAlive);
        } else {
          context.executor().execute(() -> send(context, outcome, keepAlive));
        }
      });
    } catch (RuntimeException e) {
      send(context, failed(request, e), keepAlive);
    }
  }

  private CompletionStage<Answer> answer(ChannelHandlerContext context, HttpRequest request) {
    String target = request.uri();
    String host = request.headers().get(HttpHeaderNames.HOST, "");
    if (target.regionMatches(true, 0, "http://", 0, 7)) {
      // The absolute form, which HTTP/1.1 servers must understand (RFC 9112, section 3.2.2).
      int slash = target.indexOf('/', 7);
      host = target.substring(7, slash < 0 ? target.length() : slash);
      target = slash < 0 ? "/" : target.substring(slash);
    }
    if (!hosts.allows(host)) {
      throw new HttpRefusal(403, "This server does not answer under the name '" + AllowedHosts.hostOf(host)
          + "'. Use its address or localhost.");
    }
    if (!target.startsWith("/")) {
      throw new HttpRefusal(400, "'" + target + "' is no path.");
    }
    QueryStringDecoder decoder =
        new QueryStringDecoder(target, StandardCharsets.UTF_8, true, MAX_QUERY_PARAMETERS, true);
    List<String> path;
    Request whole;
    String method = request.method().name();
    Optional<Routes.Match> match;
    try {
      path = Routes.segments(decoder.rawPath());
      match = routes.match(method, path);
      whole = new Request(
          method, decoder.rawPath(), match.map(Routes.Match::parameters).orElse(Map.of()),
          decoder.parameters(), request.headers(), body.toByteArray(),
          (InetSocketAddress) context.channel().remoteAddress());
    } catch (IllegalArgumentException e) {
      throw new HttpRefusal(400, "The path '" + target + "' has a broken percent escape.");
    }
    if (match.isPresent()) {
      return match.get().handler().handle(whole);
    }
    String allowed = routes.allowed(path);
    Answer answer = allowed.isEmpty()
        ? Answer.error(404, "There is nothing at " + decoder.rawPath() + ".")
        : Answer.error(405, method + " is not possible at " + decoder.rawPath() + "; " + allowed + " is.")
            .with("allow", allowed);
    return CompletableFuture.completedFuture(answer);
  }

  private static Answer failed(HttpRequest request, Throwable failure) {
    Throwable cause = failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause() : failure;
    if (cause instanceof HttpRefusal refusal) {
      return Answer.error(refusal.status(), refusal.sentence());
    }
    LOG.log(System.Logger.Level.ERROR, "answering " + request.method() + " " + request.uri() + " failed", cause);
    return Answer.error(500, "Something went wrong inside this server; its log says what.");
  }

  /** The first answer to a request counts: one that comes after its deadline finds the phase changed. */
  private void send(ChannelHandlerContext context, Answer answer, boolean keepAlive) {
    HttpRequest request = head;
    if (phase != Phase.ANSWERING || request == null || !context.channel().isActive()) {
      return;
    }
    head = null;
    boolean isHead = request.method().name().equals("HEAD");
    boolean isOld = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
    if (answer instanceof Answer.Whole whole) {
      sendWhole(context, whole, isHead, keepAlive, isOld);
    } else if (answer instanceof Answer.Streamed streamed) {
      sendStreamed(context, streamed, isHead, isOld);
    }
  }

  private void sendWhole(
      ChannelHandlerContext context, Answer.Whole answer, boolean isHead, boolean keepAlive, boolean isOld) {
    ByteBuf content = isHead ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(answer.body());
    HttpResponse response = new DefaultFullHttpResponse(
        HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()), content);
    writeHeaders(response, answer, answer.contentType());
    if (answer.status() != 204 && answer.status() != 304) {
      response.headers().set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
    }
    if (!keepAlive) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (isOld) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
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

  private void sendStreamed(ChannelHandlerContext context, Answer.Streamed answer, boolean isHead, boolean isOld) {
    HttpResponse response =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()));
    writeHeaders(response, answer, answer.contentType());
    response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    if (!isOld) {
      response.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    disarm();
    if (isHead) {
      context.write(response);
      context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT).addListener(ChannelFutureListener.CLOSE);
      return;
    }
    phase = Phase.STREAMING;
    dropWaiting();
    BodyStream out = new BodyStream(context);
    stream = out;
    context.writeAndFlush(response);
    // Reading on is how the end of the client is noticed.
    context.channel().config().setAutoRead(true);
    try {
      answer.body().start(out);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "starting a streamed answer failed", e);
      context.close();
    }
  }

  private static void writeHeaders(HttpResponse response, Answer answer, String contentType) {
    answer.headers().forEach((name, value) -> response.headers().set(name, value));
    response.headers().set("x-content-type-options", "nosniff");
    if (!contentType.isEmpty()) {
      response.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
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
