package banyan.player.channels;

import banyan.directory.ChannelPage;
import banyan.directory.ChannelQuery;
import banyan.directory.DirectoryClient;
import banyan.directory.DirectoryLimits;
import banyan.protocol.PlainText;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks indexes for their channels, again and again: every 3 s, more rarely one that does not answer. May be used from
 * any thread; the listener is called on the watch's own.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what an index answers or fails with is told to the listener
public final class ChannelWatch implements AutoCloseable {
  /** An index makes its list anew once a second; people look at it for longer. */
  static final long REFRESH_MILLIS = 3_000;
  static final long REFRESH_FAILED_MAX_MILLIS = 30_000;
  private static final int DOUBLINGS_MAX = 4;

  /** Asks one index. */
  public interface Index {
    CompletableFuture<ChannelPage> channels(ChannelQuery query);
  }

  private final Function<String, Index> indexes;
  private final Consumer<ChannelList> listener;
  private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(run -> {
    Thread thread = new Thread(run, "channel-watch");
    thread.setDaemon(true);
    return thread;
  });
  // From here on the worker's alone.
  private final Map<String, Integer> failures = new HashMap<>();
  private ChannelList list = ChannelList.NONE;
  /** Goes up with each change of what is asked: an answer to an older question counts no more. */
  private long round;

  /** @param listener gets each new list; is to be quick */
  public ChannelWatch(Consumer<ChannelList> listener) {
    this(url -> new DirectoryClient(url)::channels, listener);
  }

  ChannelWatch(Function<String, Index> indexes, Consumer<ChannelList> listener) {
    this.indexes = indexes;
    this.listener = listener;
  }

  /**
   * Asks these from now on.
   *
   * @param query words that titles must contain; empty for all channels
   */
  public void ask(List<String> urls, String query) {
    String bounded = query.strip();
    String words = bounded.substring(0, Math.min(bounded.length(), DirectoryLimits.MAX_QUERY_CHARS));
    onWorker(() -> {
      round++;
      failures.clear();
      Map<String, ChannelList.Answer> known = new HashMap<>();
      list.indexes().forEach(answer -> known.put(answer.url(), answer));
      boolean isSameQuery = list.query().equals(words);
      // Until the new answer has come the old one is better than an empty list, unless it answers another question.
      list = new ChannelList(words, urls.stream().distinct()
          .map(url -> Optional.ofNullable(known.get(url)).filter(answer -> isSameQuery)
              .orElseGet(() -> ChannelList.Answer.none(url)))
          .toList());
      listener.accept(list);
      list.indexes().forEach(answer -> refresh(answer.url(), round));
    });
  }

  private void refresh(String url, long ofRound) {
    if (ofRound != round) {
      return;
    }
    CompletableFuture<ChannelPage> page;
    try {
      page = indexes.apply(url).channels(
          new ChannelQuery(list.query(), DirectoryLimits.MAX_PAGE_CHANNELS, Optional.empty()));
    } catch (IllegalArgumentException e) {
      page = CompletableFuture.failedFuture(e);
    }
    page.whenComplete((answer, failure) -> onWorker(() -> answered(url, ofRound, answer, failure)));
  }

  private void answered(
      String url, long ofRound, @Nullable ChannelPage page,
      @Nullable Throwable failure) {
    if (ofRound != round) {
      return;
    }
    ChannelList.Answer last = list.indexes().stream().filter(answer -> answer.url().equals(url)).findFirst()
        .orElseGet(() -> ChannelList.Answer.none(url));
    if (page != null) {
      failures.remove(url);
      List<ListedChannel> channels = page.channels().stream().limit(DirectoryLimits.MAX_PAGE_CHANNELS)
          .flatMap(said -> ListedChannel.of(said).stream()).toList();
      list = list.with(new ChannelList.Answer(url, channels, page.total(), true, Optional.empty()));
    } else {
      failures.merge(url, 1, Integer::sum);
      list = list.with(new ChannelList.Answer(
          url, last.channels(), last.total(), last.hasAnswered(), Optional.of(sentence(failure))));
    }
    listener.accept(list);
    int doublings = Math.min(DOUBLINGS_MAX, failures.getOrDefault(url, 0));
    worker.schedule(() -> refresh(url, ofRound),
        Math.min(REFRESH_FAILED_MAX_MILLIS, REFRESH_MILLIS << doublings), TimeUnit.MILLISECONDS);
  }

  private static String sentence(@Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause() : failure;
    String said = cause == null || cause.getMessage() == null ? "The index did not answer." : cause.getMessage();
    return PlainText.of(said, 300);
  }

  private void onWorker(Runnable run) {
    try {
      worker.execute(run);
    } catch (RejectedExecutionException e) {
      // Closed: nobody wants to know any more.
    }
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }
}
