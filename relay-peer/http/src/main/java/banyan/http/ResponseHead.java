package banyan.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.ByteBuffer;

/** Answers as what Netty writes. */
final class ResponseHead {
  private ResponseHead() {}

  static boolean isHead(HttpRequest request) {
    return request.method().name().equals("HEAD");
  }

  /** Head and body. */
  static HttpResponse of(Answer.Whole answer, HttpRequest request, boolean keepAlive) {
    return of(answer, answer.contentType(), Unpooled.wrappedBuffer(answer.body()), request, keepAlive);
  }

  /** Head and body. */
  static HttpResponse of(Answer.Pieces answer, HttpRequest request, boolean keepAlive) {
    // Told of fewer parts than there are, it would copy them into one.
    int parts = Math.max(1, answer.body().size());
    ByteBuf body = Unpooled.wrappedBuffer(parts, answer.body().toArray(ByteBuffer[]::new));
    return of(answer, answer.contentType(), body, request, keepAlive);
  }

  private static HttpResponse of(
      Answer answer, String contentType, ByteBuf body, HttpRequest request, boolean keepAlive) {
    int length = body.readableBytes();
    ByteBuf content = body;
    if (isHead(request)) {
      body.release();
      content = Unpooled.EMPTY_BUFFER;
    }
    HttpResponse response = new DefaultFullHttpResponse(
        HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()), content);
    headers(response, answer, contentType);
    if (answer.status() != 204 && answer.status() != 304) {
      response.headers().set(HttpHeaderNames.CONTENT_LENGTH, length);
    }
    if (!keepAlive) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (isOld(request)) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
    return response;
  }

  /** The head alone. */
  static HttpResponse of(Answer.Streamed answer, HttpRequest request) {
    HttpResponse response =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()));
    headers(response, answer, answer.contentType());
    response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    if (!isOld(request)) {
      response.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    return response;
  }

  private static boolean isOld(HttpRequest request) {
    return request.protocolVersion().equals(HttpVersion.HTTP_1_0);
  }

  private static void headers(HttpResponse response, Answer answer, String contentType) {
    answer.headers().forEach((name, value) -> response.headers().set(name, value));
    response.headers().set("x-content-type-options", "nosniff");
    if (!contentType.isEmpty()) {
      response.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
    }
  }
}
