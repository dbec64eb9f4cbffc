package banyan.broadcast;

import banyan.broadcast.chunks.Advice;
import banyan.broadcast.chunks.ChunkDraft;
import banyan.broadcast.chunks.MediaFigures;
import banyan.broadcast.chunks.MediaPipeline;
import banyan.broadcast.chunks.SourceFigures;
import banyan.broadcast.control.Announcement;
import banyan.broadcast.media.AccessUnit;
import banyan.broadcast.media.Source;
import banyan.broadcast.media.SourceSink;
import banyan.broadcast.media.Tracks;
import banyan.protocol.Signer;
import banyan.relay.RelayPeer;
import banyan.relay.RootSession;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A channel on air: what a source delivers is put on the channel's timeline, cut into chunks, signed, and goes down
 * the tree from a peer. The source may lose its encoder and get another; the channel stays.
 */
public final class Broadcaster implements AutoCloseable {
  /** Chunks of a quiet source are cut this late at most, beside their own 100 ms. */
  private static final long CUT_MILLIS = 20;
  private static final long LOOK_MILLIS = 1_000;
  private static final int CHUNK_MILLIS = 100;
  /** Declared until the stream has been measured: a usual encoder's rate. */
  private static final long PEAK_BEFORE_MEASURED = 3_000_000;
  /** Media that a first measurement needs: two of the 2 s over which a peak is taken. */
  private static final long MEASURED_AFTER_MILLIS = 4_000;
  /** Kept above what was measured, in percent: the next seconds differ from the last ones. */
  private static final long HEADROOM_PERCENT = 20;
  private static final long ROUNDED_TO = 100_000;

  private static final Logger LOG = Logger.getLogger(Broadcaster.class.getName());

  private final BroadcastConfig config;
  private final Announcement announcement;
  private final RootSession root;
  private final Ending ending;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "banyan-media-clock");
        thread.setDaemon(true);
        return thread;
      });
  /** Guards the pipeline: the source's thread and the clock's both drive it. */
  private final Object pipelineLock = new Object();
  private final MediaPipeline pipeline;
  private final Source source;
  private volatile boolean isClosed;

  private long peakBitsPerSecond;
  private long mediaSinceMillis;
  private final Set<Advice.Topic> told = EnumSet.noneOf(Advice.Topic.class);
  /** What is on air now, for people; empty without an encoder. */
  private volatile String encoder = "";
  /** When the last encoder went; 0 while there is one, and before the first. */
  private volatile long encoderGoneNanos;

  /** How a broadcast comes to its end other than by {@link Broadcaster#close}. Each is called once at most. */
  public interface Ending {
    /** The source has ended as it should, or its encoder has stayed away for too long: a sentence says which. */
    void ended(String sentence);

    /** The source broke for good, as the sentence says. */
    void failed(String sentence);
  }

  private Broadcaster(RelayPeer peer, Signer key, long epoch, BroadcastConfig config, Ending ending)
      throws IOException {
    this.config = config;
    this.ending = ending;
    this.peakBitsPerSecond = config.peakBitsPerSecond() > 0 ? config.peakBitsPerSecond() : PEAK_BEFORE_MEASURED;
    this.announcement = new Announcement(
        key.publicKey(), epoch, CHUNK_MILLIS, config.advertisedIndexUrl(), config.about(),
        new Announcement.Stream("", "", peakBitsPerSecond));
    this.pipeline = new MediaPipeline(this::produce);
    // The source first: a channel whose source cannot be opened never goes on air. What it brings waits for the root.
    synchronized (pipelineLock) {
      this.source = Sources.open(config.source(), new Sink());
      this.root = peer.root(key, epoch, announcement.next(), config.indexUrl(), config.pushTo());
    }
    announcement.goesOnAir(root::describe, clock);
    root.session().tellInStatus("source", () -> sourceFigures().asStatus());
  }

  /**
   * Goes on air.
   *
   * @param peer carries the channel; it is not closed with the broadcaster
   * @param key the channel's
   * @param epoch higher than that of any run before it; see {@link banyan.relay.crypto.EpochFile}
   * @param ending hears when there is nothing to send any more; the channel is closed by {@link #close} alone
   * @throws IOException with a sentence for a person, if the source cannot be opened
   */
  public static Broadcaster start(
      RelayPeer peer, Signer key, long epoch, BroadcastConfig config, Ending ending) throws IOException {
    Broadcaster broadcaster = new Broadcaster(peer, key, epoch, config, ending);
    broadcaster.repeat(broadcaster::cut, CUT_MILLIS);
    broadcaster.repeat(broadcaster::look, LOOK_MILLIS);
    return broadcaster;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // what the task throws is told before the future would keep it
  private void repeat(Runnable task, long millis) {
    clock.scheduleAtFixedRate(() -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        LOG.log(Level.SEVERE, "The broadcaster's clock failed", e);
        ending.failed("The broadcast ended by a fault of Banyan's own: " + e + ". --verbose tells where.");
        throw e;
      }
    }, millis, millis, TimeUnit.MILLISECONDS);
  }

  public RootSession root() {
    return root;
  }

  /** What the channel says of itself. */
  public Announcement announcement() {
    return announcement;
  }

  /** Where encoders on this computer send to, as a URL; empty for a source without encoders. */
  public Optional<String> encodersSendTo() {
    return source.encodersSendTo();
  }

  public String sourceDescription() {
    return source.description();
  }

  /** How the source is now. */
  public SourceFigures sourceFigures() {
    return new SourceFigures(
        source.description(), encoder, source.encodersSendTo().isPresent(), figures(), config.peakBitsPerSecond());
  }

  /** What has been seen and made so far. */
  public MediaFigures figures() {
    synchronized (pipelineLock) {
      return pipeline.figures();
    }
  }

  /** Ends the channel, and says so to everybody on it. */
  @Override
  public void close() {
    isClosed = true;
    announcement.close();
    clock.shutdownNow();
    source.close();
    synchronized (pipelineLock) {
      pipeline.flush();
    }
    root.close();
  }

  private void produce(ChunkDraft draft) {
    root.produce(new RootSession.Draft(
        draft.isJoinPoint(), draft.isDiscontinuity(), draft.mediaTimeMicros(), draft.durationMicros(),
        draft.captureUnixMicros(), draft.payload()));
  }

  private static long nowMicros() {
    return System.nanoTime() / 1_000;
  }

  private void cut() {
    synchronized (pipelineLock) {
      if (pipeline.nextWakeMicros() <= nowMicros()) {
        pipeline.timeReached(nowMicros());
      }
    }
  }

  /** Once a second: what the stream turns out to be is told to everybody on the channel. */
  private void look() {
    MediaFigures seen = figures();
    long now = System.currentTimeMillis();
    if (seen.chunks() > 0 && mediaSinceMillis == 0) {
      mediaSinceMillis = now;
    }
    boolean measured = mediaSinceMillis > 0 && now - mediaSinceMillis >= MEASURED_AFTER_MILLIS;
    boolean asked = config.peakBitsPerSecond() > 0;
    long needed = seen.peakBitsPerSecond() * (100 + HEADROOM_PERCENT) / 100;
    long rounded = Math.max(ROUNDED_TO, (needed + ROUNDED_TO - 1) / ROUNDED_TO * ROUNDED_TO);
    boolean first = peakBitsPerSecond == PEAK_BEFORE_MEASURED && measured && !asked;
    boolean rateChanges = !asked && (first && rounded != peakBitsPerSecond
        || seen.peakBitsPerSecond() > peakBitsPerSecond);
    for (Advice advice : Advice.on(seen, config.peakBitsPerSecond())) {
      if (told.add(advice.topic())) {
        LOG.warning(advice.sentence());
      }
    }
    endAfterGrace();
    peakBitsPerSecond = rateChanges ? rounded : peakBitsPerSecond;
    if (rateChanges || seen.tracks().isPresent()) {
      announcement.streamIs(new Announcement.Stream(seen.videoCodec(), seen.audioCodec(), peakBitsPerSecond));
    }
  }

  private void endAfterGrace() {
    long gone = encoderGoneNanos;
    if (gone != 0 && config.grace().isPresent() && System.nanoTime() - gone > config.grace().get().toNanos()) {
      encoderGoneNanos = 0;
      ending.ended("No encoder has come back within " + config.grace().get().toMillis() / 1e3 + " s (--grace).");
    }
  }

  /** A source may deliver before the constructor is through; what it says of encoders comes later. */
  private Source source() {
    synchronized (pipelineLock) {
      return source;
    }
  }

  private final class Sink implements SourceSink {
    @Override
    public void encoderConnected(String name) {
      encoder = name;
      encoderGoneNanos = 0;
      LOG.info(() -> "Encoder connected: " + name);
    }

    @Override
    public void tracks(Tracks tracks) {
      synchronized (pipelineLock) {
        pipeline.tracks(tracks);
      }
    }

    @Override
    public void accessUnit(AccessUnit unit) {
      synchronized (pipelineLock) {
        pipeline.accessUnit(unit, nowMicros());
      }
    }

    @Override
    public void damaged(int pieces) {
      synchronized (pipelineLock) {
        pipeline.damaged(pieces);
      }
    }

    @Override
    public void warning(String sentence) {
      LOG.warning(sentence);
    }

    @Override
    public void encoderRefused(String sentence) {
      LOG.warning(sentence);
    }

    @Override
    public void encoderGone() {
      synchronized (pipelineLock) {
        pipeline.flush();
      }
      encoder = "";
      if (!isClosed && source().encodersSendTo().isPresent()) {
        encoderGoneNanos = System.nanoTime();
        LOG.info("The encoder is gone; the channel waits for it.");
      }
    }

    @Override
    public void ended() {
      ending.ended("The source has come to its end.");
    }

    @Override
    public void failed(String sentence) {
      ending.failed(sentence);
    }
  }
}
