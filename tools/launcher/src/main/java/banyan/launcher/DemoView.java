package banyan.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Draws a demo's tree, and says how its viewer fares, by what each peer tells of itself over HTTP. */
final class DemoView {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);

  private final DemoNetwork network;
  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(ANSWER_WITHIN).build();
  private JsonNode lastPlayback = json.createObjectNode();
  private long lastLagMicros = -1;

  /**
   * One look at the network.
   *
   * @param lines the picture
   * @param summary of the viewer
   * @param mediaSeconds that the viewer received
   * @param lost chunks that it lost
   */
  record Look(List<String> lines, String summary, double mediaSeconds, long lost) {}

  private record Node(String name, String peer, String parent, JsonNode channel) {}

  DemoView(DemoNetwork network) {
    this.network = network;
  }

  Look look() {
    List<CompletableFuture<Node>> asked = network.members().stream().map(this::ask).toList();
    Map<String, Node> byPeer = new LinkedHashMap<>();
    List<String> silent = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      Node node = asked.get(i).join();
      if (node.peer().isEmpty()) {
        silent.add(node.name());
      } else {
        byPeer.put(node.peer(), node);
      }
    }
    List<String> lines = new ArrayList<>();
    lines.add("");
    List<Node> tops = byPeer.values().stream().filter(n -> !byPeer.containsKey(n.parent())).toList();
    for (Node top : tops) {
      lines.add(describe(top));
      drawBelow(top, "", byPeer, lines);
    }
    silent.forEach(name -> lines.add(name + "  does not answer"));
    byPeer.values().stream().filter(n -> n.name().equals(network.viewer().name())).forEach(n -> {
      lastPlayback = n.channel().path("playback");
      lastLagMicros = n.channel().path("lagMicros").asLong(-1);
    });
    lines.add("");
    lines.add("viewer: " + seconds(lastPlayback.path("playedMicros").asLong()) + " played, "
        + lastPlayback.path("gaps").asLong() + " gaps, " + lastPlayback.path("lost").asLong() + " chunks lost, "
        + "lag " + millis(lastLagMicros) + ", capture to delivery "
        + millis(lastPlayback.path("delayP50Micros").asLong(-1)));
    return new Look(
        lines, summary(), lastPlayback.path("mediaMicros").asLong() / 1e6, lastPlayback.path("lost").asLong());
  }

  private void drawBelow(Node node, String indent, Map<String, Node> byPeer, List<String> lines) {
    List<Node> below = byPeer.values().stream().filter(n -> n.parent().equals(node.peer())).toList();
    for (int i = 0; i < below.size(); i++) {
      boolean isLast = i == below.size() - 1;
      lines.add(indent + (isLast ? "└─ " : "├─ ") + describe(below.get(i)));
      // A loop that lasts a moment must not draw for ever.
      if (indent.length() < 3 * network.members().size()) {
        drawBelow(below.get(i), indent + (isLast ? "   " : "│  "), byPeer, lines);
      }
    }
  }

  private static String describe(Node node) {
    JsonNode channel = node.channel();
    String phase = channel.path("phase").asText("");
    return node.name() + "  " + (phase.equals("ATTACHED") ? "" : phase.toLowerCase(Locale.ROOT) + ", ")
        + count(channel.path("children").asLong(), "child", "children") + ", "
        + count(channel.path("backups").asLong(), "backup", "backups")
        + ", lag " + millis(channel.path("lagMicros").asLong(-1));
  }

  private String summary() {
    JsonNode p = lastPlayback;
    return String.join(
        System.lineSeparator(),
        "received  " + seconds(p.path("mediaMicros").asLong()) + " of media, " + p.path("chunks").asLong()
            + " chunks, " + p.path("lost").asLong() + " lost, " + p.path("repeated").asLong() + " repeated",
        "startup   " + millis(p.path("startupMicros").asLong(-1)) + " to the first chunk, "
            + millis(p.path("pictureMicros").asLong(-1)) + " to playback with a buffer of 1500 ms",
        "playback  " + seconds(p.path("playedMicros").asLong()) + ", " + p.path("gaps").asLong() + " gaps of "
            + millis(p.path("stalledMicros").asLong()) + " in all, continuity "
            + String.format(Locale.ROOT, "%.4f", p.path("continuity").asDouble()),
        "lag       " + millis(lastLagMicros) + " (age of the newest beat), capture to delivery "
            + millis(p.path("delayP50Micros").asLong(-1)) + " median, "
            + millis(p.path("delayP95Micros").asLong(-1)) + " p95");
  }

  private CompletableFuture<Node> ask(DemoNetwork.Member member) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(member.httpUrl() + "/status")).timeout(ANSWER_WITHIN).build();
    return http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
        .thenApply(answer -> node(member, answer.body()))
        .exceptionally(failure -> new Node(member.name(), "", "", json.createObjectNode()));
  }

  private Node node(DemoNetwork.Member member, byte[] body) {
    try {
      JsonNode status = json.readTree(body);
      JsonNode channel = status.path("channels").path(0);
      return new Node(member.name(), status.path("peer").asText(""), channel.path("parent").asText(""), channel);
    } catch (IOException e) {
      return new Node(member.name(), "", "", json.createObjectNode());
    }
  }

  private static String count(long n, String one, String many) {
    return n + " " + (n == 1 ? one : many);
  }

  private static String seconds(long micros) {
    return String.format(Locale.ROOT, "%.1f s", micros / 1e6);
  }

  private static String millis(long micros) {
    return micros < 0 ? "unknown" : micros / 1_000 + " ms";
  }
}
