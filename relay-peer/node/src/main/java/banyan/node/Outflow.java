package banyan.node;

import banyan.protocol.Chunk;
import banyan.protocol.Limits;
import banyan.protocol.Message;
import banyan.protocol.SequenceRange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The chunks that leave for others: whole, to one link after another, what is live before catching up and repair, as
 * far as each link has room below the node and the process has upload.
 *
 * <p>A link stands in one line or the other while something is due on it and it has room; it sends one chunk at its
 * turn and goes to the end. So a link that cannot take more is passed over, and no link is a chunk ahead of its
 * siblings for want of upload.
 */
final class Outflow {
  private final Core core;
  private final ArrayDeque<Link> live = new ArrayDeque<>();
  private final ArrayDeque<Link> behind = new ArrayDeque<>();
  /** Bytes of upload granted and not used yet. */
  private long granted;
  private long wanted;

  Outflow(Core core) {
    this.core = core;
  }

  /** Puts a link in line if there is something for it and it has room; to be called whenever that may have begun. */
  void look(Link link) {
    if (link.inLiveLine || !hasRoom(link)) {
      return;
    }
    Chunk next = next(link);
    if (next == null) {
      return;
    }
    if (core.now() - core.window.storedAtMicros(next.sequence()) <= Timing.LIVE) {
      link.inLiveLine = true;
      live.add(link);
    } else if (!link.inBehindLine) {
      link.inBehindLine = true;
      behind.add(link);
    }
  }

  /** Sends what it may. */
  void flow() {
    wanted = 0;
    for (Link link = first(); link != null; link = first()) {
      Chunk chunk = core.isOpen(link) && hasRoom(link) ? next(link) : null;
      if (chunk != null && core.isUploadLimited() && chunk.frameBytes() > granted) {
        wanted = chunk.frameBytes() - granted;
        return;
      }
      leaveLine(link);
      if (chunk != null) {
        send(link, chunk);
        look(link);
      }
    }
  }

  private @Nullable Link first() {
    Link link = live.peekFirst();
    return link != null ? link : behind.peekFirst();
  }

  private void leaveLine(Link link) {
    if (link == live.peekFirst()) {
      live.removeFirst();
      link.inLiveLine = false;
    } else {
      behind.removeFirst();
      link.inBehindLine = false;
    }
  }

  private void send(Link link, Chunk chunk) {
    took(link, chunk);
    int bytes = chunk.frameBytes();
    core.send(link, new Message.Media(chunk));
    if (core.isUploadLimited()) {
      granted -= bytes;
    }
    link.handedBytes += bytes;
    link.sentAtMicros = core.now();
    core.counts.sent++;
    core.counts.bytesSent += bytes;
  }

  void granted(long bytes) {
    granted += bytes;
  }

  /** Upload that was granted and for which there was no use. */
  long takeUnused() {
    long unused = wanted == 0 ? granted : 0;
    granted -= unused;
    return unused;
  }

  /** Upload that the next chunk lacks; 0 if nothing waits for upload. */
  long wantedBytes() {
    return wanted;
  }

  private boolean hasRoom(Link link) {
    long room = Math.max(
        Timing.UNSENT_MIN_BYTES, core.peakBytesPerSecond() * Timing.UNSENT_MEDIA / Timing.SECOND);
    return link.handedBytes - link.sentThroughBytes < room;
  }

  // ---- what is next on a link

  /** In order; then what came after its turn; then what was asked for one by one. Left where it is. */
  private @Nullable Chunk next(Link link) {
    Feed feed = link.feed;
    if (feed != null && feed.cursor != Feed.WAITING) {
      Chunk chunk = inOrder(link, feed);
      if (chunk == null) {
        chunk = late(feed);
      }
      if (chunk != null) {
        return chunk;
      }
    }
    return pulled(link);
  }

  private @Nullable Chunk inOrder(Link link, Feed feed) {
    Window window = core.window;
    if (feed.cursor < window.first()) {
      move(link, feed, window.first());
    }
    for (; feed.cursor <= window.newest(); feed.cursor++) {
      if (feed.wants(feed.cursor, core.stripes())) {
        Chunk chunk = window.get(feed.cursor);
        if (chunk != null) {
          return chunk;
        }
        feed.passOver(feed.cursor);
      }
    }
    return null;
  }

  private @Nullable Chunk late(Feed feed) {
    while (!feed.late.isEmpty()) {
      long sequence = feed.late.element();
      Chunk chunk = core.window.get(sequence);
      if (chunk != null && core.now() - core.window.storedAtMicros(sequence) <= Timing.HOLE_DEADLINE) {
        return chunk;
      }
      feed.late.remove();
    }
    return null;
  }

  private @Nullable Chunk pulled(Link link) {
    while (!link.pulls.isEmpty()) {
      Link.Pulled pull = link.pulls.element();
      Chunk chunk = core.window.get(pull.sequence());
      if (chunk != null && core.now() <= pull.untilMicros()) {
        return chunk;
      }
      link.pulls.remove();
    }
    return null;
  }

  /** The chunk that was next is on its way. */
  private void took(Link link, Chunk chunk) {
    Feed feed = link.feed;
    if (feed != null && feed.cursor == chunk.sequence()) {
      feed.cursor++;
    } else if (feed != null && !feed.late.isEmpty() && feed.late.element() == chunk.sequence()) {
      feed.late.remove();
    } else {
      link.pulls.remove();
    }
  }

  // ---- what changes it

  /** Goes on at a later chunk, and says so. */
  void move(Link link, Feed feed, long to) {
    long from = feed.cursor;
    feed.startAt(to);
    core.send(link, new Message.Skipped(
        core.window.epoch(), new SequenceRange(from, (int) Math.min(Integer.MAX_VALUE, to - from))));
    core.out().emit(new NodeEvent.ChildMoved(link.peer, from, to));
  }

  /** Somebody asks for single chunks. Who does not get them in time has asked elsewhere. */
  void pull(Link link, Message.Pull pull) {
    List<SequenceRange> missing = new ArrayList<>();
    for (SequenceRange range : pull.ranges()) {
      if (pull.epoch() != core.window.epoch()) {
        missing.add(range);
        continue;
      }
      for (long sequence = range.first(); sequence <= range.last(); sequence++) {
        if (core.window.has(sequence) && link.pulls.size() < Limits.MAX_PULL_CHUNKS) {
          link.pulls.add(new Link.Pulled(sequence, core.now() + Timing.HOLE_DEADLINE));
        } else if (missing.size() < Limits.MAX_RANGES) {
          missing.add(new SequenceRange(sequence, 1));
        }
      }
    }
    if (!missing.isEmpty()) {
      core.send(link, new Message.NotHeld(pull.epoch(), missing));
    }
    look(link);
  }
}
