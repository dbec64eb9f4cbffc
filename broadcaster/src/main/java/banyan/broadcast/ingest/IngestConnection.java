package banyan.broadcast.ingest;

import banyan.broadcast.media.WallClock;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the ingest port.
 *
 * <pre>
 *   WAITING    the request's head has not come    → STREAMING, ANSWERED
 *   STREAMING  its body feeds the channel         → ANSWERED
 *   ANSWERED   what still comes is thrown away until the other side has read the answer and closes
 * </pre>
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the connection, and that is noticed
final class IngestConnection extends EncoderConnection {
  private static final long MAX_DRAINED_BYTES = 16 * 1024 * 1024;
  /** Deadlines are looked at so many times before they pass. */
  private static final int CHECKS = 5;

  /** In the time that is waited for a body: what drips more slowly than any audio keeps no encoder out. */
  private static final int MIN_PACKETS = 16;

  private static final Pattern PLAIN_HOST = Pattern.compile("[A-Za-z0-9.:\\[\\]-]{1,128}");

  private enum State { WAITING, STREAMING, ANSWERED }

  private final HttpIngest ingest;
  private final WallClock wallClock;
  private final HttpIngest.Deadlines deadlines;
  private State state = State.WAITING;
  private @Nullable Session session;
  /** Those that had come when it last counted as coming. */
  private long packetsThen;
  private long drainedBytes;

  IngestConnection(HttpIngest ingest, WallClock wallClock, HttpIngest.Deadlines deadlines) {
    super(ingest.sink(), deadlines.drainMicros() / CHECKS);
    this.ingest = ingest;
    this.wallClock = wallClock;
    this.deadlines = deadlines;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      HttpObject http = (HttpObject) message;
      switch (state) {
        case WAITING -> request(ctx, http);
        case STREAMING -> body(ctx, http);
        case ANSWERED -> drained(ctx, http);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void request(ChannelHandlerContext ctx, HttpObject http) {
    if (http.decoderResult().isFailure() || !(http instanceof HttpRequest request)) {
      answer(ctx, HttpResponseStatus.BAD_REQUEST, "This is no HTTP request: " + howTo(ctx, ""), false);
      return;
    }
    HttpMethod method = request.method();
    String host = request.headers().get(HttpHeaderNames.HOST, "");
    if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)) {
      answer(ctx, HttpResponseStatus.OK, "This port takes a live stream in: " + howTo(ctx, host),
          method.equals(HttpMethod.HEAD));
    } else if (!method.equals(HttpMethod.POST) && !method.equals(HttpMethod.PUT)) {
      answer(ctx, HttpResponseStatus.METHOD_NOT_ALLOWED, "Only POST and PUT bring a stream: " + howTo(ctx, host),
          false);
    } else if (request.headers().contains(HttpHeaderNames.ORIGIN)) {
      answer(ctx, HttpResponseStatus.FORBIDDEN, "Web pages may not send a stream here, only encoders may.", false);
    } else if (!ingest.take(this)) {
      answer(ctx, HttpResponseStatus.CONFLICT,
          "Another encoder is sending already: stop it first, or wait a few seconds if it was lost.", false);
    } else {
      state = State.STREAMING;
      waitAnew();
      session = ingest.session(IngestPort.nameOf(ctx.channel()));
      if (HttpUtil.is100ContinueExpected(request)) {
        ctx.writeAndFlush(new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
      }
    }
  }

  private void body(ChannelHandlerContext ctx, HttpObject http) {
    Session current = session;
    if (current == null || !(http instanceof HttpContent content) || http.decoderResult().isFailure()) {
      leave();
      answer(ctx, HttpResponseStatus.BAD_REQUEST, "The stream's HTTP chunks are damaged; send it again.", false);
      return;
    }
    long now = nowMicros();
    long pauseMicros = current.read(now, wallClock.unixMicros(), content.content().nioBuffers());
    if (current.counts().packets() - packetsThen >= MIN_PACKETS) {
      packetsThen = current.counts().packets();
      waitAnew();
    }
    boolean ended = content instanceof LastHttpContent;
    if (ended && current.refusal().isEmpty()) {
      current.end();
      session = null;
    }
    if (current.refusal().isPresent()) {
      leave();
      answer(ctx, HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE, current.refusal().get(), false);
    } else if (ended) {
      leave();
      answer(ctx, HttpResponseStatus.OK, "Thank you: " + current.counts().bytes() + " bytes.", false);
    } else if (pauseMicros > 0) {
      pause(ctx, pauseMicros);
    }
  }

  private void drained(ChannelHandlerContext ctx, HttpObject http) {
    if (http instanceof HttpContent content) {
      drainedBytes += content.content().readableBytes();
      if (drainedBytes > MAX_DRAINED_BYTES) {
        ctx.close();
      }
    }
  }

  private void answer(ChannelHandlerContext ctx, HttpResponseStatus status, String sentence, boolean headOnly) {
    state = State.ANSWERED;
    waitAnew();
    byte[] text = (sentence + "\n").getBytes(StandardCharsets.UTF_8);
    DefaultFullHttpResponse response = new DefaultFullHttpResponse(
        HttpVersion.HTTP_1_1, status, headOnly ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(text));
    response.headers()
        .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
        .set(HttpHeaderNames.CONTENT_LENGTH, text.length)
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    if (status.equals(HttpResponseStatus.METHOD_NOT_ALLOWED)) {
      response.headers().set(HttpHeaderNames.ALLOW, "POST, PUT, GET, HEAD");
    }
    IngestPort.thenOnlyRead(ctx.writeAndFlush(response));
  }

  private String howTo(ChannelHandlerContext ctx, String host) {
    InetSocketAddress local = (InetSocketAddress) ctx.channel().localAddress();
    String where = PLAIN_HOST.matcher(host).matches() ? host : "localhost:" + local.getPort();
    return "send MPEG-TS with H.264 and AAC to it, e.g.\n\n"
        + "  ffmpeg -re -i FILE -c:v libx264 -g 60 -c:a aac -f mpegts -method POST http://" + where + "/\n\n"
        + "In OBS: Settings, Output, Recording, type \"Custom Output (FFmpeg)\", output to URL, container mpegts.";
  }

  @Override
  protected void leave() {
    Session current = session;
    session = null;
    ingest.release(this);
    if (current != null) {
      current.abort();
    }
  }

  @Override
  protected void checkDeadline(ChannelHandlerContext ctx, long waited) {
    switch (state) {
      case WAITING -> {
        if (waited > deadlines.headMicros()) {
          ctx.close();
        }
      }
      case STREAMING -> {
        if (waited > deadlines.idleMicros()) {
          leave();
          answer(ctx, HttpResponseStatus.REQUEST_TIMEOUT, "Nothing came for too long; send the stream again.",
              false);
        }
      }
      case ANSWERED -> {
        if (waited > deadlines.drainMicros()) {
          ctx.close();
        }
      }
    }
  }
}
