package banyan.broadcast.console;

import banyan.broadcast.control.ChannelControl;
import banyan.http.Answer;
import banyan.http.Handler;
import banyan.http.HttpRefusal;
import banyan.http.Routes;
import banyan.relay.PageFiles;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The console over HTTP: a page, and what it asks for. Who may read {@code /status} may read all of it but where an
 * encoder sends to, which is the owner's alone.
 */
final class ConsolePages {
  private static final PageFiles FILES = new PageFiles(ConsolePages.class, "");
  private static final String NOT_YET = "The channel is not on air yet: it begins just now.";
  private static final String PAGE = "control.html";
  /** The rest is the watch page's. */
  private static final List<String> OWN_FILES = List.of("control.css", "control.js", "control-words.js");

  private final ChannelControl control;
  private final ConsoleHistory history;
  private volatile @Nullable ConsoleFigures latest;
  private volatile @Nullable OnAir onAir;

  ConsolePages(ChannelControl control, ConsoleHistory history) {
    this.control = control;
    this.history = history;
  }

  void addTo(Routes routes) {
    control.addTo(routes);
    routes.on("GET", Console.PATH, apart(() -> FILES.page(PAGE)));
    for (String file : OWN_FILES) {
      routes.on("GET", "/page/" + file, apart(() -> FILES.file(file)));
    }
    routes.on("GET", Console.PATH + "/figures", apart(this::figures))
        .on("GET", Console.PATH + "/history", apart(() -> fresh(ConsoleJson.history(history.points()))))
        .on("GET", Console.PATH + "/encoder", control.only(apart(this::encoder)));
  }

  /** The channel is there. */
  void serve(OnAir at) {
    onAir = at;
  }

  void show(ConsoleFigures now) {
    latest = now;
  }

  /** Off the event loop: what writes JSON takes long to load, and media waits for nobody. */
  private static Handler apart(Supplier<Answer> answer) {
    return request -> CompletableFuture.supplyAsync(answer);
  }

  private Answer figures() {
    ConsoleFigures now = latest;
    if (now == null) {
      throw new HttpRefusal(503, NOT_YET);
    }
    return fresh(ConsoleJson.figures(onAir().root().channel(), now));
  }

  private Answer encoder() {
    return fresh(ConsoleJson.recipe(onAir().recipe().orElseThrow(() -> new HttpRefusal(
        404, "This channel's source takes no encoder: it is a file, the test pattern, or standard input."))));
  }

  private OnAir onAir() {
    OnAir at = onAir;
    if (at == null) {
      throw new HttpRefusal(503, NOT_YET);
    }
    return at;
  }

  private static Answer fresh(byte[] json) {
    return Answer.json(200, json).with("cache-control", "no-store");
  }
}
