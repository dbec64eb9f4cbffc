package banyan.relay;

import banyan.protocol.Chunk;
import banyan.relay.output.recording.BacklogRoom;
import banyan.relay.output.recording.Recording;
import banyan.relay.output.recording.RecordingFigures;
import banyan.relay.output.recording.RecordingWishes;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Logger;

/** What of a peer's channels goes to disk, each into files of its own. May be used from any thread. */
final class Recordings implements AutoCloseable {
  /** What waits for a disk at the end is some megabytes at most. */
  private static final long CLOSE_MILLIS = 3_000;

  private static final Logger LOG = Logger.getLogger(Recordings.class.getName());

  /** Of a peer that records nothing. */
  static final Recordings NONE = new Recordings(Optional.empty());

  private final Optional<RecordingWishes> wishes;
  private final BacklogRoom room = new BacklogRoom();
  private final Map<ChannelSession, Recording> current = new ConcurrentHashMap<>();
  /** Of channels that were left: they still write what they have taken. */
  private final Set<Recording> ending = ConcurrentHashMap.newKeySet();

  private Recordings(Optional<RecordingWishes> wishes) {
    this.wishes = wishes;
  }

  /** @throws StartException if nothing can be recorded there */
  static Recordings to(Optional<RecordingWishes> wishes) throws StartException {
    return wishes.isEmpty() ? NONE : to(wishes.get());
  }

  private static Recordings to(RecordingWishes wishes) throws StartException {
    try {
      Recording.prepare(wishes);
    } catch (IOException e) {
      throw new StartException("Cannot record to '" + wishes.folder() + "' (" + e.getMessage()
          + "): name a folder that you may write to with --record.", e);
    }
    return new Recordings(Optional.of(wishes));
  }

  /** Records a channel from its first chunk on, if its session has not begun yet. */
  void begin(ChannelSession session) {
    wishes.ifPresent(how -> begin(session, how));
  }

  private void begin(ChannelSession session, RecordingWishes how) {
    Recording recording = Recording.start(session.channel(), how,
        () -> session.descriptor().map(descriptor -> descriptor.fields().title()).orElse(""), room);
    current.put(session, recording);
    session.addListener(new SessionListener() {
      @Override
      public void onChunk(Chunk chunk) {
        recording.add(chunk);
      }
    });
    session.tellInStatus("recording", () -> asStatus(how, recording.figures()));
  }

  Optional<Recording> of(ChannelSession session) {
    return Optional.ofNullable(current.get(session));
  }

  /** The channel has been left: nothing more of it will come. */
  void left(ChannelSession session) {
    Recording recording = current.remove(session);
    if (recording != null) {
      end(recording);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // it ends well only
  private void end(Recording recording) {
    ending.add(recording);
    recording.close();
    recording.ended().thenRun(() -> ending.remove(recording));
  }

  /** Waits until all is on disk, bounded. */
  @Override
  public void close() {
    current.keySet().forEach(this::left);
    try {
      CompletableFuture.allOf(ending.stream().map(Recording::ended).toArray(CompletableFuture[]::new))
          .get(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.warning("The disk is too slow: the end of the recording is not on it.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a recording's end never fails", e);
    }
  }

  private static Map<String, Object> asStatus(RecordingWishes how, RecordingFigures f) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("state", f.state().name());
    out.put("folder", how.folder().toString());
    out.put("file", f.file());
    out.put("files", f.files());
    out.put("bytes", f.bytes());
    out.put("chunks", f.chunks());
    out.put("chunksDropped", f.chunksDropped());
    out.put("chunksMissed", f.chunksMissed());
    out.put("stops", f.stops());
    out.put("problem", f.problem());
    return out;
  }
}
