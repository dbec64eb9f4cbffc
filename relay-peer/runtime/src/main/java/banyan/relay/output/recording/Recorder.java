package banyan.relay.output.recording;

import banyan.protocol.Chunk;
import banyan.protocol.Position;
import banyan.relay.output.TsSplice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes a channel's chunks to files, one behind another: all files together are what a player gets who watches all the
 * time, byte for byte.
 *
 * <pre>
 *   WAITING    the first join point comes              RECORDING
 *   RECORDING  the disk or the folder fails            STOPPED, trying again after 1 s
 *   STOPPED    a join point comes, and it is time      RECORDING in a new file; or STOPPED, for twice as long
 *   any        it is closed                            ENDED
 * </pre>
 *
 * One thread's own; {@code nowMicros} is monotonic.
 */
final class Recorder {
  /** What is younger may be lost when the machine's power fails. */
  static final long SYNC_MICROS = 5_000_000;
  static final long FIRST_RETRY_MICROS = 1_000_000;
  static final long LAST_RETRY_MICROS = 60_000_000;
  /** Less is not worth a new file: a minute of a usual stream. */
  static final long ROOM_BYTES = 16 << 20;

  private static final Logger LOG = Logger.getLogger(Recorder.class.getName());

  private final String name;
  private final RecordingWishes wishes;
  private final RecordingFolder folder;
  private final Supplier<String> title;
  private final InstantSource clock;
  private final Roll roll;
  private final TsSplice splice = new TsSplice();

  private RecordingFigures.State state = RecordingFigures.State.WAITING;
  private @Nullable RecordingFile file;
  /** Of the chunk that was written last. */
  private @Nullable Position last;
  private boolean isTakenAway;
  private long syncedAtMicros;
  private long retryMicros;
  private long retryAtMicros;
  private long recordingSinceMicros;
  private String problem = "";
  private boolean cannotDelete;

  private long files;
  private long bytes;
  private long chunks;
  private long missed;
  private long stops;

  /**
   * Begins with the first join point.
   *
   * @param name of the channel, for the log
   * @param title of the channel as it is now
   * @param clock by which files are named
   */
  Recorder(
      String name, RecordingWishes wishes, RecordingFolder folder, Supplier<String> title, InstantSource clock) {
    this.name = name;
    this.wishes = wishes;
    this.folder = folder;
    this.title = title;
    this.clock = clock;
    this.roll = new Roll(wishes.every().toNanos() / 1_000, wishes.fileBytes().orElse(Long.MAX_VALUE));
  }

  /** Writes the next chunk, or counts it as missed. */
  void write(Chunk chunk, long nowMicros) {
    if (file == null && !(chunk.isJoinPoint() && mayBegin(nowMicros))) {
      missed++;
      return;
    }
    try {
      RecordingFile open = file;
      if (open == null || roll.isDueAt(chunk) || isTakenAway && chunk.isJoinPoint()) {
        open = next(chunk, nowMicros);
      }
      append(chunk, open, nowMicros);
    } catch (IOException e) {
      missed++;
      stop(e, nowMicros);
    }
  }

  /** Does what time asks for; to be called some times a second. */
  void pulse(long nowMicros) {
    RecordingFile open = file;
    if (open == null || nowMicros - syncedAtMicros < SYNC_MICROS) {
      return;
    }
    syncedAtMicros = nowMicros;
    try {
      open.sync();
      if (!isTakenAway && !open.isThere()) {
        isTakenAway = true;
        LOG.warning(() -> "Channel " + name + ": " + open.path() + " was moved or deleted; a new file begins.");
      }
    } catch (IOException e) {
      stop(e, nowMicros);
      return;
    }
    deleteOldest(open);
  }

  /** Ends the file. */
  void close() {
    state = RecordingFigures.State.ENDED;
    try {
      endFile();
    } catch (IOException e) {
      LOG.warning("Channel " + name + ": the last seconds of the recording may be lost ("
          + RecordingFolder.why(e) + ").");
    }
  }

  RecordingFigures figures() {
    return new RecordingFigures(
        state, file == null ? "" : file.path().toString(), files, bytes, chunks, 0, missed, stops, problem);
  }

  private boolean mayBegin(long nowMicros) {
    if (state != RecordingFigures.State.STOPPED) {
      return true;
    }
    if (nowMicros < retryAtMicros) {
      return false;
    }
    if (folder.hasRoom(ROOM_BYTES)) {
      return true;
    }
    backOff(nowMicros);
    return false;
  }

  private RecordingFile next(Chunk first, long nowMicros) throws IOException {
    endFile();
    RecordingFile open = folder.begin(title.get(), clock.instant());
    file = open;
    roll.begin(first);
    isTakenAway = false;
    syncedAtMicros = nowMicros;
    return open;
  }

  private void append(Chunk chunk, RecordingFile open, long nowMicros) throws IOException {
    boolean continues = last == null
        || chunk.epoch() == last.epoch() && chunk.sequence() == last.sequence() + 1;
    if (!continues) {
      splice.skipped();
    }
    ByteBuffer payload = chunk.payload();
    ByteBuffer before = splice.before(payload);
    boolean isFirst = open.bytes() == 0;
    long added = (long) before.remaining() + payload.remaining();
    open.append(before, payload);
    roll.added(chunk, added);
    last = chunk.position();
    bytes += added;
    chunks++;
    if (isFirst) {
      begun(open, nowMicros);
    }
  }

  /** A file counts, and a recording goes on, once something is in it. */
  private void begun(RecordingFile open, long nowMicros) {
    boolean again = state == RecordingFigures.State.STOPPED;
    if (state != RecordingFigures.State.RECORDING) {
      recordingSinceMicros = nowMicros;
    }
    files++;
    state = RecordingFigures.State.RECORDING;
    problem = "";
    LOG.info(() -> "Channel " + name + ": recording " + (again ? "again, " : "") + "to " + open.path() + ".");
    deleteOldest(open);
  }

  private void endFile() throws IOException {
    RecordingFile open = file;
    file = null;
    if (open != null) {
      open.close();
    }
  }

  private void deleteOldest(RecordingFile open) {
    if (wishes.keptBytes().isEmpty() || cannotDelete) {
      return;
    }
    try {
      folder.keep(wishes.keptBytes().getAsLong(), open);
    } catch (IOException e) {
      cannotDelete = true;
      LOG.warning("Channel " + name + ": old recordings in " + folder.path() + " cannot be deleted ("
          + RecordingFolder.why(e) + "); --record-keep does nothing from now on.");
    }
  }

  private void stop(IOException e, long nowMicros) {
    RecordingFile open = file;
    file = null;
    if (open != null) {
      try {
        open.abandon();
      } catch (IOException too) {
        e.addSuppressed(too);
      }
    }
    if (state == RecordingFigures.State.RECORDING) {
      stops++;
      if (nowMicros - recordingSinceMicros >= LAST_RETRY_MICROS) {
        retryMicros = 0;
      }
    }
    state = RecordingFigures.State.STOPPED;
    backOff(nowMicros);
    String why = RecordingFolder.why(e);
    if (!why.equals(problem)) {
      problem = why;
      LOG.warning(() -> "Channel " + name + ": the recording to " + folder.path() + " has stopped (" + why
          + "); the stream goes on. It is tried again, at least once a minute, until the folder can be written to.");
    }
    LOG.log(Level.FINE, "the recording failed", e);
  }

  private void backOff(long nowMicros) {
    retryMicros = retryMicros == 0 ? FIRST_RETRY_MICROS : Math.min(2 * retryMicros, LAST_RETRY_MICROS);
    retryAtMicros = nowMicros + retryMicros;
  }
}
