package banyan.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.directory.CandidatesWanted;
import banyan.directory.DirectoryJson;
import banyan.directory.PeerRegistration;
import banyan.directory.PeerState;
import banyan.testing.HostileJson;
import banyan.protocol.PeerId;
import banyan.protocol.Signer;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever an index is asked, it answers, or says with a sentence what is wrong; and its log stays silent. */
class HostileAskerTest {
  private static final Signer PEER = Ed25519.newSigner();
  private static final TestChannel CHANNEL = new TestChannel();
  private static final String CHANNEL_PATH = "/v1/channels/" + CHANNEL.id();
  private static final String PEER_PATH = CHANNEL_PATH + "/peers/" + PeerId.of(PEER.publicKey());
  private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final Queue<String> LOGGED = new ConcurrentLinkedQueue<>();
  private static final Handler LISTENER = new Handler() {
    @Override
    public void publish(LogRecord entry) {
      if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
        LOGGED.add(entry.getLoggerName() + ": " + entry.getMessage() + " " + entry.getThrown());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  };

  /** A method, a path, and a body that would be right there. */
  private record Door(String method, String path, Object body) {}

  private static final List<Door> DOORS = List.of(
      new Door("PUT", CHANNEL_PATH, CHANNEL.signed(1_000, 1, "A title")),
      new Door("POST", CHANNEL_PATH + "/peers", PeerRegistration.of(PEER.publicKey(), 7170, PeerState.NEW)),
      new Door("PUT", PEER_PATH, PeerState.NEW),
      new Door("POST", PEER_PATH + "/candidates",
          new CandidatesWanted(3, List.of(PeerId.of(PEER.publicKey())))));

  @SuppressWarnings("NullAway.Init")
  private static ChannelIndex index;

  @BeforeContainer
  static void start() throws IOException {
    index = ChannelIndex.start(IndexConfig.on("127.0.0.1", 0));
    Logger.getLogger("").addHandler(LISTENER);
  }

  @AfterContainer
  static void stop() {
    Logger.getLogger("").removeHandler(LISTENER);
    index.close();
  }

  private static void judge(String method, String path, String body) throws Exception {
    HttpResponse<String> answer = CLIENT.send(HttpRequest.newBuilder(URI.create(index.localUrl() + path))
        .method(method, HttpRequest.BodyPublishers.ofString(body))
        .header("content-type", "application/json")
        .header("authorization", "Bearer x")
        .timeout(Duration.ofSeconds(20))
        .build(), HttpResponse.BodyHandlers.ofString());
    assertEquals(List.of(), List.copyOf(LOGGED));
    int status = answer.statusCode();
    assertTrue(status < 300 || (status >= 400 && status < 500), status + " " + answer.body());
    if (status >= 400) {
      assertTrue(answer.body().startsWith("{\"error\":\"") && answer.body().length() > 20, answer.body());
      assertTrue(!answer.body().contains("xception") && !answer.body().contains("banyan."), answer.body());
    }
  }

  @Property(tries = 600)
  void anyBodyIsTakenOrRefusedWithASentence(@ForAll("asked") Asked asked) throws Exception {
    judge(asked.method(), asked.path(), asked.body());
  }

  @Property(tries = 300)
  void anySearchIsAnswered(@ForAll("texts") String query, @ForAll("texts") String limit, @ForAll("texts") String cursor)
      throws Exception {
    judge("GET", "/v1/channels?query=" + encoded(query) + "&limit=" + encoded(limit) + "&cursor=" + encoded(cursor),
        "");
  }

  @Property(tries = 300)
  void anyPathIsAnswered(@ForAll("methods") String method, @ForAll("texts") String one, @ForAll("texts") String two)
      throws Exception {
    judge(method, "/v1/channels/" + encoded(one) + "/peers/" + encoded(two), "{}");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private record Asked(String method, String path, String body) {}

  @Provide
  Arbitrary<Asked> asked() {
    return Arbitraries.of(DOORS).flatMap(door ->
        HostileJson.near(new String(DirectoryJson.write(door.body()), StandardCharsets.UTF_8))
            .map(body -> new Asked(door.method(), door.path(), body)));
  }

  @Provide
  Arbitrary<String> methods() {
    return Arbitraries.of("GET", "PUT", "POST", "DELETE", "PATCH");
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> odd = Arbitraries.of(
        "", "0", "-1", "10", "2147483648", "1e9", " ", "\0", "../..", "%", "a".repeat(1_000), "\ud83c\udf33", "\u202e",
        CHANNEL.id().toString(), PeerId.of(PEER.publicKey()).toString());
    Arbitrary<String> any = Arbitraries.strings().ofMaxLength(30).filter(HostileAskerTest::isText);
    return Combinators.combine(odd, any, Arbitraries.integers().between(0, 2))
        .as((a, b, which) -> which == 0 ? a : which == 1 ? b : a + b);
  }

  /** Half a surrogate pair cannot be sent. */
  private static boolean isText(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }
}
