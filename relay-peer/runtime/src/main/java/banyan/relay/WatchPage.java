package banyan.relay;

import banyan.http.Answer;
import banyan.http.Request;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * The page at {@code /watch/CHANNEL}, for those who install nothing: a player that stays live by itself, and what the
 * peer tells of the network. All of it came with this build; nothing is fetched from elsewhere.
 */
final class WatchPage {
  private static final String PAGE = "watch.html";
  private static final Map<String, String> FILES = Map.of(
      "watch.css", "text/css; charset=utf-8",
      "watch.js", "text/javascript; charset=utf-8",
      "mpegts.js", "text/javascript; charset=utf-8",
      "hls.js", "text/javascript; charset=utf-8");
  /** Scripts and media of this peer alone; players make media and workers of their own. */
  private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
      + "media-src 'self' blob:; worker-src blob:; img-src 'self' data:; base-uri 'none'; form-action 'none'";

  private WatchPage() {}

  static Answer page() {
    return Answer.of(200, "text/html; charset=utf-8", read(PAGE))
        .with("content-security-policy", POLICY)
        .with("referrer-policy", "no-referrer")
        .with("cache-control", "no-cache");
  }

  /** A file that the page takes; the route names it. */
  static Answer file(Request request) {
    String name = request.parameter("file");
    String type = FILES.get(name);
    if (type == null || WatchPage.class.getResource("page/" + name) == null) {
      return Answer.error(404, "There is no '" + name + "' in this build.");
    }
    return Answer.of(200, type, read(name)).with("cache-control", "max-age=3600");
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
