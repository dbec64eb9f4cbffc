package banyan.launcher.acceptance;

import banyan.broadcast.chunks.ChunkDraft;
import banyan.broadcast.chunks.MediaPipeline;
import banyan.broadcast.media.AccessUnit;
import banyan.broadcast.media.SourceSinkAdapter;
import banyan.broadcast.media.Tracks;
import banyan.broadcast.testpattern.TestFrames;
import banyan.protocol.ChannelLink;
import banyan.protocol.Descriptor;
import banyan.relay.RelayPeer;
import banyan.relay.RelayPeerConfig;
import banyan.relay.RootSession;
import banyan.relay.StartException;
import banyan.relay.crypto.Ed25519Key;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A channel that has been on air for 26.5 hours, whose root is in this process: in what it sends the clock of MPEG-TS,
 * of 33 bits, is about to start over. Only this computer's clock was moved, from the first picture to the second. It
 * shows the test pattern, beginning with number 0.
 */
final class AgedChannel implements AutoCloseable {
  private static final int WIDTH = 320;
  private static final int HEIGHT = 180;
  private static final long CLOCK_MICROS = (1L << 33) * 100 / 9;
  private static final long PEAK_BITS_PER_SECOND = 2_000_000;
  private static final int CHUNK_MILLIS = 100;

  private final RelayPeer peer;
  private final RootSession root;
  private final MediaPipeline pipeline = new MediaPipeline(this::produce);
  private boolean isToday;
  private final Thread thread;
  private volatile boolean isClosed;

  private AgedChannel(RelayPeer peer, Duration beforeStartOver) {
    this.peer = peer;
    Ed25519Key key = Ed25519Key.generate();
    long epoch = System.currentTimeMillis();
    this.root = peer.root(key, epoch, new Descriptor.Fields(
        epoch, key.publicKey(), "A day on air", "h264", "aac", PEAK_BITS_PER_SECOND, CHUNK_MILLIS, 1, new TreeMap<>()),
        Optional.empty());
    this.thread = new Thread(() -> run(beforeStartOver), "an aged channel");
  }

  /** On air, and silent. */
  static AgedChannel open(Duration beforeStartOver) throws StartException {
    return new AgedChannel(RelayPeer.start(
        RelayPeerConfig.of(Ed25519Key.generate()).listeningOn("127.0.0.1", 0).withUpload(100_000_000)),
        beforeStartOver);
  }

  String link() {
    return new ChannelLink(peer.address().endpoints(), root.channel(), Optional.empty()).toString();
  }

  /** Sends, from now on. */
  void begin() {
    thread.start();
  }

  private void run(Duration beforeStartOver) {
    long now = 0;
    new TestFrames(WIDTH, HEIGHT, PatternClip.PICTURES_PER_SECOND, true, now).timeReached(now, 0, sink(now));
    pipeline.flush();
    isToday = true;
    long today = CLOCK_MICROS - beforeStartOver.toNanos() / 1_000;
    long started = System.nanoTime() / 1_000;
    TestFrames frames = new TestFrames(WIDTH, HEIGHT, PatternClip.PICTURES_PER_SECOND, true, today);
    while (!isClosed) {
      now = today + System.nanoTime() / 1_000 - started;
      pipeline.timeReached(now);
      if (frames.nextWakeMicros() <= now) {
        frames.timeReached(now, System.currentTimeMillis() * 1_000, sink(now));
      } else {
        long next = Math.min(frames.nextWakeMicros(), pipeline.nextWakeMicros());
        LockSupport.parkNanos(this, TimeUnit.MICROSECONDS.toNanos(next - now));
      }
    }
  }

  private SourceSinkAdapter sink(long nowMicros) {
    return new SourceSinkAdapter() {
      @Override
      public void tracks(Tracks tracks) {
        pipeline.tracks(tracks);
      }

      @Override
      public void accessUnit(AccessUnit unit) {
        pipeline.accessUnit(unit, nowMicros);
      }
    };
  }

  private void produce(ChunkDraft draft) {
    if (isToday) {
      root.produce(new RootSession.Draft(
          draft.isJoinPoint(), draft.isDiscontinuity(), draft.mediaTimeMicros(), draft.durationMicros(),
          draft.captureUnixMicros(), draft.payload()));
    }
  }

  /** Ends the channel, and says so. */
  void end() throws InterruptedException {
    isClosed = true;
    thread.join();
    pipeline.flush();
    root.close();
  }

  @Override
  public void close() {
    isClosed = true;
    peer.close();
  }
}
