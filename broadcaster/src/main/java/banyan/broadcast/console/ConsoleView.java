package banyan.broadcast.console;

import banyan.broadcast.chunks.MediaFigures;
import banyan.broadcast.console.ConsoleFigures.Stream;
import banyan.broadcast.console.ConsoleFigures.Tree;
import banyan.broadcast.console.ConsoleFigures.Upload;
import banyan.program.TerminalLine;
import banyan.program.TerminalLine.Style;
import banyan.program.TextColumns;
import banyan.protocol.Detail;
import banyan.protocol.PlainText;
import banyan.relay.output.recording.RecordingFigures;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Figures in lines for a terminal: a block to be redrawn, or a line for a log. */
final class ConsoleView {
  private static final int MAX_COLUMNS = 100;
  private static final int MIN_TITLE_COLUMNS = 4;
  /** What strangers call their encoders may be long. */
  private static final int MAX_NAME_CHARS = 60;
  /** Less is between a picture and the next. */
  private static final long IN_TIME_MICROS = 500_000;
  private static final String MARK = "! ";

  private ConsoleView() {}

  /** Lines of which each fits; sentences are broken between words. */
  static List<TerminalLine> block(ConsoleFigures now, int columns) {
    int width = Math.min(columns, MAX_COLUMNS);
    List<TerminalLine> lines = new ArrayList<>();
    lines.add(head(now, width));
    String playing = now.about().text(Detail.NOW_PLAYING);
    if (!playing.isEmpty()) {
      lines.add(line("Now", playing));
    }
    lines.add(line("Encoder", encoder(now.stream())));
    lines.add(line("Stream", stream(now.stream())));
    lines.add(line("Intake", intake(now.stream().source().media())));
    lines.add(line("Viewers", viewers(now.tree())));
    lines.add(line("Upload", upload(now.upload(), now.tree())));
    if (!now.index().url().isEmpty()) {
      lines.add(line("Index", index(now.index())));
    }
    now.recording().ifPresent(recording -> lines.add(line("Record", recording(recording))));
    for (String warning : ConsoleWarnings.of(now)) {
      String mark = MARK;
      for (String part : TextColumns.wrap(PlainText.of(warning), width - MARK.length())) {
        lines.add(TerminalLine.of(Style.WARNING, mark + part));
        mark = " ".repeat(MARK.length());
      }
    }
    return lines;
  }

  /** One line of all that counts, without styles. */
  static String line(ConsoleFigures now) {
    Tree tree = now.tree();
    int warnings = ConsoleWarnings.of(now).size();
    return "On air " + Words.clock(now.onAirMillis()) + "  "
        + (now.stream().flows() ? Words.rate(now.stream().bitsPerSecond()) : "nothing comes in") + ", "
        + Words.count(tree.viewers(), "viewer", "viewers") + ", " + Words.count(tree.peers(), "peer", "peers")
        + (tree.peers() > 0 ? ", depth " + tree.depth() : "") + ", upload " + used(now.upload())
        + (warnings == 0 ? "" : ", " + Words.count(warnings, "warning", "warnings"));
  }

  private static TerminalLine head(ConsoleFigures now, int width) {
    boolean flows = now.stream().flows();
    String end = "on air " + Words.clock(now.onAirMillis()) + (flows ? "" : ", nothing comes in");
    // Rules and blanks around the two texts.
    int room = width - TextColumns.of(end) - "──  ─  ──".length();
    Style style = flows ? Style.GOOD : Style.WARNING;
    if (room < MIN_TITLE_COLUMNS) {
      return TerminalLine.of(style, end);
    }
    String title = TextColumns.cut(now.about().text(Detail.TITLE), room);
    int rule = room - TextColumns.of(title) + 1;
    return TerminalLine.of(Style.SOFT, "── ").and(Style.STRONG, title).and(Style.SOFT, " " + "─".repeat(rule) + " ")
        .and(style, end).and(Style.SOFT, " ──");
  }

  private static TerminalLine line(String label, String text) {
    return TerminalLine.of(Style.SOFT, String.format(Locale.ROOT, "%-9s", label)).and(text);
  }

  private static String encoder(Stream stream) {
    if (!stream.hasEncoder()) {
      return "none (" + PlainText.of(stream.source().description(), MAX_NAME_CHARS) + ")";
    }
    MediaFigures media = stream.source().media();
    List<String> kinds = new ArrayList<>();
    if (!media.videoCodec().isEmpty()) {
      kinds.add("H.264" + media.picture().map(size -> " " + size.width() + "x" + size.height()).orElse(""));
    }
    if (!media.audioCodec().isEmpty()) {
      kinds.add("AAC");
    }
    String behind = media.behindMicros() < IN_TIME_MICROS ? "in time" : Words.seconds(media.behindMicros()) + " behind";
    return PlainText.of(stream.source().encoder(), MAX_NAME_CHARS) + "; "
        + (kinds.isEmpty() ? "" : String.join(" and ", kinds) + ", ") + behind;
  }

  private static String stream(Stream stream) {
    if (stream.source().media().chunks() == 0) {
      return "nothing yet";
    }
    return (stream.flows() ? Words.rate(stream.bitsPerSecond()) + " now" : "nothing now")
        + ", " + Words.rate(stream.source().media().peakBitsPerSecond()) + " at its peak, "
        + Words.rate(stream.declaredBitsPerSecond()) + " declared";
  }

  private static String intake(MediaFigures media) {
    List<String> all = new ArrayList<>();
    if (media.sinceJoinMicros() > Math.max(media.joinIntervalMicros(), 1_000_000) * 3 / 2) {
      all.add("no keyframe for " + Words.seconds(media.sinceJoinMicros()));
    } else if (!media.videoCodec().isEmpty() && media.joinIntervalMicros() > 0) {
      all.add("a keyframe every " + Words.seconds(media.joinIntervalMicros()));
    }
    all.add(media.unitsDropped() == 0 ? "nothing dropped"
        : Words.count(media.unitsDropped(), "picture or frame", "pictures or frames") + " dropped");
    all.add(media.piecesDamaged() == 0 ? "nothing damaged"
        : Words.count(media.piecesDamaged(), "piece", "pieces") + " damaged");
    return String.join(", ", all);
  }

  private static String viewers(Tree tree) {
    String who = tree.viewers() == 0 ? "nobody" : Integer.toString(tree.viewers());
    String here = tree.viewersHere() > 0 ? ", " + tree.viewersHere() + " of them here" : "";
    String peers = tree.peers() == 0 ? "no peers"
        : Words.count(tree.peers(), "peer", "peers") + ", depth " + tree.depth();
    return who + here + "; " + peers;
  }

  private static String upload(Upload upload, Tree tree) {
    return used(upload) + " to " + Words.count(tree.children(), "child", "children") + ", room for "
        + (tree.freeSlots() == 0 ? "no" : tree.freeSlots()) + " more";
  }

  private static String used(Upload upload) {
    return Words.rate(upload.bitsPerSecond())
        + (upload.limitBitsPerSecond() == 0 ? "" : " of " + Words.rate(upload.limitBitsPerSecond()));
  }

  private static String index(ConsoleFigures.Index index) {
    return index.url() + switch (index.standing()) {
      case UNKNOWN -> " has not answered yet";
      case GOOD -> " answers";
      case BAD -> " does not answer";
    };
  }

  private static String recording(RecordingFigures recording) {
    String file = Optional.ofNullable(Path.of(recording.file()).getFileName()).map(Path::toString).orElse("");
    String written = Words.bytes(recording.bytes()) + " in " + Words.count(recording.files(), "file", "files");
    return switch (recording.state()) {
      case WAITING -> "waits for the first chunk";
      case RECORDING -> written + ", now " + PlainText.of(file);
      case STOPPED -> "stopped: " + PlainText.of(recording.problem()) + "; " + written;
      case ENDED -> "ended; " + written;
    };
  }
}
