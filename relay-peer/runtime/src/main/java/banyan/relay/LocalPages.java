package banyan.relay;

import banyan.http.Answer;
import banyan.http.Handler;
import banyan.http.Request;
import banyan.http.Routes;
import banyan.protocol.About;
import banyan.protocol.Detail;
import banyan.relay.output.PlayerFile;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What a peer's local HTTP listener answers; relay-peer/docs/http.md is its description. */
final class LocalPages implements AutoCloseable {
  private final RelayPeer peer;
  private @Nullable PeerMeters meters;
  private boolean isClosed;

  LocalPages(RelayPeer peer) {
    this.peer = peer;
  }

  void addTo(Routes routes) {
    routes.on("GET", "/live/{channel}.ts", on(ChannelOutputs::live))
        .on("GET", "/live/{channel}.m3u", Handler.of(request -> playerFile(request, PlayerFile.M3U_TYPE)))
        .on("GET", "/live/{channel}.pls", Handler.of(request -> playerFile(request, PlayerFile.PLS_TYPE)))
        .on("GET", "/live/{channel}/index.m3u8", on(ChannelOutputs::index))
        .on("GET", "/live/{channel}/{segment}.ts", on(ChannelOutputs::segment))
        .on("GET", "/live/{channel}/session.m3u8", on(ChannelOutputs::newSession))
        .on("GET", "/live/{channel}/session/{session}.m3u8", on(ChannelOutputs::session))
        .on("GET", "/live/{channel}/session/{session}/{segment}.ts", on(ChannelOutputs::sessionSegment))
        .on("GET", "/watch/{channel}", Handler.of(this::watch))
        // Media waits for nobody who unpacks a library.
        .on("GET", "/page/{file}", request -> CompletableFuture.supplyAsync(() -> WatchPage.file(request)))
        .on("GET", "/status", request -> StatusDocument.of(peer))
        .on("GET", "/", Handler.of(this::overview))
        .on("GET", "/metrics", request -> CompletableFuture.supplyAsync(this::metrics));
  }

  /** What status and metrics need is not done on the event loop: the first time alone takes a tenth of a second. */
  private synchronized Answer metrics() {
    if (isClosed) {
      return Answer.error(503, "This peer is closing.");
    }
    if (meters == null) {
      meters = new PeerMeters(peer.transport(), peer::recording);
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
    return peer.session(request.parameter("channel")).map(session -> WatchPage.page(about(session)))
        .orElseGet(WatchPage::unknownChannel);
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

  private static About about(ChannelSession session) {
    return session.descriptor().map(d -> About.read(d.fields())).orElse(About.NOTHING);
  }

  private static String title(ChannelSession session) {
    String title = about(session).text(Detail.TITLE);
    return title.isEmpty() ? "Channel" : title;
  }

  /** By the name that the asker has for this peer. */
  private static String liveUrl(Request request, ChannelSession session) {
    return "http://" + request.header("host").orElse("127.0.0.1") + "/live/" + session.channel() + ".ts";
  }

  private Answer overview(Request request) {
    StringBuilder page = new StringBuilder(2_048);
    page.append("""
        <!doctype html>
        <html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Banyan peer</title>
        <link rel="icon" href="/page/banyan.svg"><link rel="stylesheet" href="/page/look.css">
        <body><main class="narrow"><p class="brand"><img src="/page/banyan.svg" alt="">Banyan</p>
        <h1>On this computer</h1>
        """);
    if (peer.sessions().isEmpty()) {
      page.append("<p>This peer is on no channel now.</p>");
    }
    page.append("<ul class=\"cards\">");
    for (ChannelSession session : peer.sessions()) {
      String url = escaped(liveUrl(request, session));
      page.append("<li><h2><bdi>").append(escaped(title(session))).append("</bdi></h2>");
      String now = about(session).text(Detail.NOW_PLAYING);
      if (!now.isEmpty()) {
        page.append("<p>Now playing: <bdi>").append(escaped(now)).append("</bdi></p>");
      }
      page.append("<p class=\"soft\">").append(escaped(howItIs(session)))
          .append("</p><p><a class=\"button\" href=\"/watch/").append(session.channel())
          .append("\">Watch here</a></p><p class=\"soft\">Or in VLC, mpv or ffplay: <a href=\"").append(url)
          .append("\"><code>").append(url).append("</code></a></p></li>");
    }
    page.append("</ul><p class=\"soft\"><a href=\"/status\">Status</a> · <a href=\"/metrics\">Metrics</a></p>")
        .append("</main></body></html>");
    return PageFiles.guarded(Answer.text(200, "text/html", page.toString()));
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
}
