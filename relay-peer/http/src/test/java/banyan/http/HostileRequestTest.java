package banyan.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever is sent to a server, the answer is none, a success, or the sender's fault; and the log stays silent. */
class HostileRequestTest {
  private static final String HOST = "Host: localhost\r\n";
  private static final String SMUGGLED = "GET /hello/smuggled HTTP/1.1\r\n" + HOST + "\r\n";

  @SuppressWarnings("NullAway.Init")
  private static HttpServer server;
  private static final QuietLog LOG = new QuietLog();

  @BeforeContainer
  static void start() throws IOException {
    Routes routes = new Routes()
        .get("/hello/{name}", request -> Answer.text(200, "text/plain", "hello " + request.parameter("name")))
        .on("POST", "/echo", Handler.of(request -> Answer.of(200, "application/octet-stream", request.body())));
    server = HttpServer.start(HttpConfig.on("127.0.0.1", 0), routes);
    LOG.open();
  }

  @AfterContainer
  static void stop() {
    server.close();
    LOG.close();
  }

  @AfterTry
  void logIsSilent() {
    LOG.assertSilent();
  }

  @Property
  void whateverComesTheServerIsNotAtFault(@ForAll("pieces") List<String> pieces) throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      try {
        for (String piece : pieces) {
          client.send(piece);
        }
        client.endOutput();
      } catch (IOException e) {
        // Refused already, and closed.
      }
      String answers = client.readUntilClosed();
      assertTrue(answers.isEmpty() || answers.startsWith("HTTP/1.1 "), answers);
      assertFalse(answers.contains("HTTP/1.1 5"), answers);
    }
  }

  @Property(tries = 100)
  void howeverRequestsAreSplitTheSameAnswersCome(
      @ForAll("requests") List<String> requests, @ForAll("sizes") List<Integer> sizes) throws IOException {
    String all = String.join("", requests) + "GET /hello/last HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n";
    String whole = answers(all, List.of(all.length()));
    assertTrue(whole.endsWith("hello last"), whole);
    assertEquals(requests.size() + 1, whole.split("HTTP/1.1 200 ", -1).length - 1, whole);
    assertEquals(whole, answers(all, sizes));
  }

  private static String answers(String text, List<Integer> sizes) throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      int turn = 0;
      for (int at = 0; at < text.length(); turn++) {
        int end = Math.min(text.length(), at + sizes.get(turn % sizes.size()));
        client.send(text.substring(at, end));
        at = end;
      }
      return client.readUntilClosed();
    }
  }

  /** Two programs that disagree on where a body ends can be made to see different requests (RFC 9112, section 11.2). */
  @Property(tries = 300)
  void whereABodyEndsIsNeverAMatterOfOpinion(@ForAll("framings") String framing) throws IOException {
    String answers = answers(
        "POST /echo HTTP/1.1\r\n" + HOST + framing + "\r\n0\r\n\r\n" + SMUGGLED, List.of(10_000));
    assertTrue(answers.startsWith("HTTP/1.1 400 "), framing + " gave " + answers);
    assertEquals(1, answers.split("HTTP/1.1 ", -1).length - 1, framing + " gave " + answers);
  }

  @Provide
  Arbitrary<String> framings() {
    return Arbitraries.of(
        "Content-Length: 5\r\nContent-Length: 6\r\n", "Content-Length: 5, 6\r\n", "Content-Length: +5\r\n",
        "Content-Length: -1\r\n", "Content-Length: 0x5\r\n", "Content-Length: five\r\n", "Content-Length: 5 5\r\n",
        "Transfer-Encoding: chunked, identity\r\n", "Transfer-Encoding: identity, chunked, gzip\r\n",
        "Transfer-Encoding : chunked\r\n", "Transfer-Encoding\r\n: chunked\r\n", "Transfer-Encoding: chunked\n\r\n",
        "Content-Length : 5\r\n", "Content-Length: 99999999999999999999\r\n");
  }

  /** With both, chunks count and the connection ends: what follows is nobody's request. */
  @Example
  void aLengthBesidesChunksEndsTheConnection() throws IOException {
    String answers = answers(
        "POST /echo HTTP/1.1\r\n" + HOST + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
            + SMUGGLED,
        List.of(10_000));
    assertFalse(answers.contains("smuggled"), answers);
  }

  @Property(tries = 200)
  void brokenChunksEndTheConnection(@ForAll("brokenChunks") String body) throws IOException {
    String answers = answers(
        "POST /echo HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n" + body + "\r\n" + SMUGGLED,
        List.of(10_000));
    assertTrue(answers.startsWith("HTTP/1.1 4"), body + " gave " + answers);
    assertFalse(answers.contains("smuggled"), answers);
  }

  @Provide
  Arbitrary<String> brokenChunks() {
    return Arbitraries.of(
        "-1\r\nx\r\n", "+1\r\nx\r\n", "0x1\r\nx\r\n", "ffffffff\r\nx\r\n", "fffffffffffffffff\r\nx\r\n", "\r\n\r\n",
        "zz\r\n", "1\r\nxy\r\n", "1\nx\n0\n\n", "1;a=\nb\r\nx\r\n", "1\r\nx0\r\n\r\n", " \r\n");
  }

  @Property(tries = 100)
  void manyHeadersAreRefused(@ForAll @IntRange(min = 0, max = 3_000) int count) throws IOException {
    String headers = String.join("", IntStream.range(0, count).mapToObj(i -> "x: " + i + "\r\n").toList());
    String answers = answers(
        "GET /hello/x HTTP/1.1\r\n" + HOST + "Connection: close\r\n" + headers + "\r\n", List.of(1_000));
    boolean fits = headers.length() + HOST.length() + 40 < HttpLimits.DEFAULT.maxHeaderBytes();
    assertTrue(answers.startsWith("HTTP/1.1 200 ") || (!fits && answers.startsWith("HTTP/1.1 431 ")), answers);
  }

  @Property
  void onlyTheNamesOfThisMachineAreAnswered(@ForAll("hosts") String host) throws IOException {
    String answers = answers("GET /hello/x HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n", List.of(10_000));
    boolean own = host.matches("(?i)host: *(localhost|127\\.0\\.0\\.1|\\[::1])(:[^:]*)? *\r\n");
    assertEquals(own, answers.startsWith("HTTP/1.1 200 "), host + " gave " + answers);
    assertTrue(own || answers.startsWith("HTTP/1.1 40"), answers);
  }

  @Provide
  Arbitrary<String> hosts() {
    Arbitrary<String> name = Arbitraries.of(
        "localhost", "LOCALHOST", "127.0.0.1", "[::1]", "evil.example", "localhost.evil.example", "127.0.0.1.evil",
        "127.1", "2130706433", "[::ffff:127.0.0.1]", "", "localhost.", "a@localhost", "[::1", "0.0.0.0");
    Arbitrary<String> line = Combinators.combine(name, Arbitraries.of("", ":80", ":x")).as((n, p) ->
        "Host: " + n + p + "\r\n");
    return line.list().ofMaxSize(2).map(lines -> String.join("", lines));
  }

  @Provide
  Arbitrary<List<String>> requests() {
    Arbitrary<String> get = Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(40)
        .map(name -> "GET /hello/" + name + " HTTP/1.1\r\n" + HOST + "\r\n");
    Arbitrary<String> post = Arbitraries.strings().alpha().ofMaxLength(900)
        .map(body -> "POST /echo HTTP/1.1\r\n" + HOST + "Content-Length: " + body.length() + "\r\n\r\n" + body);
    Arbitrary<String> chunked = Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(300).list().ofMaxSize(4)
        .map(parts -> "POST /echo HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n"
            + String.join("", parts.stream().map(p -> Integer.toHexString(p.length()) + "\r\n" + p + "\r\n").toList())
            + "0\r\n\r\n");
    return Arbitraries.oneOf(get, post, chunked).list().ofMaxSize(6);
  }

  @Provide
  Arbitrary<List<Integer>> sizes() {
    return Arbitraries.oneOf(Arbitraries.integers().between(1, 9), Arbitraries.integers().between(1, 2_000))
        .list().ofMinSize(1).ofMaxSize(5);
  }

  /** Pieces of requests, put together as chance will. */
  @Provide
  Arbitrary<List<String>> pieces() {
    Arbitrary<String> known = Arbitraries.of(Stream.of(
        "GET ", "POST ", "HEAD ", "OPTIONS * ", "CONNECT a:1 ", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "/hello/x", "/echo",
        "/%zz", "/hello/%00", "//", "http://localhost/hello/x", "?a=%", "?" + "a&".repeat(100), " HTTP/1.1\r\n",
        " HTTP/1.0\r\n", " HTTP/9.9\r\n", "\r\n", "\n", "\r", HOST, "Content-Length: 3\r\n", "Content-Length: -3\r\n",
        "Transfer-Encoding: chunked\r\n", "Expect: 100-continue\r\n", "Connection: close\r\n",
        "Connection: upgrade\r\n", "Upgrade: websocket\r\n", "3\r\nabc\r\n", "0\r\n\r\n", "abc", ":", " ", "\0",
        "a".repeat(5_000),
        "GET /hello/x HTTP/1.1\r\n" + HOST + "\r\n", "POST /echo HTTP/1.1\r\n" + HOST + "Content-Length: 3\r\n\r\nabc")
        .toList());
    Arbitrary<String> any = Arbitraries.bytes().array(byte[].class).ofMaxSize(60)
        .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1));
    return Arbitraries.frequencyOf(Tuple.of(6, known), Tuple.of(1, any)).list().ofMaxSize(14);
  }
}
