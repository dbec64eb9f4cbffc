package banyan.relay.output.hls;

import banyan.protocol.Chunk;
import banyan.relay.output.TsSplice;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One playlist for all players: segments begin at join points, so that a player can begin with any of them. Where the
 * stream breaks off, because chunks were lost or the broadcaster says so, a segment ends early, and the next one, from
 * the next join point on, is marked as a discontinuity.
 */
final class SlidingPlaylist {
  /** Shorter ones cost a request each and gain little: hls.js keeps three away from the end, whatever their length. */
  static final long MIN_SEGMENT_MICROS = 900_000;
  /** As far back as a window goes: whoever sends a join point more rarely is told so. */
  static final long MAX_SEGMENT_MICROS = 30_000_000;
  static final long MAX_SEGMENT_BYTES = 32L << 20;
  /** At least three times the target duration (RFC 8216, 6.2.2), and enough for a player with a bad second. */
  static final long MIN_LISTED_MICROS = 6_000_000;
  private static final int MIN_LISTED_TARGETS = 3;
  /** Of chunks that a window may have dropped already: twice what that holds at most. */
  static final long MAX_HELD_BYTES = 128L << 20;

  private final ArrayDeque<Segment> listed = new ArrayDeque<>();
  /** No longer listed, and still to be had by those who have an older playlist. */
  private final ArrayDeque<Segment> retired = new ArrayDeque<>();
  private final TsSplice splice = new TsSplice();
  private @Nullable OpenSegment open;
  private @Nullable Chunk last;
  private boolean isBroken;
  private long firstNumber;
  private long discontinuities;
  private long targetSeconds = 1;
  private long listedMicros;
  private long retiredMicros;
  private long heldBytes;

  /**
   * Begins empty.
   *
   * @param firstNumber that of the first segment, above all of an earlier playlist at the same address
   */
  SlidingPlaylist(long firstNumber) {
    this.firstNumber = firstNumber;
  }

  /** The next chunk that is here. */
  void add(Chunk chunk) {
    if (last != null && !continues(last, chunk)) {
      close();
      breakOff();
    }
    last = chunk;
    if (chunk.isJoinPoint() && (open == null || open.durationMicros() >= MIN_SEGMENT_MICROS)) {
      close();
      open = new OpenSegment(isBroken, splice.before(chunk.payload()), chunk, chunk.payload());
      isBroken = false;
    } else if (open != null) {
      open.add(splice.before(chunk.payload()), chunk, chunk.payload());
      if (open.durationMicros() > MAX_SEGMENT_MICROS || open.bytes() > MAX_SEGMENT_BYTES) {
        open = null;
        breakOff();
      }
    }
  }

  private static boolean continues(Chunk before, Chunk chunk) {
    return !chunk.isDiscontinuity() && chunk.epoch() == before.epoch() && chunk.sequence() == before.sequence() + 1;
  }

  private void breakOff() {
    isBroken = true;
    splice.skipped();
  }

  private void close() {
    if (open == null) {
      return;
    }
    Segment segment = open.close(open.first().epoch() + "-" + open.first().sequence() + ".ts");
    open = null;
    listed.add(segment);
    listedMicros += segment.durationMicros();
    heldBytes += segment.bytes();
    // It must not change (RFC 8216, 6.2.1), and nobody knows how long the longest will be: so it grows at most.
    targetSeconds = Math.max(targetSeconds, PlaylistText.targetSeconds(segment));
    slide();
  }

  private void slide() {
    long enough = Math.max(MIN_LISTED_MICROS, MIN_LISTED_TARGETS * targetSeconds * 1_000_000);
    while (listed.size() > 1 && listedMicros - listed.element().durationMicros() >= enough) {
      retire();
    }
    // RFC 8216, 6.2.2: one that is no longer listed stays for as long as it and the longest playlist with it take.
    while (!retired.isEmpty() && (heldBytes > MAX_HELD_BYTES
        || retiredMicros - retired.element().durationMicros() > listedMicros + retired.element().durationMicros())) {
      Segment gone = retired.remove();
      retiredMicros -= gone.durationMicros();
      heldBytes -= gone.bytes();
    }
    while (listed.size() > 1 && heldBytes > MAX_HELD_BYTES) {
      heldBytes -= listed.element().bytes();
      retire();
      retiredMicros -= retired.remove().durationMicros();
    }
  }

  private void retire() {
    Segment segment = listed.remove();
    firstNumber++;
    discontinuities += segment.isDiscontinuity() ? 1 : 0;
    listedMicros -= segment.durationMicros();
    retired.add(segment);
    retiredMicros += segment.durationMicros();
  }

  boolean isEmpty() {
    return listed.isEmpty();
  }

  String text() {
    String tags = "#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-DISCONTINUITY-SEQUENCE:" + discontinuities + "\n";
    return PlaylistText.live(targetSeconds, firstNumber, tags, listed);
  }

  /** A segment that is listed, or was until a while ago. */
  Optional<Segment> segment(String name) {
    Iterator<Segment> newestFirst = listed.descendingIterator();
    while (newestFirst.hasNext()) {
      Segment segment = newestFirst.next();
      if (segment.name().equals(name)) {
        return Optional.of(segment);
      }
    }
    return retired.stream().filter(segment -> segment.name().equals(name)).findFirst();
  }

  /** Greater than the number of every segment so far. */
  long nextNumber() {
    return firstNumber + listed.size();
  }

  long heldBytes() {
    return heldBytes;
  }
}
