package banyan.http;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a handler answers: all of it at once, pieces of known length, or a body without a known end. */
public sealed interface Answer {
  /** HTTP's status code. */
  int status();

  /** All but Content-Type, Content-Length, Transfer-Encoding and Connection, which the server writes. */
  Map<String, String> headers();

  /** The same answer with one more header. */
  Answer with(String name, String value);

  /** Any web page may read this answer: for media, never for anything that changes state. */
  default Answer readableByAnyPage() {
    return with("access-control-allow-origin", "*");
  }

  /**
   * An answer that is complete.
   *
   * @param contentType empty if there is no body
   * @param body not to be changed from now on
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares answers
  record Whole(int status, String contentType, byte[] body, Map<String, String> headers) implements Answer {
    public Whole {
      headers = Map.copyOf(headers);
    }

    @Override
    public Whole with(String name, String value) {
      return new Whole(status, contentType, body, plus(headers, name, value));
    }
  }

  /**
   * An answer that is complete and large: its body is sent from where it lies, without a copy.
   *
   * @param body one behind another, from position to limit; their bytes not to be changed from now on
   */
  record Pieces(int status, String contentType, List<ByteBuffer> body, Map<String, String> headers) implements Answer {
    public Pieces {
      body = List.copyOf(body);
      headers = Map.copyOf(headers);
    }

    @Override
    public Pieces with(String name, String value) {
      return new Pieces(status, contentType, body, plus(headers, name, value));
    }
  }

  /**
   * An answer whose body is written bit by bit; the connection ends with it.
   *
   * @param body started once the head is on its way; not for a HEAD request
   */
  record Streamed(int status, String contentType, Map<String, String> headers, StreamBody body) implements Answer {
    public Streamed {
      headers = Map.copyOf(headers);
    }

    @Override
    public Streamed with(String name, String value) {
      return new Streamed(status, contentType, plus(headers, name, value), body);
    }
  }

  static Whole of(int status, String contentType, byte[] body) {
    return new Whole(status, contentType, body, Map.of());
  }

  static Pieces pieces(int status, String contentType, List<ByteBuffer> body) {
    return new Pieces(status, contentType, body, Map.of());
  }

  static Whole text(int status, String contentType, String body) {
    return of(status, contentType + "; charset=utf-8", body.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * A JSON document.
   *
   * @param json UTF-8
   */
  static Whole json(int status, byte[] json) {
    return of(status, "application/json", json);
  }

  static Whole empty(int status) {
    return of(status, "", new byte[0]);
  }

  /** {@code {"error": "<sentence>"}} */
  static Whole error(int status, String sentence) {
    String quoted = new String(JsonStringEncoder.getInstance().quoteAsString(sentence));
    return json(status, ("{\"error\":\"" + quoted + "\"}").getBytes(StandardCharsets.UTF_8));
  }

  static Streamed stream(String contentType, StreamBody body) {
    return new Streamed(200, contentType, Map.of(), body);
  }

  private static Map<String, String> plus(Map<String, String> headers, String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return more;
  }
}
