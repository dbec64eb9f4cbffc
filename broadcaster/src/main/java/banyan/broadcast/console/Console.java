package banyan.broadcast.console;

import banyan.broadcast.chunks.SourceFigures;
import banyan.broadcast.control.ChannelControl;
import banyan.http.Routes;
import banyan.program.Terminal;
import banyan.relay.ChannelSession;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Looks at a channel on air once a second, for its broadcaster: on the terminal, and on a page at {@code /control}. */
public final class Console implements AutoCloseable {
  /** Where its page is. */
  public static final String PATH = "/control";

  static final long LOOK_MILLIS = 1_000;
  /** Without a terminal a line a second is too much. */
  private static final int LINES_APART = 10;

  private static final Logger LOG = Logger.getLogger(Console.class.getName());

  private final ConsolePages pages;
  private final ConsoleHistory history = new ConsoleHistory();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
    Thread thread = new Thread(task, "banyan-console");
    thread.setDaemon(true);
    return thread;
  });
  private final MovingRate media = new MovingRate();
  private final MovingRate upload = new MovingRate();
  private long beganNanos;
  private volatile @Nullable Terminal terminal;
  private int linesLeft;
  private int warningsTold;

  /** @param control what the page changes the channel by */
  public Console(ChannelControl control) {
    this.pages = new ConsolePages(control, history);
  }

  /** Adds the page, and what it changes the channel by, before that is on air. */
  public void addTo(Routes routes) {
    pages.addTo(routes);
  }

  /** Looks at it from now on. */
  @SuppressWarnings("FutureReturnValueIgnored") // what the task throws is told before the future would keep it
  public void look(OnAir at) {
    beganNanos = System.nanoTime();
    pages.serve(at);
    clock.scheduleAtFixedRate(() -> {
      try {
        look(figures(at));
      } catch (RuntimeException e) {
        LOG.log(Level.SEVERE, "The console failed, and shows nothing new from now on; the channel goes on", e);
        throw e;
      }
    }, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Shows it there as well, once all that stays has been printed. */
  public void showOn(Terminal on) {
    terminal = on;
  }

  private void look(ConsoleFigures now) {
    history.add(ConsoleHistory.Point.of(now));
    pages.show(now);
    Terminal on = terminal;
    if (on == null) {
      return;
    }
    if (on.redraws()) {
      on.showLines(ConsoleView.block(now, on.columns()));
      return;
    }
    int warnings = ConsoleWarnings.of(now).size();
    if (--linesLeft <= 0 || warnings != warningsTold) {
      on.print(ConsoleView.line(now));
      linesLeft = LINES_APART;
      warningsTold = warnings;
    }
  }

  private ConsoleFigures figures(OnAir at) {
    long nanos = System.nanoTime();
    ChannelSession session = at.root().session();
    SourceFigures source = at.source().get();
    media.look(nanos, source.media().payloadBytes());
    upload.look(nanos, at.peer().handedBytes());
    return new ConsoleFigures(
        System.currentTimeMillis(), (nanos - beganNanos) / 1_000_000, at.announcement().about(),
        new ConsoleFigures.Stream(
            source, media.bitsPerSecond(), media.quietMillis(),
            session.descriptor().map(known -> known.fields().peakBitsPerSecond()).orElse(0L)),
        session.lastStatus().map(status -> ConsoleFigures.Tree.of(status, session.viewers()))
            .orElse(ConsoleFigures.Tree.NOBODY),
        new ConsoleFigures.Upload(upload.bitsPerSecond(), at.peer().uploadBitsPerSecond()),
        new ConsoleFigures.Index(session.index().orElse(""), session.indexStanding()),
        at.peer().recording(session).map(recording -> recording.figures()));
  }

  /** What was shown last stays on the terminal. */
  @Override
  public void close() {
    clock.shutdownNow();
    try {
      // A look that is under way would draw over what the program says next.
      clock.awaitTermination(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Optional.ofNullable(terminal).ifPresent(Terminal::keep);
  }
}
