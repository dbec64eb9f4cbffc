package banyan.relay.output.hls;

import banyan.http.Answer;
import banyan.http.Request;
import banyan.protocol.Chunk;
import banyan.relay.output.LiveTail;
import io.netty.channel.EventLoop;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One channel as HLS: {@code /live/CHANNEL/index.m3u8} for all, {@code /live/CHANNEL/session.m3u8} for each player of
 * its own. Costs nothing while nobody asks. Lives on one event loop; only what answers requests may be called
 * elsewhere.
 */
@SuppressWarnings("FutureReturnValueIgnored") // these timers end well only
public final class HlsOutput {
  /** A player that asks for a session waits for no more than this: its next request must not come late. */
  static final long RELOAD_MICROS = 900_000;
  /** As for a player of the endless stream. */
  static final long FIRST_SEGMENT_MICROS = 10_000_000;
  /** The playlist for all ends when nobody has asked for so long. */
  static final long IDLE_MICROS = 60_000_000;

  /** A chunk that comes within this share of what it plays is of a heap; after as long without one that is over. */
  private static final double HURRIED = 0.66;
  /** Nobody waits for longer: some streams never come at their pace. */
  static final long HEAPS_MOST_MICROS = 3_000_000;

  /** Of the answer to a HEAD: {@link PlayerSession#newStartMicros}. */
  private static final String NEW_START = "banyan-new-start-micros";
  private static final String SEGMENT_TYPE = "video/mp2t";

  /** An answer that waits for chunks. */
  private record Waiting(CompletableFuture<Answer> answer, Supplier<Optional<Answer>> attempt) {}

  private final EventLoop loop;
  private final LiveTail tail;
  private final LongSupplier nowMicros;
  private final LongSupplier bitsPerSecond;
  private final IntConsumer viewersChanged;
  private final SecureRandom names = new SecureRandom();
  private final Sessions sessions = new Sessions();
  private final Audience audience = new Audience();
  private final List<Waiting> waiting = new ArrayList<>();
  private @Nullable SlidingPlaylist sliding;
  private long slidingNumber;
  private long slidingAskedAtMicros;
  private int viewers;
  private long addedAtMicros = Long.MIN_VALUE / 2;
  private long calmMicros;
  private boolean isHurried;
  private boolean isCalmAwaited;
  private boolean isClosed;

  /**
   * Shows what is in the tail.
   *
   * @param nowMicros a monotonic clock
   * @param bitsPerSecond what the stream takes at most
   * @param viewersChanged gets how many seem to watch, on the loop
   */
  public HlsOutput(
      EventLoop loop, LiveTail tail, LongSupplier nowMicros, LongSupplier bitsPerSecond, IntConsumer viewersChanged) {
    this.loop = loop;
    this.tail = tail;
    this.nowMicros = nowMicros;
    this.bitsPerSecond = bitsPerSecond;
    this.viewersChanged = viewersChanged;
  }

  /** The tail has grown by this chunk; those who wait for it get it with {@link #flush}. */
  public void added(Chunk chunk) {
    long now = nowMicros.getAsLong();
    calmMicros = (long) (HURRIED * chunk.durationMicros());
    isHurried = now - addedAtMicros < calmMicros;
    addedAtMicros = now;
    if (sliding != null) {
      sliding.add(chunk);
    }
  }

  /** Answers those who wait for what was added. */
  public void flush() {
    awaitCalm();
    for (Waiting one : List.copyOf(waiting)) {
      one.attempt().get().ifPresent(answer -> {
        waiting.remove(one);
        one.answer().complete(answer);
      });
    }
  }

  /** Forgets those who ask no more; to be called about once a second. */
  public void pulse() {
    long now = nowMicros.getAsLong();
    sessions.expire(now);
    if (sliding != null && now - slidingAskedAtMicros >= IDLE_MICROS) {
      slidingNumber = sliding.nextNumber();
      sliding = null;
    }
    tellViewers(now);
  }

  private void tellViewers(long now) {
    int count = audience.count(now);
    if (count != viewers) {
      viewers = count;
      viewersChanged.accept(count);
    }
  }

  /** Refuses whoever waits, and whoever asks from now on. */
  public void close() {
    loop.execute(() -> {
      isClosed = true;
      List.copyOf(waiting).forEach(one -> one.answer().complete(left()));
      waiting.clear();
    });
  }

  /** The playlist for all players. */
  public CompletionStage<Answer> index(Request request) {
    return onLoop(() -> {
      SlidingPlaylist playlist = sliding();
      if (isHead(request)) {
        return CompletableFuture.completedFuture(playlist(playlist.text()));
      }
      long now = nowMicros.getAsLong();
      audience.seen(request.remote().getAddress() + " " + request.header("user-agent").orElse(""), now);
      tellViewers(now);
      return when(FIRST_SEGMENT_MICROS,
          () -> playlist.isEmpty() ? Optional.empty() : Optional.of(playlist(playlist.text())), HlsOutput::nothingYet);
    });
  }

  /** A segment of the playlist for all players; the route names its {@code segment}. */
  public CompletionStage<Answer> segment(Request request) {
    return onLoop(() -> CompletableFuture.completedFuture(
        answer(sliding().segment(request.parameter("segment") + ".ts"))));
  }

  /**
   * Begins a session for a player, and tells it its address; with {@code sound=no} in the query for the picture alone,
   * with {@code viewer=no} for one who is counted elsewhere.
   */
  public CompletionStage<Answer> newSession(Request request) {
    return onLoop(() -> {
      String name = isHead(request) ? "0".repeat(16) : String.format("%016x", names.nextLong());
      PlayerSession session = new PlayerSession(
          name, !request.declines("sound"), !request.declines("viewer"));
      if (!isHead(request) && !sessions.open(name, session, nowMicros.getAsLong())) {
        return CompletableFuture.completedFuture(Answer.error(503, "There are " + Sessions.MAX_SESSIONS
            + " players with sessions here already. Play the .ts or index.m3u8 of this channel, or close one of them.")
            .readableByAnyPage());
      }
      return CompletableFuture.completedFuture(
          playlist(PlaylistText.leadingTo("session/" + name + ".m3u8", bitsPerSecond.getAsLong())));
    });
  }

  /** The playlist of the {@code session} that the route names. */
  public CompletionStage<Answer> session(Request request) {
    return onSession(request, session -> {
      if (isHead(request)) {
        Answer answer = playlist(session.text());
        return CompletableFuture.completedFuture(comesInHeaps() ? answer
            : answer.with(NEW_START, Long.toString(session.newStartMicros(tail))));
      }
      boolean isFirst = session.isEmpty();
      long calmBy = nowMicros.getAsLong() + HEAPS_MOST_MICROS;
      return when(isFirst ? FIRST_SEGMENT_MICROS : RELOAD_MICROS,
          () -> isFirst && comesInHeaps() && nowMicros.getAsLong() < calmBy || !session.reload(tail) ? Optional.empty()
              : Optional.of(playlist(session.text())),
          () -> isFirst ? nothingYet() : playlist(session.text()));
    });
  }

  /** A {@code segment} of a {@code session}, as the route names them. */
  public CompletionStage<Answer> sessionSegment(Request request) {
    return onSession(request, session -> CompletableFuture.completedFuture(answer(
        session.segment(request.parameter("session") + "/" + request.parameter("segment") + ".ts"))));
  }

  /** What to do with a session that exists. */
  private interface SessionRequest {
    CompletionStage<Answer> answer(PlayerSession session);
  }

  private CompletionStage<Answer> onSession(Request request, SessionRequest then) {
    return onLoop(() -> {
      String name = request.parameter("session");
      long now = nowMicros.getAsLong();
      Optional<PlayerSession> session = sessions.asked(name, now);
      if (session.isEmpty()) {
        return CompletableFuture.completedFuture(Answer.error(404, "This session is over: nobody asked for it for "
            + Sessions.IDLE_MICROS / 1_000_000 + " s. Begin another at session.m3u8.").readableByAnyPage());
      }
      if (session.get().isViewer()) {
        audience.seen(name, now);
        tellViewers(now);
      }
      return then.answer(session.get());
    });
  }

  /** Made when somebody asks, of all that is here. */
  private SlidingPlaylist sliding() {
    slidingAskedAtMicros = nowMicros.getAsLong();
    if (sliding == null) {
      sliding = new SlidingPlaylist(slidingNumber);
      for (long at = tail.first(); at < tail.end(); at++) {
        sliding.add(tail.get(at));
      }
    }
    return sliding;
  }

  private CompletionStage<Answer> onLoop(Supplier<CompletionStage<Answer>> handler) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    loop.execute(() -> {
      if (isClosed) {
        answer.complete(left());
        return;
      }
      try {
        handler.get().thenAccept(answer::complete);
      } catch (RuntimeException e) {
        answer.completeExceptionally(e);
      }
    });
    return answer;
  }

  /** The first answer that an attempt gives, now or after chunks have come; after a while this other one. */
  private CompletionStage<Answer> when(
      long patienceMicros, Supplier<Optional<Answer>> attempt, Supplier<Answer> otherwise) {
    Optional<Answer> now = attempt.get();
    if (now.isPresent()) {
      return CompletableFuture.completedFuture(now.get());
    }
    Waiting one = new Waiting(new CompletableFuture<>(), attempt);
    waiting.add(one);
    awaitCalm();
    loop.schedule(() -> {
      if (waiting.remove(one)) {
        one.answer().complete(otherwise.get());
      }
    }, patienceMicros, TimeUnit.MICROSECONDS);
    return one.answer();
  }

  /**
   * Whether the newest chunks came faster than they play: what an encoder has kept back for seconds comes so, or what a
   * parent has in hand. Who began in the midst of it would be behind live for as long as it plays.
   */
  private boolean comesInHeaps() {
    return isHurried && nowMicros.getAsLong() - addedAtMicros < calmMicros;
  }

  /** Looks again at those who wait when no more has come for a moment. */
  private void awaitCalm() {
    if (comesInHeaps() && !waiting.isEmpty() && !isCalmAwaited) {
      isCalmAwaited = true;
      loop.schedule(() -> {
        isCalmAwaited = false;
        flush();
      }, calmMicros, TimeUnit.MICROSECONDS);
    }
  }

  private static boolean isHead(Request request) {
    return request.method().equals("HEAD");
  }

  private static Answer playlist(String text) {
    return Answer.text(200, PlaylistText.TYPE, text).with("cache-control", "no-store").readableByAnyPage();
  }

  private static Answer answer(Optional<Segment> segment) {
    return segment.<Answer>map(found -> Answer.pieces(200, SEGMENT_TYPE, found.parts())
            .with("cache-control", "max-age=60"))
        .orElseGet(() -> Answer.error(404, "This segment is not held any more, or never was: load the playlist anew."))
        .readableByAnyPage();
  }

  private static Answer nothingYet() {
    return Answer.error(
        503, "Not enough of this channel has arrived within " + FIRST_SEGMENT_MICROS / 1_000_000
            + " s: the broadcaster may be off air or send keyframes rarely, or this peer has found nobody to get it"
            + " from. Try again later.")
        .with("retry-after", "5").readableByAnyPage();
  }

  private static Answer left() {
    return Answer.error(404, "This channel has been left here.").readableByAnyPage();
  }
}
