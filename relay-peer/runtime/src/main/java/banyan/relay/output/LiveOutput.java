package banyan.relay.output;

import banyan.http.Answer;
import banyan.http.BodyStream;
import banyan.http.Request;
import banyan.protocol.Chunk;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code /live/CHANNEL.ts} of one channel: an endless MPEG-TS for each player that asks, from the newest join point on,
 * byte for byte as the broadcaster made it. With {@code ?next-run=no} it ends where the broadcaster begins a new run,
 * for players that cannot go on where times begin anew. Lives on one event loop; only {@link #answer} may be called
 * elsewhere.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the connection, which is told
public final class LiveOutput {
  /** What a player's connection may hold beyond the kernel's buffers: four of the largest chunks. */
  private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(128 * 1024, 256 * 1024);
  /** Keyframes of live encoders come every 1–10 s; players themselves give up after 10–30 s. */
  static final int JOIN_POINT_SECONDS = 10;

  private final EventLoop loop;
  private final IntConsumer viewersChanged;
  private final LiveTail tail;
  private final List<Viewer> viewers = new ArrayList<>();
  private final List<Waiting> waiting = new ArrayList<>();
  private boolean isStale;
  private boolean isClosed;

  /**
   * Shows what is in the tail.
   *
   * @param viewersChanged gets how many there are, on the loop
   */
  public LiveOutput(EventLoop loop, LiveTail tail, IntConsumer viewersChanged) {
    this.loop = loop;
    this.tail = tail;
    this.viewersChanged = viewersChanged;
  }

  /** The tail has grown; players get what is new with {@link #flush}. */
  public void added() {
    isStale = true;
  }

  /** Writes what was added. */
  public void flush() {
    if (!isStale) {
      return;
    }
    isStale = false;
    if (tail.newestJoinPoint() != LiveTail.NONE) {
      List<Waiting> now = List.copyOf(waiting);
      waiting.clear();
      now.forEach(one -> one.answer.complete(stream(one.isOneRun)));
    }
    for (Viewer viewer : List.copyOf(viewers)) {
      viewer.pump();
    }
  }

  /** Answers a player, as soon as there is something to play. */
  public CompletionStage<Answer> answer(Request request) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    boolean isOneRun = request.declines("next-run");
    loop.execute(() -> {
      if (isClosed) {
        answer.complete(Answer.error(404, "This channel has been left here."));
      } else if (request.method().equals("HEAD") || tail.newestJoinPoint() != LiveTail.NONE) {
        answer.complete(stream(isOneRun));
      } else {
        Waiting one = new Waiting(answer, isOneRun);
        waiting.add(one);
        loop.schedule(() -> giveUp(one), JOIN_POINT_SECONDS, TimeUnit.SECONDS);
      }
    });
    return answer;
  }

  private void giveUp(Waiting one) {
    if (waiting.remove(one)) {
      one.answer.complete(Answer.error(
          503, "Nothing of this channel has arrived within " + JOIN_POINT_SECONDS
              + " s: the broadcaster may be off air, or this peer has found nobody to get it from. Try again later.")
          .with("retry-after", "5"));
    }
  }

  private Answer stream(boolean isOneRun) {
    return Answer.stream("video/mp2t", out -> {
      if (isClosed) {
        out.end();
      } else {
        new Viewer(out, isOneRun).begin();
      }
    }).with("cache-control", "no-store").readableByAnyPage();
  }

  /** Ends every player's stream. */
  public void close() {
    loop.execute(() -> {
      isClosed = true;
      List.copyOf(waiting).forEach(this::giveUp);
      List.copyOf(viewers).forEach(viewer -> viewer.out.end());
    });
  }

  /** A player before there is something to play. */
  private record Waiting(CompletableFuture<Answer> answer, boolean isOneRun) {}

  /** One player. */
  private final class Viewer {
    private final BodyStream out;
    private final boolean isOneRun;
    private final LiveCursor cursor = new LiveCursor();
    private final TsSplice splice = new TsSplice();

    Viewer(BodyStream out, boolean isOneRun) {
      this.out = out;
      this.isOneRun = isOneRun;
    }

    void begin() {
      out.channel().config().setWriteBufferWaterMark(WATER_MARK);
      viewers.add(this);
      viewersChanged.accept(viewers.size());
      out.onWritable(this::pump);
      out.onClosed(() -> {
        viewers.remove(this);
        viewersChanged.accept(viewers.size());
      });
      pump();
    }

    void pump() {
      boolean wrote = false;
      while (out.isOpen() && out.isWritable()) {
        @Nullable Chunk chunk = cursor.next(tail);
        if (chunk == null) {
          break;
        }
        if (isOneRun && cursor.isNextRun()) {
          out.end();
          return;
        }
        if (cursor.hasSkipped()) {
          splice.skipped();
        }
        ByteBuffer payload = chunk.payload();
        ByteBuffer before = splice.before(payload);
        if (before.hasRemaining()) {
          out.write(Unpooled.wrappedBuffer(before));
        }
        out.write(Unpooled.wrappedBuffer(payload));
        wrote = true;
      }
      if (wrote) {
        out.flush();
      }
    }
  }
}
