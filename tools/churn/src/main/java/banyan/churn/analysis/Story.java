package banyan.churn.analysis;

import banyan.churn.scenario.FaultRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Tells in words what happened to a peer, and to those above it, around a gap or a change of its parent. */
final class Story {
  /** What led to it rarely lies further back: for a gap, before the buffer ran dry. */
  private static final long BEFORE_NANOS = 4_000_000_000L;
  private static final long BEHIND_NANOS = 500_000_000L;
  /** A source that makes nothing for so long is worth a line. */
  private static final long PAUSE_NANOS = 400_000_000L;
  /** Enough to understand it; a page with many stays readable. */
  private static final int MAX_LINES = 40;

  private record Line(long nanos, String text) {}

  private final Tree tree;
  private final Map<Integer, PeerTrace> traces;
  private final List<FaultRecord> faults;
  private final List<Reach.Span> pauses;
  private final long bufferNanos;

  Story(Tree tree, Map<Integer, PeerTrace> traces, List<FaultRecord> faults, Births births, long bufferNanos) {
    this.tree = tree;
    this.traces = traces;
    this.faults = faults;
    this.pauses = births.pauses(PAUSE_NANOS);
    this.bufferNanos = bufferNanos;
  }

  /** By time, each line with its distance from the gap's beginning. */
  List<String> of(int viewer, Reach.Span gap) {
    List<Line> lines = around(viewer, gap.fromNanos() - bufferNanos - BEFORE_NANOS, gap.untilNanos() + BEHIND_NANOS);
    lines.add(new Line(gap.fromNanos(), "playback stood still: nothing was left to play"));
    lines.add(new Line(gap.untilNanos(), String.format(
        Locale.ROOT, "playback went on, after %.2f s", (gap.untilNanos() - gap.fromNanos()) / 1e9)));
    return told(lines, gap.fromNanos());
  }

  /** By time, each line with its distance from the moment at which the parent was attached. */
  List<String> of(Tree.Attachment reparent) {
    return told(
        around(reparent.peer(), reparent.lostNanos() - BEFORE_NANOS, reparent.nanos() + BEHIND_NANOS),
        reparent.nanos());
  }

  private List<Line> around(int peer, long from, long until) {
    SortedSet<Integer> path = pathsDuring(peer, from, until);
    List<Line> lines = new ArrayList<>();
    for (FaultRecord fault : faults) {
      if (fault.nanos() <= until && Math.max(fault.nanos(), fault.overNanos()) >= from && concerns(fault, path)) {
        lines.add(new Line(fault.nanos(), describe(fault)));
        if (fault.overNanos() > 0 && fault.overNanos() <= until) {
          lines.add(new Line(fault.overNanos(), "… that was over (" + describe(fault) + ")"));
        }
      }
    }
    for (Reach.Span pause : pauses) {
      if (pause.fromNanos() <= until && pause.untilNanos() >= from) {
        lines.add(new Line(pause.fromNanos(), "the source made nothing for "
            + Words.seconds((pause.untilNanos() - pause.fromNanos()) / 1e9)));
      }
    }
    for (int each : path) {
      for (TraceEvent event : traces.getOrDefault(each, PeerTrace.EMPTY).between(from, until)) {
        describe(event).ifPresent(text -> lines.add(new Line(event.nanos(), tree.name(each) + " " + text)));
      }
    }
    return lines;
  }

  private static List<String> told(List<Line> lines, long zeroNanos) {
    lines.sort(Comparator.comparingLong(Line::nanos));
    List<String> told = new ArrayList<>();
    for (Line line : lines.subList(0, Math.min(lines.size(), MAX_LINES))) {
      told.add(String.format(Locale.ROOT, "%+.3f s  %s", (line.nanos() - zeroNanos) / 1e9, line.text()));
    }
    if (lines.size() > MAX_LINES) {
      told.add("… and " + (lines.size() - MAX_LINES) + " more");
    }
    return told;
  }

  /** The peer and all that were above it in that time. */
  private SortedSet<Integer> pathsDuring(int peer, long from, long until) {
    SortedSet<Integer> path = new TreeSet<>(List.of(peer));
    path.addAll(tree.pathAt(peer, from));
    path.addAll(tree.pathAt(peer, until));
    for (Tree.Attachment attachment : tree.attachments()) {
      if (attachment.nanos() > from && attachment.nanos() <= until && path.contains(attachment.peer())) {
        path.addAll(tree.pathAt(peer, attachment.nanos()));
      }
    }
    return path;
  }

  private static boolean concerns(FaultRecord fault, SortedSet<Integer> path) {
    return fault.peer() == Tree.NOBODY || path.contains(fault.peer());
  }

  private String describe(FaultRecord fault) {
    String victim = fault.peer() == Tree.NOBODY ? "" : tree.name(fault.peer());
    String link = Reach.isOfLink(fault) ? "the link from " + victim + " to " + tree.name(fault.other())
        : "every link of " + victim;
    return switch (fault.kind()) {
      case LEAVE -> victim + " was asked to leave";
      case KILL -> victim + " was killed";
      case FREEZE -> victim + " was frozen";
      case LIMP -> link + " was throttled to " + Math.round(fault.share() * 100) + " % of the rate";
      case CUT -> link + " was cut: nothing passes, nothing closes";
      case INDEX_DOWN -> "the index was killed";
      case ENCODER_RESTART -> "the encoder went away";
      case ROOT_RESTART -> "the root was killed, to come back";
    };
  }

  private Optional<String> describe(TraceEvent event) {
    return switch (event.name()) {
      case TraceEvent.ATTACHED -> Optional.of("is fed by " + peer(event, "parent") + ", found in "
          + event.number("afterMicros", 0) / 1_000 + " ms (" + why(event.text("cause")) + ")");
      case TraceEvent.ORPHANED -> Optional.of("lost " + peer(event, "parent") + " (" + why(event.text("cause")) + ")");
      case TraceEvent.SUSPECTED -> Optional.of("suspects " + peer(event, "parent") + ", silent for "
          + event.number("silentMicros", 0) / 1_000 + " ms");
      case TraceEvent.REASSURED -> Optional.of("hears " + peer(event, "parent") + " again");
      case TraceEvent.PULLED -> Optional.of("asks " + peer(event, "from") + " for " + event.number("count", 1)
          + " chunks from " + event.text("first") + " on");
      case TraceEvent.SOURCE_CHANGED -> Optional.of("is brought what is new by " + peer(event, "source"));
      case TraceEvent.CYCLE_SEEN -> Optional.of("sees that it is in a circle");
      case TraceEvent.CHUNKS_LOST -> Optional.of("gives up " + event.number("count", 1) + " chunks from "
          + event.text("first") + " on");
      case "EpochBegan" -> Optional.of("hears of a new run of the root");
      case "Started" -> Optional.of("can play from chunk " + event.text("sequence") + " on");
      default -> Optional.empty();
    };
  }

  private String peer(TraceEvent event, String field) {
    String id = event.text(field);
    int number = tree.find(id, event.nanos());
    return number != Tree.NOBODY ? tree.name(number)
        : id.isEmpty() ? "somebody" : id.substring(0, Math.min(8, id.length()));
  }

  /** @param cause as {@link banyan.node.NodeEvent.Cause} names it */
  static String why(String cause) {
    return switch (cause) {
      case "JOIN" -> "joined";
      case "LOST" -> "connection lost";
      case "SILENT" -> "silent";
      case "LEAVING" -> "said that it leaves";
      case "MISBEHAVED" -> "misbehaved";
      case "STALE" -> "hears nothing new of the root";
      case "LOOP" -> "was below";
      case "LIMPING" -> "brought too little";
      case "CLIMB" -> "a better one";
      case "MOVED" -> "made room for one that feeds more";
      default -> cause;
    };
  }
}
