package banyan.broadcast.files;

import banyan.broadcast.media.Source;
import banyan.broadcast.media.SourceSink;
import banyan.broadcast.media.WallClock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A file, or one file after the other, as a live source, paced by the files' own times on a thread of its own. Of
 * several files those that cannot be played are passed over.
 */
public final class FileSource implements Source {
  private static final long MAX_CLOSE_MILLIS = 5_000;

  private final Path path;
  private final boolean isList;
  private final FileWishes wishes;
  private final Rounds rounds;
  private final String description;
  private final SourceSink sink;
  private final Playout playout;
  private final Thread thread;
  private volatile boolean closed;

  /** On the thread alone. */
  private @Nullable Path current;
  private final Set<Path> played = new HashSet<>();
  private final Set<Path> passedOver = new HashSet<>();

  private FileSource(Path path, FileWishes wishes, SourceSink sink, WallClock wallClock) throws IOException {
    this.path = path;
    this.isList = FileList.isList(path);
    this.wishes = wishes;
    if (wishes.shuffle() && !isList) {
      throw new IOException(path + " is one file: --shuffle is for a folder, or a playlist (.m3u).");
    }
    this.rounds = new Rounds(
        path, wishes.shuffle() ? Optional.of(new Random(System.nanoTime())) : Optional.empty());
    MediaFile first = firstOf(rounds.next());
    this.description = (isList ? path + " (" + rounds.last().size() + " files)" : first.description())
        + (wishes.loop() ? ", over and over" : "") + (wishes.shuffle() ? ", shuffled" : "");
    this.sink = sink;
    this.playout = new Playout(sink, new MonotonicClock(), wallClock);
    this.thread = new Thread(this::run, "banyan-file-source");
  }

  /**
   * Begins to play.
   *
   * @param path of a file, a folder, or a playlist
   * @throws IOException with a sentence for a person, if there is nothing that a channel can carry
   */
  public static FileSource open(Path path, FileWishes wishes, SourceSink sink, WallClock wallClock)
      throws IOException {
    FileSource source = new FileSource(path, wishes, sink, wallClock);
    source.thread.setDaemon(true);
    source.thread.start();
    return source;
  }

  /** The first that can be played. */
  private MediaFile firstOf(List<Path> files) throws IOException {
    String trouble = "";
    for (Path file : files) {
      try {
        return MediaFile.open(file, wishes.programme());
      } catch (IOException e) {
        trouble = trouble.isEmpty() ? String.valueOf(e.getMessage()) : trouble;
      }
    }
    throw new IOException(isList ? "Of " + path + " nothing can be played: " + trouble : trouble);
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      thread.join(MAX_CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    Optional<String> trouble;
    try {
      trouble = playRounds();
    } catch (RuntimeException e) {
      sink.failed(path + " could not be played on, by a fault of Banyan's own: " + e + ".");
      throw e;
    }
    sink.encoderGone();
    if (!closed) {
      trouble.ifPresentOrElse(sink::failed, sink::ended);
    }
  }

  /** Until it is closed, or at its end; returns what ended it before. */
  private Optional<String> playRounds() {
    List<Path> round = rounds.last();
    while (!closed) {
      boolean any = false;
      for (Path file : round) {
        Optional<String> trouble = closed ? Optional.empty() : play(file);
        any |= trouble.isEmpty();
        if (trouble.isPresent() && !isList) {
          return trouble;
        }
        if (trouble.isPresent() && passedOver.add(file)) {
          sink.warning("Passed over: " + trouble.get());
        }
      }
      if (!any) {
        return Optional.of("Of " + path + " nothing can be played any more.");
      }
      if (!wishes.loop()) {
        return Optional.empty();
      }
      round = nextRound();
    }
    return Optional.empty();
  }

  private List<Path> nextRound() {
    try {
      return rounds.next();
    } catch (IOException e) {
      // What was there may still be.
      return rounds.last();
    }
  }

  /** Returns why it could not be played to its end. */
  private Optional<String> play(Path next) {
    try {
      MediaFile file = MediaFile.open(next, wishes.programme());
      playout.beginPass(played.add(next));
      if (!next.equals(current)) {
        current = next;
        sink.encoderConnected(file.description());
      }
      file.play(playout, () -> closed || playout.refusal().isPresent());
      boolean any = closed || playout.endPass();
      return playout.refusal().or(() -> any ? Optional.empty() : Optional.of("There is nothing in it to be shown."))
          .map(trouble -> file.description() + ": " + trouble);
    } catch (IOException e) {
      playout.endPass();
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private final class MonotonicClock implements Playout.Clock {
    @Override
    public long nowMicros() {
      return System.nanoTime() / 1_000;
    }

    @Override
    public void await(long micros) {
      for (long left = micros - nowMicros(); left > 0 && !closed; left = micros - nowMicros()) {
        LockSupport.parkNanos(FileSource.this, TimeUnit.MICROSECONDS.toNanos(left));
      }
    }
  }
}
