package banyan.broadcast.control;

import banyan.protocol.About;
import banyan.protocol.Descriptor;
import banyan.protocol.Detail;
import banyan.protocol.PublicKey;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a channel on air says of itself: texts by its owner, codecs and rate as they turn out. Each change goes out at
 * once as the next revision; those that follow too closely go out together, as soon as they may. May be used from any
 * thread.
 */
public final class Announcement implements AutoCloseable {
  /** Nobody reads faster, and each revision costs every peer a signature to check. */
  static final long APART_MILLIS = 250;

  /**
   * What the stream is made of.
   *
   * @param videoCodec empty if there is no video, or none is known yet
   * @param audioCodec the same of audio
   * @param peakBitsPerSecond declared to peers, who reckon by it how many children they can feed
   */
  public record Stream(String videoCodec, String audioCodec, long peakBitsPerSecond) {}

  private final PublicKey key;
  private final int chunkMillis;
  private final Optional<String> indexUrl;
  private About about;
  private Stream stream;
  private long revision;
  private @Nullable Consumer<Descriptor.Fields> tell;
  private @Nullable ScheduledExecutorService clock;
  private long toldNanos = System.nanoTime();
  private boolean isDue;

  /**
   * Says nothing yet.
   *
   * @param key the channel's
   * @param epoch of this run: revisions begin above it
   * @param indexUrl where strangers find the channel listed; empty for nowhere
   */
  public Announcement(
      PublicKey key, long epoch, int chunkMillis, Optional<String> indexUrl, About about, Stream stream) {
    this.key = key;
    this.revision = epoch;
    this.chunkMillis = chunkMillis;
    this.indexUrl = indexUrl;
    this.about = about;
    this.stream = stream;
  }

  /** The next revision. */
  public synchronized Descriptor.Fields next() {
    revision = Math.max(System.currentTimeMillis(), revision + 1);
    toldNanos = System.nanoTime();
    SortedMap<String, String> details = about.details();
    indexUrl.ifPresent(url -> details.put(Descriptor.DETAIL_INDEX, url));
    return new Descriptor.Fields(
        revision, key, about.text(Detail.TITLE), stream.videoCodec, stream.audioCodec, stream.peakBitsPerSecond,
        chunkMillis, 1, details);
  }

  /**
   * From now on changes are told.
   *
   * @param toWhom gets each revision, in their order
   * @param when changes that have to wait are told by; it is to outlive this
   */
  public synchronized void goesOnAir(Consumer<Descriptor.Fields> toWhom, ScheduledExecutorService when) {
    tell = toWhom;
    clock = when;
  }

  public synchronized boolean isOnAir() {
    return tell != null;
  }

  public synchronized About about() {
    return about;
  }

  /**
   * The owner says something else.
   *
   * @param change gets what is said now; what it throws is thrown on, and nothing has changed
   * @return what is said from now on
   */
  public synchronized About change(UnaryOperator<About> change) {
    About now = change.apply(about);
    if (!now.equals(about)) {
      about = now;
      tellSoon();
    }
    return now;
  }

  /** The stream is not what it was, or was taken for. */
  public synchronized void streamIs(Stream now) {
    if (!now.equals(stream)) {
      stream = now;
      tellSoon();
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // telling does not fail
  private void tellSoon() {
    long waitNanos = toldNanos + TimeUnit.MILLISECONDS.toNanos(APART_MILLIS) - System.nanoTime();
    if (isDue || clock == null) {
      return;
    }
    if (waitNanos <= 0) {
      tellNow();
    } else {
      isDue = true;
      clock.schedule(this::tellNow, waitNanos, TimeUnit.NANOSECONDS);
    }
  }

  private synchronized void tellNow() {
    isDue = false;
    if (tell != null) {
      tell.accept(next());
    }
  }

  /** Nothing more is told. */
  @Override
  public synchronized void close() {
    tell = null;
    clock = null;
  }
}
