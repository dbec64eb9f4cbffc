package banyan.broadcast.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.http.Answer;
import banyan.http.HttpConfig;
import banyan.http.HttpServer;
import banyan.http.Routes;
import banyan.program.Failure;
import banyan.protocol.About;
import banyan.protocol.ChannelId;
import banyan.protocol.Detail;
import banyan.relay.crypto.ChannelKey;
import banyan.relay.crypto.ControlFile;
import banyan.relay.crypto.Ed25519Key;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real listener, its owner, and others who would like to be. */
class ChannelControlTest {
  private static final int DEADLINE_MILLIS = 10_000;

  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final ChannelId channel = ChannelId.of(Ed25519Key.generate().publicKey());
  private final Announcement announcement = new Announcement(
      Ed25519Key.generate().publicKey(), 1, 100, Optional.empty(), About.titled("Night train"),
      new Announcement.Stream("", "", 1));
  private final ChannelControl control = new ChannelControl();
  private final HttpServer server;
  private final String host;
  private final Path keyFile;

  ChannelControlTest(@TempDir Path home) throws IOException {
    Routes routes = new Routes();
    control.addTo(routes);
    server = HttpServer.start(HttpConfig.on("127.0.0.1", 0), routes);
    host = "127.0.0.1:" + server.port();
    keyFile = home.resolve("channel.key");
  }

  @BeforeEach
  void goOnAir() {
    announcement.goesOnAir(fields -> { }, clock);
    control.serve(channel, announcement);
  }

  @AfterEach
  void stop() {
    server.close();
    clock.shutdownNow();
  }

  private ControlFile.Door door() {
    return new ControlFile.Door("http://" + host, control.token());
  }

  /** Whatever a client may send, which Java's own would not. */
  private String ask(String method, String body, String... headers) throws IOException {
    String request = method + " " + ChannelControl.PATH + " HTTP/1.1\r\nconnection: close\r\ncontent-length: "
        + body.getBytes(StandardCharsets.UTF_8).length + "\r\n" + String.join("\r\n", headers) + "\r\n\r\n" + body;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(DEADLINE_MILLIS);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String asOwner(String body) throws IOException {
    return ask("PATCH", body, "host: " + host, "content-type: application/json", bearer(control.token()));
  }

  private static String bearer(String token) {
    return "authorization: Bearer " + token;
  }

  private static void assertAnswer(int status, String says, String answer) {
    assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
    assertTrue(answer.contains(says), answer);
  }

  @Test
  void whatIsNamedChangesAndTheRestStays() throws Exception {
    assertAnswer(200, "\"title\":\"Night train\"", ask("GET", "", "host: " + host, bearer(control.token())));
    assertAnswer(200, "\"genre\":\"Jazz\"", asOwner("{\"nowPlaying\":\"So What\",\"genre\":\"Jazz\"}"));
    assertAnswer(200, "\"channel\":\"" + channel + "\"", asOwner("{\"genre\":null,\"contact\":\" \"}"));
    assertEquals(About.titled("Night train").with(Detail.NOW_PLAYING, "So What"), announcement.about());
  }

  @Test
  void whoHasNotTheTokenIsRefused() throws Exception {
    String json = "content-type: application/json";
    String body = "{\"title\":\"Mine\"}";
    String other = ControlFile.Door.newToken();
    assertAnswer(401, "www-authenticate: Bearer", ask("PATCH", body, "host: " + host, json));
    assertAnswer(401, "is missing", ask("GET", "", "host: " + host));
    assertAnswer(401, "is missing", ask("PATCH", body, "host: " + host, json, "authorization: Basic " + other));
    for (String token : new String[] {other, "x", control.token() + "0", control.token().substring(1)}) {
      assertAnswer(403, "not this broadcaster's token", ask("PATCH", body, "host: " + host, json, bearer(token)));
    }
    assertEquals(About.titled("Night train"), announcement.about());
  }

  @Test
  void pagesOfOtherSitesAreRefusedEvenWithTheToken() throws Exception {
    String json = "content-type: application/json";
    String token = bearer(control.token());
    String body = "{\"genre\":\"Jazz\"}";
    for (String origin : new String[] {
        "https://example.org", "null", "http://127.0.0.1:1", "https://" + host, "http://" + host + ".example.org"}) {
      String from = "origin: " + origin;
      assertAnswer(403, "A page of another site", ask("PATCH", body, "host: " + host, json, token, from));
      assertAnswer(403, "A page of another site", ask("GET", "", "host: " + host, token, from));
    }
    assertAnswer(403, "A page of another site",
        ask("PATCH", body, "host: " + host, json, token, "origin: http://" + host, "origin: http://example.org"));
    // A name of its own that such a site points at this computer.
    assertAnswer(403, "does not answer under the name 'example.org'",
        ask("PATCH", body, "host: example.org", json, token, "origin: http://example.org"));
    String preflight = ask("OPTIONS", "", "host: " + host, "origin: https://example.org",
        "access-control-request-method: PATCH", "access-control-request-headers: authorization");
    assertAnswer(405, "PATCH", preflight);
    assertFalse(preflight.contains("access-control-allow"), preflight);
    assertEquals(About.titled("Night train"), announcement.about());
    assertAnswer(200, "Jazz", ask("PATCH", body, "host: " + host, json, token, "origin: http://" + host));
  }

  @Test
  void whatCannotBeSaidIsToldWithTheLimitAndChangesNothing() throws Exception {
    assertAnswer(400, "genre takes a text of up to 64 bytes; this one has 70",
        asOwner("{\"nowPlaying\":\"So What\",\"genre\":\"" + "g".repeat(70) + "\"}"));
    assertAnswer(400, "title takes a text of up to 256 bytes that is not blank", asOwner("{\"title\":\"\"}"));
    assertAnswer(400, "poster takes the address of a picture", asOwner("{\"poster\":\"javascript:alert(1)\"}"));
    assertAnswer(400, "There is no such detail; there are title, nowPlaying", asOwner("{\"mood\":\"deep\"}"));
    assertAnswer(400, "genre takes a text.", asOwner("{\"genre\":{\"a\":1}}"));
    assertAnswer(400, "must be an object", asOwner("[\"genre\"]"));
    assertAnswer(400, "must be an object", asOwner(""));
    assertAnswer(400, "The JSON is malformed.", asOwner("{\"genre\":"));
    assertAnswer(400, "The JSON is malformed.", asOwner("[".repeat(30_000)));
    assertAnswer(415, "must be JSON",
        ask("PATCH", "{}", "host: " + host, "content-type: text/plain", bearer(control.token())));
    assertEquals(About.titled("Night train"), announcement.about());
  }

  @Test
  void aChannelThatHasEndedSaysSo() throws Exception {
    announcement.close();
    assertAnswer(503, "not on air", asOwner("{\"genre\":\"Jazz\"}"));
  }

  @Test
  void theOwnersProgramFindsItByTheKey() throws Exception {
    try (ChannelKey key = ChannelKey.hold(Optional.of(keyFile))) {
      key.listensAt(door());
      ControlClient client = ControlClient.of(Optional.of(keyFile));
      About said = client.change(Map.of(Detail.NOW_PLAYING, "Größe \"A\" \\ <b>", Detail.GENRE, "Jazz"));
      assertEquals("Größe \"A\" \\ <b>", said.text(Detail.NOW_PLAYING));
      assertEquals(said, client.show());
      assertEquals(said, announcement.about());
      client.change(Map.of(Detail.GENRE, ""));
      assertEquals("", announcement.about().text(Detail.GENRE));
    }
  }

  private Failure failure(ControlFile.Door left) throws Exception {
    try (ChannelKey key = ChannelKey.hold(Optional.of(keyFile))) {
      key.listensAt(left);
      return assertThrows(Failure.class, () -> ControlClient.of(Optional.of(keyFile)).show());
    }
  }

  private static void assertSays(String part, Failure failure) {
    assertTrue(String.valueOf(failure.getMessage()).contains(part), failure.getMessage());
  }

  @Test
  void theOwnerIsToldWhyNothingIsHeard() throws Exception {
    assertSays("Nobody broadcasts with the key " + keyFile + " now: start 'banyan broadcast --key " + keyFile,
        assertThrows(Failure.class, () -> ControlClient.of(Optional.of(keyFile))));
    assertSays("does not know the token in " + keyFile + ".control: the program that left it has ended",
        failure(new ControlFile.Door(door().url(), ControlFile.Door.newToken())));
    HttpServer gone = HttpServer.start(HttpConfig.on("127.0.0.1", 0), new Routes());
    int port = gone.port();
    gone.close();
    assertSays("has ended without a word: nothing listens at",
        failure(new ControlFile.Door("http://127.0.0.1:" + port, control.token())));
    Files.writeString(ControlFile.of(keyFile), "nonsense");
    assertSays("does not tell where the broadcaster listens",
        assertThrows(Failure.class, () -> ControlClient.of(Optional.of(keyFile))));
  }

  @Test
  void whateverElseHasThePortIsNotTakenForABroadcaster() throws Exception {
    for (Answer answer : new Answer[] {
        Answer.text(200, "text/html", "<p>hello"), Answer.json(200, "{\"a\":1}".getBytes(StandardCharsets.UTF_8)),
        Answer.empty(204), Answer.error(500, "oh"), Answer.text(302, "text/html", "").with("location", "http://x/")}) {
      try (HttpServer stranger = HttpServer.start(
          HttpConfig.on("127.0.0.1", 0), new Routes().get(ChannelControl.PATH, request -> answer))) {
        assertSays("is not Banyan",
            failure(new ControlFile.Door("http://127.0.0.1:" + stranger.port(), control.token())));
      }
    }
    Answer error = Answer.error(503, "a\u001b[31m\u202eb" + "x".repeat(10_000));
    try (HttpServer stranger = HttpServer.start(
        HttpConfig.on("127.0.0.1", 0), new Routes().get(ChannelControl.PATH, request -> error))) {
      Failure failure = failure(new ControlFile.Door("http://127.0.0.1:" + stranger.port(), control.token()));
      assertSays("a [31mbxxx", failure);
      assertTrue(String.valueOf(failure.getMessage()).length() <= 500, failure.getMessage());
    }
  }
}
