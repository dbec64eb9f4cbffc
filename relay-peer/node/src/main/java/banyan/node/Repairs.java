package banyan.node;

import banyan.protocol.Limits;
import banyan.protocol.Message;
import banyan.protocol.SequenceRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Fills holes in the window: what the parent did not bring is asked of backups and of the parent, one after another,
 * until players here would not want it any more.
 */
final class Repairs {
  private static final class Hole {
    /** Not to be asked for before. */
    long dueMicros;
    int tries;
    @Nullable Link asked;

    Hole(long dueMicros) {
      this.dueMicros = dueMicros;
    }
  }

  private final Core core;
  /** By sequence. */
  private final TreeMap<Long, Hole> holes = new TreeMap<>();
  /** Up to where holes have been looked for. */
  private long scannedThrough = Window.NONE;

  Repairs(Core core) {
    this.core = core;
  }

  void stored(long sequence) {
    holes.remove(sequence);
  }

  void epochBegan() {
    holes.clear();
    scannedThrough = Window.NONE;
  }

  /** A parent says that it will not send these: no need to wait for it. */
  void skipped(Message.Skipped skipped) {
    if (skipped.epoch() != core.window.epoch()) {
      return;
    }
    SequenceRange range = skipped.range();
    for (Map.Entry<Long, Hole> hole : holes.subMap(range.first(), true, range.last(), true).entrySet()) {
      hole.getValue().dueMicros = core.now();
    }
  }

  void notHeld(Link link, Message.NotHeld notHeld) {
    if (notHeld.epoch() != core.window.epoch()) {
      return;
    }
    for (SequenceRange range : notHeld.ranges()) {
      for (Hole hole : holes.subMap(range.first(), true, range.last(), true).values()) {
        if (hole.asked == link) {
          hole.dueMicros = core.now();
        }
      }
    }
  }

  /** @param wantedFrom the first sequence that players here still want, or {@link Window#NONE} for the window's */
  void pulse(long wantedFrom) {
    Window window = core.window;
    if (window.isEmpty()) {
      return;
    }
    long from = Math.max(window.first(), wantedFrom);
    holes.headMap(from).clear();
    if (!core.troubled) {
      // What is newer than the newest is the parent's to bring again.
      holes.tailMap(window.newest()).clear();
      scannedThrough = Math.min(scannedThrough, window.newest() - 1);
    }
    long before = core.troubled ? knownThrough() + 1 : window.newest();
    long patience = core.troubled ? 0 : Timing.HOLE_PATIENCE;
    for (long at = Math.max(from, scannedThrough + 1); at < before; at++) {
      if (holes.size() >= Limits.MAX_PULL_CHUNKS) {
        before = at;
      } else if (!window.has(at)) {
        holes.put(at, new Hole(core.now() + patience));
      }
    }
    scannedThrough = Math.max(scannedThrough, before - 1);
    if (!holes.isEmpty()) {
      pull();
    }
  }

  /** The newest that backups say they hold, or that is held here. */
  private long knownThrough() {
    long known = core.window.newest();
    for (Link link : core.links.values()) {
      Message.Tick tick = link.tick;
      if (link.up == Link.Up.BACKUP && tick != null && tick.epoch() == core.window.epoch()) {
        known = Math.max(known, Math.min(tick.newestSequence(), core.window.newest() + Limits.MAX_PULL_CHUNKS));
      }
    }
    return known;
  }

  private void pull() {
    Map<LinkId, List<SequenceRange>> asks = new TreeMap<>();
    for (Map.Entry<Long, Hole> entry : holes.entrySet()) {
      Hole hole = entry.getValue();
      if (hole.dueMicros > core.now() || hole.tries >= Timing.PULL_TRIES) {
        continue;
      }
      Link source = source(entry.getKey(), hole.asked);
      if (source == null) {
        continue;
      }
      List<SequenceRange> ranges = asks.computeIfAbsent(source.id, id -> new ArrayList<>());
      if (!extend(ranges, entry.getKey())) {
        continue;
      }
      hole.asked = source;
      hole.tries++;
      hole.dueMicros = core.now() + Timing.PULL_TIMEOUT + source.roundTripMicros;
      source.mayFeedUntilMicros = Math.max(source.mayFeedUntilMicros, core.now() + Timing.WINDOW);
      core.counts.pulled++;
    }
    asks.forEach(this::pull);
  }

  private void pull(LinkId from, List<SequenceRange> ranges) {
    core.out().send(from, new Message.Pull(core.window.epoch(), ranges));
    Link link = core.links.get(from);
    if (link != null) {
      int count = ranges.stream().mapToInt(SequenceRange::count).sum();
      core.out().emit(new NodeEvent.Pulled(link.peer, core.window.epoch(), ranges.get(0).first(), count));
    }
  }

  /** @return false if the ranges are full */
  private static boolean extend(List<SequenceRange> ranges, long sequence) {
    int last = ranges.size() - 1;
    if (last >= 0 && ranges.get(last).last() + 1 == sequence) {
      ranges.set(last, new SequenceRange(ranges.get(last).first(), ranges.get(last).count() + 1));
      return true;
    }
    if (ranges.size() >= Limits.MAX_RANGES) {
      return false;
    }
    ranges.add(new SequenceRange(sequence, 1));
    return true;
  }

  /** Whoever feeds me or stands by, says that it is that far, and was not the last one asked. */
  private @Nullable Link source(long sequence, @Nullable Link notAgain) {
    Link best = null;
    for (Link link : core.links.values()) {
      boolean feeds = link.up == Link.Up.BACKUP || link.up == Link.Up.PARENT && !core.troubled;
      Message.Tick tick = link.tick;
      if (feeds && tick != null && tick.epoch() == core.window.epoch() && link != notAgain
          && (best == null || better(link, best, sequence))) {
        best = link;
      }
    }
    return best != null ? best : notAgain != null && core.isOpen(notAgain) ? notAgain : null;
  }

  private static boolean better(Link link, Link than, long sequence) {
    boolean far = link.tick != null && link.tick.newestSequence() >= sequence;
    boolean farToo = than.tick != null && than.tick.newestSequence() >= sequence;
    if (far != farToo) {
      return far;
    }
    return link.roundTripMicros < than.roundTripMicros;
  }
}
