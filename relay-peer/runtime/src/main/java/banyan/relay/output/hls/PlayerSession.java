package banyan.relay.output.hls;

import banyan.protocol.Chunk;
import banyan.relay.output.LiveCursor;
import banyan.relay.output.LiveTail;
import banyan.relay.output.TsSplice;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The playlist of one player that wants to be close to the newest chunk, made for JavaFX 21: it begins with the first
 * segment that is listed; takes a playlist that jumps, that lists several new segments at once, or that has none left
 * for the end of the media; and asks again half a target duration after each answer.
 *
 * <p>So segments are short, whatever the join points, each with the tables at its start; a session begins at a join
 * point and with three segments; each reload lists one new segment at most; numbers have no holes, whatever was lost. A
 * player that asks late gets longer segments, so that the list does not fall behind.
 */
final class PlayerSession {
  /** Half a second. Five chunks of 100 ms fall short of it by what their times were rounded. */
  static final long MIN_SEGMENT_MICROS = 490_000;
  /** What the target duration of a second allows, and the last chunk. */
  static final long MAX_SEGMENT_MICROS = 1_000_000;
  /** Largest that a second of the fastest stream is, twice. */
  static final long MAX_SEGMENT_BYTES = 16L << 20;
  /** A player begins with the oldest: three are 1.5 s, with fewer it runs dry. */
  static final int LISTED = 3;
  /** JavaFX looks for tracks first, in 20 pictures, and only then for the length: in which segment, nobody knows. */
  static final int FILLED = 5;
  /** A session begins at a join point that lies as far back: the rest of three segments it waits for. */
  static final long START_MICROS = 1_000_000;
  /** Segments for a player that fetches late: at least 15 s, at up to 16 Mbit/s. Sessions mostly hold the same. */
  static final int HELD = 32;
  static final long MAX_HELD_BYTES = 32L << 20;
  /** A jump of the times by more than this is told to the player; by less, it holds the picture as for any loss. */
  private static final long BREAK_MICROS = 1_000_000;

  private final String folder;
  private final @Nullable PictureOnly pictureOnly;
  private final boolean isViewer;
  private final TsSplice splice = new TsSplice();
  private final TsTables tables = new TsTables();
  private final ArrayDeque<Segment> held = new ArrayDeque<>();
  /** Null until there is enough to begin with. */
  private @Nullable LiveCursor cursor;
  private @Nullable OpenSegment open;
  /** Taken from the tail, and to begin the next segment. */
  private @Nullable Chunk ahead;
  private @Nullable Chunk last;
  private ByteBuffer lastPayload = ByteBuffer.allocate(0);
  private long nextNumber;
  private long heldBytes;
  /** Media that the segments hold, the open one too. */
  private long takenMicros;
  private long targetSeconds = 1;

  /**
   * Begins with nothing.
   *
   * @param folder of the segments, relative to the playlist
   * @param withSound false for the picture alone
   * @param isViewer false if whoever watches is counted elsewhere
   */
  PlayerSession(String folder, boolean withSound, boolean isViewer) {
    this.folder = folder;
    this.isViewer = isViewer;
    this.pictureOnly = withSound ? null : new PictureOnly();
  }

  /** The player asks for the playlist; returns whether there is anything new in it. */
  boolean reload(LiveTail tail) {
    if (cursor == null) {
      long start = start(tail);
      if (start == LiveTail.NONE) {
        return false;
      }
      cursor = new LiveCursor(start);
    }
    if (!isEmpty()) {
      return advance(cursor, tail, MAX_SEGMENT_MICROS);
    }
    while (nextNumber < LISTED) {
      if (!advance(cursor, tail, MIN_SEGMENT_MICROS)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Where in this player's own time, which begins with 0, another one would begin if it asked now: how far this one is
   * from live, next to what it could be. 0 before there is anything to play.
   */
  long newStartMicros(LiveTail tail) {
    long start = start(tail);
    if (cursor == null || start == LiveTail.NONE) {
      return 0;
    }
    long waiting = ahead == null ? 0 : ahead.durationMicros();
    return Math.max(0, takenMicros + waiting + cursor.aheadMicros(tail) - tail.mediaFromMicros(start));
  }

  /** The newest join point that has enough behind it. */
  private static long start(LiveTail tail) {
    long at = tail.end() - 1;
    while (at >= tail.first() && (tail.mediaFromMicros(at) < START_MICROS || !tail.get(at).isJoinPoint())) {
      at--;
    }
    return at < tail.first() ? LiveTail.NONE : at;
  }

  /**
   * Lists the next segment if there is enough for it.
   *
   * @param enoughMicros no longer than this, give or take a chunk, even if there is more
   */
  private boolean advance(LiveCursor from, LiveTail tail, long enoughMicros) {
    while (open == null || open.durationMicros() < enoughMicros || open.endsWithinPicture()) {
      Chunk chunk = next(from, tail);
      if (chunk == null) {
        break;
      }
      boolean isBreak = last != null && breaks(last, chunk);
      if (open != null && (isBreak || open.bytes() > MAX_SEGMENT_BYTES)) {
        ahead = chunk;
        list(open);
        return true;
      }
      take(chunk, isBreak);
    }
    if (open == null || open.durationMicros() < MIN_SEGMENT_MICROS || open.endsWithinPicture()) {
      return false;
    }
    list(open);
    return true;
  }

  private @Nullable Chunk next(LiveCursor from, LiveTail tail) {
    Chunk chunk = ahead;
    ahead = null;
    if (chunk == null) {
      chunk = from.next(tail);
      if (chunk != null && from.hasSkipped()) {
        splice.skipped();
      }
    }
    return chunk;
  }

  private static boolean breaks(Chunk before, Chunk chunk) {
    long expected = before.mediaTimeMicros() + before.durationMicros();
    return chunk.isDiscontinuity() || chunk.epoch() != before.epoch()
        || Math.abs(chunk.mediaTimeMicros() - expected) > BREAK_MICROS;
  }

  private void take(Chunk chunk, boolean isBreak) {
    ByteBuffer payload = pictureOnly == null ? chunk.payload() : pictureOnly.of(chunk.payload());
    if (chunk.isJoinPoint()) {
      tables.read(payload);
    }
    if (open != null) {
      open.add(splice.before(payload), chunk, payload);
    } else {
      ByteBuffer before = splice.before(payload);
      open = new OpenSegment(isBreak, chunk.isJoinPoint() ? before : tables.packetsAnd(before), chunk, payload);
    }
    lastPayload = payload;
    last = chunk;
    takenMicros += chunk.durationMicros();
  }

  private void list(OpenSegment whole) {
    open = null;
    if (nextNumber < FILLED && !whole.endsWithinPicture()) {
      whole.add(StartFiller.behind(lastPayload));
    }
    Segment segment = whole.close(folder + "/" + nextNumber++ + ".ts");
    targetSeconds = Math.max(targetSeconds, PlaylistText.targetSeconds(segment));
    held.add(segment);
    heldBytes += segment.bytes();
    while (held.size() > HELD || held.size() > LISTED && heldBytes > MAX_HELD_BYTES) {
      heldBytes -= held.remove().bytes();
    }
  }

  /** Whether somebody watches who is counted nowhere else. */
  boolean isViewer() {
    return isViewer;
  }

  /** Whether there is nothing to play yet. */
  boolean isEmpty() {
    return nextNumber < LISTED;
  }

  String text() {
    int skipped = Math.max(0, held.size() - LISTED);
    List<Segment> listed = held.stream().skip(skipped).toList();
    // No EXT-X-DISCONTINUITY-SEQUENCE: JavaFX takes it for an EXT-X-DISCONTINUITY.
    return PlaylistText.live(targetSeconds, nextNumber - listed.size(), "", listed);
  }

  /** A segment that is listed, or was until a while ago. */
  Optional<Segment> segment(String name) {
    return held.stream().filter(segment -> segment.name().equals(name)).findFirst();
  }
}
