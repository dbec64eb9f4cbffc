package banyan.relay;

import banyan.directory.DialBack;
import banyan.directory.DirectoryClient;
import banyan.directory.DirectoryException;
import banyan.directory.JoinAnswer;
import banyan.directory.Lease;
import banyan.directory.PeerRegistration;
import banyan.directory.PeerState;
import banyan.directory.Publication;
import banyan.directory.SignedChannelRecord;
import banyan.protocol.Candidate;
import banyan.protocol.ChannelId;
import banyan.protocol.PeerId;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * This peer's place in an index's list of one channel: joined, renewed at the index's pace, left at the end. One
 * request at a time, all on the event loop. An index that is down disturbs nothing: it is asked again later.
 */
@SuppressWarnings("FutureReturnValueIgnored") // failures are handled in each future's own stage
final class IndexLease {
  /** What the lease needs to know of its peer, and tells it. */
  interface Peer {
    PeerRegistration registration(PeerState state);

    /** What to publish first, at the root. */
    Optional<SignedChannelRecord> record();

    CompletableFuture<PeerState> state();

    /** The index has dialled this peer, or failed to; it saw its request come from this host. */
    void dialledBack(boolean reached, String observedHost);
  }

  private static final Logger LOG = Logger.getLogger(IndexLease.class.getName());
  /** An index that fails is asked again after this, doubled each time up to the second. */
  private static final long RETRY_MILLIS = 2_000;
  private static final long RETRY_MAX_MILLIS = 15_000;
  /** Whatever an index says: neither a flood nor a peer that is forgotten. */
  private static final long RENEW_MIN_MILLIS = 500;
  private static final long RENEW_MAX_MILLIS = 600_000;
  /** A root that keeps changing its mind is heard this often, and its last word always. */
  private static final long PUBLISH_APART_NANOS = 1_000_000_000;
  /** How long a peer that leaves waits for the index to hear of it. */
  private static final int LEAVE_MILLIS = 1_000;

  private final EventLoop loop;
  private final ChannelId channel;
  private final PeerId self;
  private final DirectoryClient client;
  private final Peer peer;
  private @Nullable Lease lease;
  private boolean isBusy;
  private boolean isClosed;
  private boolean mustPublish = true;
  private boolean hasPublished;
  private long publishedAtNanos;
  private @Nullable Future<?> publishTimer;
  private @Nullable Publication publication;
  private @Nullable Consumer<List<Candidate>> wanted;
  private int wantedCount;
  private @Nullable Future<?> timer;
  private long retryMillis = RETRY_MILLIS;
  private volatile IndexStanding standing = IndexStanding.UNKNOWN;
  /** Whether a person has been told that this index is no help just now. */
  private boolean isTroubleTold;

  IndexLease(EventLoop loop, ChannelId channel, PeerId self, DirectoryClient client, Peer peer) {
    this.loop = loop;
    this.channel = channel;
    this.self = self;
    this.client = client;
    this.peer = peer;
  }

  /** Joins the list. */
  void start() {
    loop.execute(this::turn);
  }

  /** What the channel says of itself has changed, at the root. */
  void recordChanged() {
    loop.execute(() -> {
      mustPublish = true;
      turn();
    });
  }

  /** Gets candidates, possibly none, to a consumer on the loop. One question at a time. */
  void find(int count, Consumer<List<Candidate>> answer) {
    loop.execute(() -> {
      boolean isWaitingOut = standing == IndexStanding.BAD && !isBusy;
      if (isClosed || wanted != null || isWaitingOut) {
        answer.accept(List.of());
        return;
      }
      wanted = answer;
      wantedCount = count;
      turn();
    });
  }

  /** Whether the index may answer yet. On the loop only. */
  boolean isAsking() {
    return isBusy;
  }

  IndexStanding standing() {
    return standing;
  }

  String url() {
    return client.url();
  }

  /** Leaves the list; done when the index knows, or is not waited for any longer. */
  CompletableFuture<Void> close() {
    CompletableFuture<Void> left = new CompletableFuture<>();
    loop.execute(() -> {
      isClosed = true;
      answer(List.of());
      if (timer != null) {
        timer.cancel(false);
      }
      if (publishTimer != null) {
        publishTimer.cancel(false);
      }
      Lease last = lease;
      if (last == null) {
        left.complete(null);
      } else {
        client.leave(last).orTimeout(LEAVE_MILLIS, TimeUnit.MILLISECONDS)
            .whenComplete((done, failure) -> left.complete(null));
      }
    });
    return left;
  }

  /** Does the next thing that is due, unless one is under way. */
  private void turn() {
    if (isBusy || isClosed) {
      return;
    }
    Optional<SignedChannelRecord> record = mustPublish && mayPublish() ? peer.record() : Optional.empty();
    Lease held = lease;
    if (record.isPresent()) {
      mustPublish = false;
      hasPublished = true;
      publishedAtNanos = System.nanoTime();
      request(() -> client.publish(record.get()), answer -> publication = answer);
    } else if (held == null) {
      join();
    } else if (wanted != null) {
      request(() -> client.candidates(held, Math.max(1, Math.min(wantedCount, 5)), Set.of()),
          this::answer);
    }
  }

  /** If not now, it is this peer's turn again as soon as it may. */
  private boolean mayPublish() {
    long waitNanos = publishedAtNanos + PUBLISH_APART_NANOS - System.nanoTime();
    if (!hasPublished || waitNanos <= 0) {
      return true;
    }
    if (publishTimer == null) {
      publishTimer = loop.schedule(() -> {
        publishTimer = null;
        turn();
      }, waitNanos, TimeUnit.NANOSECONDS);
    }
    return false;
  }

  private void join() {
    request(
        () -> peer.state().thenCompose(state -> {
          PeerRegistration registration = peer.registration(state);
          Publication root = publication;
          return client.join(channel, root == null ? registration : registration.asRoot(root));
        }),
        this::joined);
  }

  private void joined(JoinAnswer answer) {
    lease = new Lease(channel, self, answer.token());
    heard(answer.dialBack(), answer.observedHost());
    renewIn(answer.renewMillis());
    answer(answer.candidates());
  }

  private void renew() {
    Lease held = lease;
    if (isBusy || held == null) {
      // Whatever is under way ends soon; whatever ends without a lease joins again.
      again(RENEW_MIN_MILLIS);
      return;
    }
    request(() -> peer.state().thenCompose(state -> client.renew(held, state)), renewed -> {
      heard(renewed.dialBack(), renewed.observedHost());
      renewIn(renewed.renewMillis());
    });
  }

  private void heard(DialBack dialBack, String observedHost) {
    switch (dialBack.outcome()) {
      case REACHED -> peer.dialledBack(true, observedHost);
      case FAILED -> peer.dialledBack(false, observedHost);
      case NOT_ASKED, PENDING -> { }
    }
  }

  private <T> void request(Supplier<CompletableFuture<T>> ask, Consumer<T> take) {
    isBusy = true;
    ask.get().whenComplete((answer, failure) -> loop.execute(() -> {
      isBusy = false;
      if (failure == null) {
        retryMillis = RETRY_MILLIS;
        fine();
        take.accept(answer);
        turn();
      } else {
        failed(failure);
      }
    }));
  }

  private void failed(Throwable failure) {
    if (isClosed) {
      return;
    }
    DirectoryException.Reason reason = DirectoryClient.reasonOf(failure);
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    boolean wasForgotten = reason == DirectoryException.Reason.NOT_KNOWN && lease != null;
    answer(List.of());
    mustPublish = true;
    if (wasForgotten) {
      // The index has lost its memory, not its mind.
      lease = null;
      again(jittered(RETRY_MILLIS));
      return;
    }
    String why = cause instanceof TimeoutException ? "it took too long" : String.valueOf(cause.getMessage());
    // A channel that goes on air now may be listed in a moment.
    boolean mayBeEarly = reason == DirectoryException.Reason.NOT_KNOWN && retryMillis == RETRY_MILLIS;
    standing = IndexStanding.BAD;
    if (!mayBeEarly && !isTroubleTold) {
      isTroubleTold = true;
      LOG.warning(why + " The stream does not depend on it; it is asked again from time to time.");
    }
    again(jittered(retryMillis));
    retryMillis = Math.min(2 * retryMillis, RETRY_MAX_MILLIS);
  }

  private void renewIn(long millis) {
    again(Math.max(RENEW_MIN_MILLIS, Math.min(millis, RENEW_MAX_MILLIS)));
  }

  private void again(long millis) {
    if (timer != null) {
      timer.cancel(false);
    }
    if (!isClosed) {
      timer = loop.schedule(this::due, millis, TimeUnit.MILLISECONDS);
    }
  }

  private void due() {
    timer = null;
    if (lease == null) {
      turn();
    } else {
      renew();
    }
  }

  /** Peers that an index lost at the same moment must not all come back at the same moment. */
  private static long jittered(long millis) {
    return millis + java.util.concurrent.ThreadLocalRandom.current().nextLong(millis / 2);
  }

  private void answer(List<Candidate> candidates) {
    Consumer<List<Candidate>> asker = wanted;
    wanted = null;
    if (asker != null) {
      asker.accept(candidates);
    }
  }

  private void fine() {
    standing = IndexStanding.GOOD;
    if (isTroubleTold) {
      isTroubleTold = false;
      LOG.info("The index at " + client.url() + " answers again.");
    }
  }
}
