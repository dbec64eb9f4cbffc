package banyan.relay.output.recording;

import banyan.protocol.ChannelId;
import banyan.protocol.Chunk;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * One channel that is being recorded. A thread of its own does all that a disk may hold up; whoever brings the chunks
 * never waits.
 */
public final class Recording implements AutoCloseable {
  /** How late a file is synced, or a recording ends. */
  private static final long PULSE_MILLIS = 500;

  private static final Logger LOG = Logger.getLogger(Recording.class.getName());

  private final String name;
  private final RecordingFolder folder;
  private final Recorder recorder;
  private final Backlog backlog;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile RecordingFigures figures = RecordingFigures.NONE;
  private boolean hasDropped;

  private Recording(
      ChannelId channel, RecordingWishes wishes, Supplier<String> title, BacklogRoom room,
      RecordingFolder.Disk disk) {
    this.name = channel.shortName();
    this.folder = new RecordingFolder(wishes.folder(), new FileNames(name), disk);
    this.recorder = new Recorder(name, wishes, folder, title, InstantSource.system());
    this.backlog = new Backlog(room);
  }

  /**
   * Begins; the first file is made when there is something to write.
   *
   * @param title of the channel as it is when a file begins; asked for on the recording's thread
   * @param room shared by all recordings of the process
   */
  public static Recording start(
      ChannelId channel, RecordingWishes wishes, Supplier<String> title, BacklogRoom room) {
    return start(channel, wishes, title, room, RecordingFolder.REAL);
  }

  static Recording start(
      ChannelId channel, RecordingWishes wishes, Supplier<String> title, BacklogRoom room,
      RecordingFolder.Disk disk) {
    Recording recording = new Recording(channel, wishes, title, room, disk);
    Thread thread = new Thread(recording::run, "banyan-record-" + recording.name);
    // A disk that hangs must not keep a program from its end.
    thread.setDaemon(true);
    thread.start();
    return recording;
  }

  /**
   * Makes the folder if it is missing.
   *
   * @throws IOException whose message says in a few words why nothing can be recorded there
   */
  public static void prepare(RecordingWishes wishes) throws IOException {
    try {
      Files.createDirectories(wishes.folder());
    } catch (IOException e) {
      throw new IOException(RecordingFolder.why(e), e);
    }
    if (!Files.isWritable(wishes.folder())) {
      throw new IOException("permission denied");
    }
  }

  /** The next chunk that players here get. Never waits. From one thread at a time. */
  public void add(Chunk chunk) {
    if (!backlog.offer(chunk) && !hasDropped) {
      hasDropped = true;
      LOG.warning(() -> "Channel " + name + ": the disk of " + folder.path() + " is too slow for the recording: parts "
          + "of the stream are left out of it. The stream goes on.");
    }
  }

  public RecordingFigures figures() {
    return figures.withDropped(backlog.dropped());
  }

  /** Takes no more; what has been taken is still written, soon. Does not wait for it. */
  @Override
  public void close() {
    backlog.close();
  }

  /** Done when all is on disk that will be. */
  public CompletableFuture<Void> ended() {
    return ended;
  }

  private static long nowMicros() {
    return System.nanoTime() / 1_000;
  }

  private void run() {
    try {
      while (!backlog.isOver()) {
        Chunk chunk = backlog.take(PULSE_MILLIS);
        if (chunk != null) {
          recorder.write(chunk, nowMicros());
        }
        recorder.pulse(nowMicros());
        figures = recorder.figures();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.log(Level.SEVERE, "The recording of channel " + name + " failed", e);
    } finally {
      backlog.close();
      recorder.close();
      figures = recorder.figures();
      tellWhatIsThere();
      ended.complete(null);
    }
  }

  private void tellWhatIsThere() {
    RecordingFigures now = figures();
    String done = String.format(Locale.ROOT, "Channel %s: recorded %d chunks, %.1f MB, in %d %s in %s", name,
        now.chunks(), now.bytes() / 1e6, now.files(), now.files() == 1 ? "file" : "files", folder.path());
    if (now.chunksDropped() + now.chunksMissed() == 0) {
      LOG.info(done + ".");
    } else {
      LOG.warning(done + "; left out: " + now.chunksDropped() + " because the disk was too slow, "
          + now.chunksMissed() + " while it could not be written to.");
    }
  }
}
