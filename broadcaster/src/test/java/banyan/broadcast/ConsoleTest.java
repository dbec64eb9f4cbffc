package banyan.broadcast;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.broadcast.console.Console;
import banyan.broadcast.console.EncoderRecipe;
import banyan.broadcast.console.OnAir;
import banyan.broadcast.control.ChannelControl;
import banyan.program.Terminal;
import banyan.program.TerminalSize;
import banyan.protocol.About;
import banyan.relay.RelayPeer;
import banyan.relay.RelayPeerConfig;
import banyan.relay.crypto.Ed25519Key;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The console of a broadcaster that runs. */
class ConsoleTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  /** Files that a page, a style or a script names. */
  private static final Pattern NAMED = Pattern.compile("(?:\"/page/|from \"\\./)([^\"]+)\"");
  private static final String STREAM_KEY = "abcd-efgh-ijkm";

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(SOON).build();
  private final ChannelControl control = new ChannelControl();
  private final Console console = new Console(control);
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private String url = "";

  private <T extends AutoCloseable> T opened(T part) {
    open.push(part);
    return part;
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable part : open) {
      part.close();
    }
  }

  private static final class NoEnding implements Broadcaster.Ending {
    @Override
    public void ended(String sentence) {
      throw new AssertionError(sentence);
    }

    @Override
    public void failed(String sentence) {
      throw new AssertionError(sentence);
    }
  }

  private RelayPeer peer() throws Exception {
    RelayPeer peer = opened(RelayPeer.start(
        RelayPeerConfig.of(Ed25519Key.generate()).listeningOn("127.0.0.1", 0).withHttp(RelayPeerConfig.Http.LOCAL)
            .withUpload(20_000_000), console::addTo));
    url = peer.httpUrl().orElseThrow();
    return peer;
  }

  private void goOnAir(RelayPeer peer, Sources.Spec source) throws Exception {
    BroadcastConfig config = new BroadcastConfig(
        source, About.titled("Night train"), 0, Optional.empty(), Optional.empty(), Optional.empty(), List.of());
    Broadcaster broadcaster = opened(Broadcaster.start(
        peer, Ed25519Key.generate(), System.currentTimeMillis(), config, new NoEnding()));
    control.serve(broadcaster.root().channel(), broadcaster.announcement());
    opened(console);
    console.look(new OnAir(
        peer, broadcaster.root(), broadcaster.announcement(), broadcaster::sourceFigures,
        broadcaster.encodersSendTo().map(to -> EncoderRecipe.of(to, "10.0.0.7"))));
  }

  private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path)).timeout(SOON);
    return http.send((headers.length == 0 ? request : request.headers(headers)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode json(String path, String... headers) throws IOException, InterruptedException {
    return new ObjectMapper().readTree(get(path, headers).body());
  }

  private String[] asOwner() {
    return new String[] {"authorization", "Bearer " + control.token()};
  }

  @Test
  void thePageIsWholeAndGetsNothingFromElsewhere() throws Exception {
    peer();
    HttpResponse<String> page = get("/control");
    assertEquals(200, page.statusCode());
    String policy = page.headers().firstValue("content-security-policy").orElse("");
    assertTrue(policy.startsWith("default-src 'none'; script-src 'self'") && !policy.contains("unsafe"), policy);
    assertEquals("no-referrer", page.headers().firstValue("referrer-policy").orElse(""));
    assertFalse(Pattern.compile("<script(?![^>]* src=)|<style|\\sstyle=|\\son\\w+=").matcher(page.body()).find());
    Set<String> had = new HashSet<>();
    Deque<String> texts = new ArrayDeque<>(List.of(page.body()));
    while (!texts.isEmpty()) {
      Matcher named = NAMED.matcher(texts.remove());
      while (named.find()) {
        String name = String.valueOf(named.group(1));
        if (had.add(name)) {
          HttpResponse<String> file = get("/page/" + name);
          assertEquals(200, file.statusCode(), name);
          texts.add(file.body());
        }
      }
    }
    assertTrue(had.containsAll(List.of("control.js", "control-words.js", "plot.js", "network.js", "look.css")),
        had::toString);
  }

  @Test
  void beforeTheChannelIsOnAirItIsSaidSo() throws Exception {
    peer();
    assertEquals(503, get("/control/figures").statusCode());
    assertEquals(503, get("/control/encoder", asOwner()).statusCode());
    assertEquals(0, json("/control/history").path("history").size());
  }

  @Test
  void figuresAndTheirHistoryGrow() throws Exception {
    goOnAir(peer(), Sources.parse("test:160x96@10"));
    console.showOn(new Terminal(
        new PrintStream(shown, true, StandardCharsets.UTF_8), true, false, new TerminalSize(80, 40)));
    await().atMost(SOON).until(() -> json("/control/figures").path("stream").path("bitsPerSecond").asLong() > 0
        && json("/control/history").path("history").size() >= 3);
    JsonNode now = json("/control/figures");
    assertEquals("Night train", now.path("about").path("title").asText());
    assertEquals(160, now.path("stream").path("width").asInt());
    assertEquals(96, now.path("stream").path("height").asInt());
    assertTrue(now.path("stream").path("flows").asBoolean(), now::toString);
    assertEquals(20_000_000, now.path("upload").path("limitBitsPerSecond").asLong());
    assertEquals(0, now.path("warnings").size(), now::toString);
    JsonNode history = json("/control/history");
    JsonNode last = history.path("history").path(history.path("history").size() - 1);
    assertEquals(history.path("fields").size(), last.size(), history::toString);
    assertEquals(last.size(), now.path("point").size(), now::toString);
    assertEquals("no-store", get("/control/figures").headers().firstValue("cache-control").orElse(""));
    assertEquals(401, get("/control/encoder").statusCode());
    assertEquals(404, get("/control/encoder", asOwner()).statusCode());
    await().atMost(SOON).until(() -> shown.toString(StandardCharsets.UTF_8).contains("H.264 160x96"));
  }

  @Test
  void theStreamKeyIsForWhoHasTheToken() throws Exception {
    Sources.Spec source = Sources.parse("rtmp://127.0.0.1:0/live");
    goOnAir(peer(), ((Sources.Spec.Rtmp) source).admitting(STREAM_KEY, false));
    await().atMost(SOON).until(() -> get("/control/figures").statusCode() == 200);
    JsonNode recipe = json("/control/encoder", asOwner());
    assertEquals(STREAM_KEY, recipe.path("streamKey").asText());
    assertTrue(recipe.path("server").asText().matches("rtmp://127\\.0\\.0\\.1:\\d+/live"), recipe::toString);
    assertTrue(recipe.path("elsewhere").asText().startsWith("rtmp://10.0.0.7:"), recipe::toString);
    assertEquals(403, get("/control/encoder", "authorization", "Bearer " + "0".repeat(32)).statusCode());
    assertEquals(403, get("/control/encoder", "authorization", "Bearer " + control.token(), "origin",
        "https://example.org").statusCode());
    for (String path : List.of("/control", "/control/figures", "/control/history", "/status")) {
      assertFalse(get(path).body().contains(STREAM_KEY), path);
    }
    assertTrue(json("/control/figures").path("warnings").path(0).asText().startsWith("No encoder has connected yet"));
  }

  @Test
  void withoutATerminalALineComesAtOnceAndThenSeldom() throws Exception {
    goOnAir(peer(), Sources.parse("test:160x96@10"));
    console.showOn(new Terminal(
        new PrintStream(shown, true, StandardCharsets.UTF_8), false, false, new TerminalSize(80, 40)));
    await().atMost(SOON).until(() -> json("/control/history").path("history").size() >= 6);
    List<String> lines = shown.toString(StandardCharsets.UTF_8).lines().toList();
    assertTrue(!lines.isEmpty() && lines.size() <= 2, lines::toString);
    assertTrue(lines.get(0).startsWith("On air 0:00:0"), lines::toString);
  }
}
