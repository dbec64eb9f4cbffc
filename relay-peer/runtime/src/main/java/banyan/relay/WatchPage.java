package banyan.relay;

import banyan.http.Answer;
import banyan.http.Request;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/**
 * The page at {@code /watch/CHANNEL}, for those who install nothing: a player that stays live by itself, and what the
 * peer tells of the network. All of it came with this build; nothing is fetched from elsewhere.
 */
final class WatchPage {
  private static final String PAGE = "watch.html";
  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String STYLE = "text/css; charset=utf-8";
  /** From npm; a build that was made without it lacks them, and the page says so. */
  private static final Set<String> LIBRARIES = Set.of("mpegts.js", "hls.light.min.js");
  private static final Map<String, String> OWN = Map.of(
      "banyan.svg", "image/svg+xml",
      "look.css", STYLE,
      "watch.css", STYLE,
      "watch.js", SCRIPT,
      "player.js", SCRIPT,
      "engines.js", SCRIPT,
      "live.js", SCRIPT,
      "situation.js", SCRIPT,
      "network.js", SCRIPT,
      "plot.js", SCRIPT);
  /** Scripts and media of this peer alone; players make media and workers of their own. */
  private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
      + "media-src 'self' blob:; worker-src blob:; img-src 'self' data:; base-uri 'none'; form-action 'none'; "
      + "frame-ancestors 'none'";

  private WatchPage() {}

  static Answer page() {
    return html(200, read(PAGE));
  }

  /** The same page, which says that there is no such channel here. */
  static Answer unknownChannel() {
    String page = new String(read(PAGE), StandardCharsets.UTF_8);
    return html(404, page.replace("<body>", "<body data-unknown>").getBytes(StandardCharsets.UTF_8));
  }

  private static Answer html(int status, byte[] page) {
    return guarded(Answer.of(status, "text/html; charset=utf-8", page)).with("cache-control", "no-cache");
  }

  /** Whatever a stranger's title may hold, a page of this peer gets and runs nothing from elsewhere. */
  static Answer guarded(Answer page) {
    return page.with("content-security-policy", POLICY)
        .with("referrer-policy", "no-referrer")
        .with("x-content-type-options", "nosniff");
  }

  /** A file that the page takes; the route names it. */
  static Answer file(Request request) {
    String name = request.parameter("file");
    boolean isLibrary = LIBRARIES.contains(name);
    if (isLibrary && WatchPage.class.getResource("page/" + name) == null) {
      return Answer.error(404, "This build was made without npm, so it lacks " + name + ": install npm, build again.");
    }
    String type = isLibrary ? SCRIPT : OWN.get(name);
    if (type == null) {
      return Answer.error(404, "The page at /watch has no file '" + name + "'.");
    }
    return Answer.of(200, type, read(name))
        .with("cache-control", isLibrary ? "max-age=86400" : "no-cache")
        .with("x-content-type-options", "nosniff");
  }

  private static byte[] read(String name) {
    try (InputStream file = WatchPage.class.getResourceAsStream("page/" + name)) {
      if (file == null) {
        throw new IllegalStateException(name + " is missing from this build");
      }
      return file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
