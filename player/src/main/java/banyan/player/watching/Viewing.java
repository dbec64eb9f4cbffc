package banyan.player.watching;

import banyan.node.PlaybackModel;
import banyan.protocol.ChannelLink;
import banyan.protocol.Chunk;
import banyan.relay.ChannelSession;
import banyan.relay.JoinOptions;
import banyan.relay.RelayPeer;
import banyan.relay.SessionListener;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One viewer of a channel at this peer, as a model that plays what is delivered and counts the gaps. It counts as a
 * viewer in the channel's figures for as long as it is open. May be used from any thread.
 */
public final class Viewing implements SessionListener, AutoCloseable {
  /** Delays of the last so many chunks: about a minute. */
  private static final int DELAYS = 600;

  private final ChannelSession session;
  private final PlaybackModel model;
  private final long[] delaysMicros = new long[DELAYS];
  private long delaysSeen;
  private final CompletableFuture<@Nullable Void> begun = new CompletableFuture<>();

  private Viewing(RelayPeer peer, ChannelLink link, JoinOptions options, long bufferMicros) {
    this.model = new PlaybackModel(bufferMicros, nowMicros());
    this.session = peer.join(link, options, this);
  }

  /**
   * Joins a channel, to watch it.
   *
   * @param bufferMicros media that must be there before playback begins
   */
  public static Viewing begin(RelayPeer peer, ChannelLink link, JoinOptions options, long bufferMicros) {
    Viewing viewing = new Viewing(peer, link, options, bufferMicros);
    viewing.session.watchedBy(1);
    viewing.session.tellInStatus("playback", viewing::asStatus);
    return viewing;
  }

  /** The session that brings the channel here; it ends with its peer. */
  public ChannelSession session() {
    return session;
  }

  private static long nowMicros() {
    return System.nanoTime() / 1_000;
  }

  /** Completes with the first chunk, on a thread that must not block: from then on there is something to play. */
  public CompletionStage<@Nullable Void> begun() {
    return begun;
  }

  @Override
  public synchronized void onChunk(Chunk chunk) {
    model.delivered(chunk, nowMicros());
    delaysMicros[(int) (delaysSeen++ % DELAYS)] = System.currentTimeMillis() * 1_000 - chunk.captureUnixMicros();
    begun.complete(null);
  }

  public synchronized PlaybackModel.Figures figures() {
    return model.figures(nowMicros());
  }

  /**
   * The time from a chunk's capture to its delivery here, over the last minute; it means something only where this
   * computer and the broadcaster's share a clock.
   *
   * @param share 0.5 for the median
   * @return −1 before the first chunk
   */
  public synchronized long delayMicros(double share) {
    int count = (int) Math.min(delaysSeen, DELAYS);
    if (count == 0) {
      return -1;
    }
    long[] sorted = Arrays.copyOf(delaysMicros, count);
    Arrays.sort(sorted);
    return sorted[(int) Math.min(count - 1L, (long) (share * count))];
  }

  private Map<String, Object> asStatus() {
    PlaybackModel.Figures f = figures();
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("startupMicros", f.startupMicros());
    out.put("pictureMicros", f.pictureMicros());
    out.put("mediaMicros", f.mediaMicros());
    out.put("playedMicros", f.playedMicros());
    out.put("gaps", f.gaps());
    out.put("stalledMicros", f.stalledMicros());
    out.put("longestGapMicros", f.longestGapMicros());
    out.put("chunks", f.chunks());
    out.put("late", f.late());
    out.put("lost", f.lost());
    out.put("repeated", f.repeated());
    out.put("continuity", f.continuity());
    out.put("delayP50Micros", delayMicros(0.5));
    out.put("delayP95Micros", delayMicros(0.95));
    return out;
  }

  @Override
  public void close() {
    session.removeListener(this);
    session.watchedBy(0);
  }
}
