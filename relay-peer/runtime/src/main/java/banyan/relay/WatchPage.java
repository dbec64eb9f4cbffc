package banyan.relay;

import banyan.http.Answer;
import banyan.http.Request;
import banyan.protocol.About;
import banyan.protocol.Detail;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page at {@code /watch/CHANNEL}, for those who install nothing: a player that stays live by itself, and what the
 * peer tells of the network. All of it came with this build; nothing is fetched from elsewhere.
 */
final class WatchPage {
  private static final PageFiles FILES = new PageFiles(WatchPage.class, "page/");
  private static final String PAGE = "watch.html";
  /** From npm; a build that was made without it lacks them, and the page says so. */
  private static final Set<String> LIBRARIES = Set.of("mpegts.js", "hls.light.min.js");
  private static final Set<String> OTHERS = Set.of(
      "watch.js", "about.js", "player.js", "engines.js", "live.js", "situation.js", "network.js", "plot.js",
      "banyan.svg", "look.css", "watch.css");
  /** The site that a poster is at, as a policy names it. */
  private static final Pattern SITE = Pattern.compile("(?i)https?://[^/]+");

  private WatchPage() {}

  /** @param about the channel: a poster that it has now may be shown, and no other picture from elsewhere */
  static Answer page(About about) {
    Matcher site = SITE.matcher(about.text(Detail.POSTER));
    return FILES.page(200, FILES.read(PAGE), site.lookingAt() ? " " + site.group() : "");
  }

  /** The same page, which says that there is no such channel here. */
  static Answer unknownChannel() {
    String page = new String(FILES.read(PAGE), StandardCharsets.UTF_8);
    return FILES.page(404, page.replace("<body>", "<body data-unknown>").getBytes(StandardCharsets.UTF_8), "");
  }

  /** A file that the page takes; the route names it. */
  static Answer file(Request request) {
    String name = request.parameter("file");
    if (LIBRARIES.contains(name)) {
      return FILES.has(name) ? FILES.file(name).with("cache-control", "max-age=86400")
          : Answer.error(404, "This build was made without npm, so it lacks " + name + ": install npm, build again.");
    }
    return OTHERS.contains(name) ? FILES.file(name)
        : Answer.error(404, "The page at /watch has no file '" + name + "'.");
  }
}
