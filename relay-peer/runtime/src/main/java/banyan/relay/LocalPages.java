package banyan.relay;

import banyan.http.Answer;
import banyan.http.Handler;
import banyan.http.Request;
import banyan.http.Routes;
import banyan.node.NodeStatus;
import banyan.protocol.Descriptor;
import banyan.protocol.Endpoint;
import banyan.protocol.PeerAddress;
import banyan.relay.output.PlayerFile;
import banyan.relay.transport.PeerTransport;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What a peer's local HTTP listener answers; relay-peer/docs/http.md is its description. */
final class LocalPages implements AutoCloseable {
  /** Apart, so that a peer begins without it. */
  private static final class Json {
    static final ObjectMapper MAPPER = new ObjectMapper();
  }

  private final RelayPeer peer;
  private @Nullable PeerMeters meters;
  private boolean isClosed;

  LocalPages(RelayPeer peer) {
    this.peer = peer;
  }

  Routes routes() {
    return new Routes()
        .on("GET", "/live/{channel}.ts", on(ChannelOutputs::live))
        .on("GET", "/live/{channel}.m3u", Handler.of(request -> playerFile(request, PlayerFile.M3U_TYPE)))
        .on("GET", "/live/{channel}.pls", Handler.of(request -> playerFile(request, PlayerFile.PLS_TYPE)))
        .on("GET", "/live/{channel}/index.m3u8", on(ChannelOutputs::index))
        .on("GET", "/live/{channel}/{segment}.ts", on(ChannelOutputs::segment))
        .on("GET", "/live/{channel}/session.m3u8", on(ChannelOutputs::newSession))
        .on("GET", "/live/{channel}/session/{session}.m3u8", on(ChannelOutputs::session))
        .on("GET", "/live/{channel}/session/{session}/{segment}.ts", on(ChannelOutputs::sessionSegment))
        .on("GET", "/watch/{channel}", Handler.of(this::watch))
        .on("GET", "/page/{file}", Handler.of(WatchPage::file))
        .on("GET", "/status", request -> status())
        .on("GET", "/", Handler.of(this::overview))
        .on("GET", "/metrics", request -> CompletableFuture.supplyAsync(this::metrics));
  }

  /** What status and metrics need is not done on the event loop: the first time alone takes a tenth of a second. */
  private synchronized Answer metrics() {
    if (isClosed) {
      return Answer.error(503, "This peer is closing.");
    }
    if (meters == null) {
      meters = new PeerMeters(peer.transport());
    }
    return Answer.of(200, "text/plain; version=0.0.4; charset=utf-8",
        meters.scrape(peer.sessions()).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    if (meters != null) {
      meters.close();
    }
  }

  private Handler on(ChannelOutputs.Address address) {
    return request -> peer.session(request.parameter("channel"))
        .map(session -> address.answer(session.outputs(), request))
        .orElseGet(() -> CompletableFuture.completedFuture(notHere(request)));
  }

  private Answer watch(Request request) {
    return peer.session(request.parameter("channel")).<Answer>map(session -> WatchPage.page())
        .orElseGet(() -> notHere(request));
  }

  private static Answer notHere(Request request) {
    return Answer.error(
        404, "This peer is not on the channel '" + request.parameter("channel")
            + "'; the page at / shows the channels that it is on.")
        .readableByAnyPage();
  }

  private Answer playerFile(Request request, String type) {
    return peer.session(request.parameter("channel")).map(session -> {
      String url = liveUrl(request, session);
      return Answer.text(200, type, type.equals(PlayerFile.M3U_TYPE)
          ? PlayerFile.m3u(title(session), url) : PlayerFile.pls(title(session), url)).readableByAnyPage();
    }).orElseGet(() -> notHere(request));
  }

  private static String title(ChannelSession session) {
    return session.descriptor().map(d -> d.fields().title()).filter(t -> !t.isBlank()).orElse("Channel");
  }

  /** By the name that the asker has for this peer. */
  private static String liveUrl(Request request, ChannelSession session) {
    return "http://" + request.header("host").orElse("127.0.0.1") + "/live/" + session.channel() + ".ts";
  }

  private Answer overview(Request request) {
    StringBuilder page = new StringBuilder(1_024);
    page.append("""
        <!doctype html>
        <html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
        <title>Banyan peer</title>
        <style>
        :root{color-scheme:light dark} body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;
        padding:0 1rem} code{overflow-wrap:anywhere} li{margin:0 0 1.5rem} small{opacity:.75}
        </style>
        <h1>Banyan peer</h1>
        """);
    if (peer.sessions().isEmpty()) {
      page.append("<p>This peer is on no channel now.</p>");
    }
    page.append("<ul>");
    for (ChannelSession session : peer.sessions()) {
      String title = title(session);
      String url = liveUrl(request, session);
      page.append("<li><strong>").append(escaped(title)).append("</strong> <small>")
          .append(escaped(howItIs(session))).append("</small><br><a href=\"/watch/").append(session.channel()).append("\">Watch here</a>, or open in VLC, mpv or ffplay: <a href=\"")
          .append(escaped(url)).append("\"><code>").append(escaped(url)).append("</code></a><br><code>mpv ")
          .append(escaped(url)).append("</code></li>");
    }
    page.append("</ul><p><a href=\"/status\">Status</a> · <a href=\"/metrics\">Metrics</a></p></html>");
    return Answer.text(200, "text/html", page.toString());
  }

  private static String howItIs(ChannelSession session) {
    return session.lastStatus()
        .map(s -> s.phase().name().toLowerCase(Locale.ROOT) + ", " + s.children() + " children, " + session.viewers()
            + " viewers here")
        .orElse("starting");
  }

  /** Titles come from strangers. */
  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  private CompletionStage<Answer> status() {
    List<ChannelSession> sessions = new ArrayList<>(peer.sessions());
    List<CompletableFuture<NodeStatus>> all = sessions.stream().map(ChannelSession::status).toList();
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).thenApplyAsync(done -> {
      ObjectNode out = Json.MAPPER.createObjectNode();
      out.put("peer", peer.id().toString());
      out.put("agent", peer.agent());
      out.put("port", peer.port());
      encryption(out.putObject("encryption"), peer.transport());
      PeerAddress address = peer.address();
      out.put("reachability", address.reachability().name());
      addresses(out.putArray("addresses"), address);
      ArrayNode channels = out.putArray("channels");
      for (int i = 0; i < sessions.size(); i++) {
        channel(channels.addObject(), sessions.get(i), all.get(i).join(), peer.transport().encryption().isOn());
      }
      try {
        return Answer.json(200, Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(out));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("texts and numbers always make JSON", e);
      }
    });
  }

  /** Of all links alike: there are no others in one process. */
  private static void encryption(ObjectNode out, PeerTransport transport) {
    out.put("protocol", transport.encryption().isOn() ? "TLSv1.3" : "none");
    transport.encryption().provider().ifPresent(name -> out.put("provider", name));
    transport.suite().ifPresent(name -> out.put("suite", name));
  }

  private static void addresses(ArrayNode out, PeerAddress address) {
    address.endpoints().stream().map(Endpoint::toString).forEach(out::add);
  }

  private static void channel(ObjectNode out, ChannelSession session, NodeStatus status, boolean encrypted) {
    out.put("channel", session.channel().toString());
    session.descriptor().ifPresent(descriptor -> describe(out.putObject("description"), descriptor));
    session.index().ifPresent(url -> out.put("index", url));
    out.put("phase", status.phase().name());
    out.put("depth", status.path().depth());
    status.parent().ifPresent(parent -> out.put("parent", parent.peer().toString()));
    out.put("children", status.children());
    out.put("backups", status.backups());
    out.put("slots", status.slots());
    out.put("freeSlots", status.freeSlots());
    out.put("viewers", session.viewers());
    out.put("subtreePeers", status.subtree().peers());
    out.put("subtreeViewers", status.subtree().viewers());
    out.put("lagMicros", status.lagMicros());
    ObjectNode window = out.putObject("window");
    window.put("epoch", status.epoch());
    window.put("firstSequence", status.firstSequence());
    window.put("newestSequence", status.newestSequence());
    window.put("bytes", status.windowBytes());
    window.put("holes", status.holes());
    NodeStatus.Counters counters = status.counters();
    ObjectNode counts = out.putObject("counters");
    counts.put("chunksReceived", counters.chunksReceived());
    counts.put("chunksRepeated", counters.chunksRepeated());
    counts.put("chunksRefused", counters.chunksRefused());
    counts.put("chunksPulled", counters.chunksPulled());
    counts.put("chunksDelivered", counters.chunksDelivered());
    counts.put("chunksLost", counters.chunksLost());
    counts.put("chunksSent", counters.chunksSent());
    counts.put("bytesSent", counters.bytesSent());
    counts.put("parentChanges", counters.reparents());
    session.sections().forEach((section, values) -> out.set(section, Json.MAPPER.valueToTree(values.get())));
    ArrayNode links = out.putArray("links");
    for (NodeStatus.LinkStatus link : status.links()) {
      ObjectNode at = links.addObject();
      at.put("peer", link.peer().toString());
      at.put("role", link.role().name());
      at.put("encrypted", encrypted);
      addresses(at.putArray("addresses"), link.address());
      at.put("freeSlots", link.freeSlots());
      at.put("depth", link.depth());
      at.put("roundTripMicros", link.roundTripMicros());
      at.put("behindMicros", link.behindMicros());
    }
  }

  private static void describe(ObjectNode out, Descriptor descriptor) {
    Descriptor.Fields fields = descriptor.fields();
    out.put("revision", fields.revision());
    out.put("title", fields.title());
    out.put("videoCodec", fields.videoCodec());
    out.put("audioCodec", fields.audioCodec());
    out.put("peakBitsPerSecond", fields.peakBitsPerSecond());
    out.put("chunkMillis", fields.chunkMillis());
    out.put("stripes", fields.stripes());
  }
}
