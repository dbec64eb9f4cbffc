package banyan.broadcast.console;

import banyan.broadcast.chunks.MediaFigures;
import banyan.broadcast.console.ConsoleFigures.Stream;
import banyan.broadcast.console.ConsoleFigures.Tree;
import banyan.protocol.ChannelId;
import banyan.protocol.Detail;
import banyan.relay.output.recording.RecordingFigures;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code /control/figures} and its neighbours say; relay-peer/docs/http.md is their description. */
final class ConsoleJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final List<String> FIELDS = List.of(
      "unixMillis", "bitsPerSecond", "viewers", "peers", "uploadBitsPerSecond", "joinIntervalMicros", "behindMicros");

  private ConsoleJson() {}

  static byte[] figures(ChannelId channel, ConsoleFigures now) {
    ObjectNode out = MAPPER.createObjectNode();
    out.put("channel", channel.toString());
    out.put("unixMillis", now.unixMillis());
    out.put("onAirMillis", now.onAirMillis());
    ObjectNode about = out.putObject("about");
    for (Detail detail : Detail.values()) {
      about.put(detail.key(), now.about().text(detail));
    }
    stream(out.putObject("stream"), now.stream());
    Tree tree = now.tree();
    out.putObject("tree").put("viewers", tree.viewers()).put("viewersHere", tree.viewersHere())
        .put("peers", tree.peers()).put("depth", tree.depth()).put("children", tree.children())
        .put("slots", tree.slots()).put("freeSlots", tree.freeSlots());
    out.putObject("upload").put("bitsPerSecond", now.upload().bitsPerSecond())
        .put("limitBitsPerSecond", now.upload().limitBitsPerSecond());
    out.putObject("index").put("url", now.index().url()).put("standing", now.index().standing().name());
    now.recording().ifPresent(recording -> recording(out.putObject("recording"), recording));
    ArrayNode warnings = out.putArray("warnings");
    ConsoleWarnings.of(now).forEach(warnings::add);
    point(out.putArray("point"), ConsoleHistory.Point.of(now));
    return bytes(out);
  }

  private static void stream(ObjectNode out, Stream stream) {
    MediaFigures media = stream.source().media();
    out.put("source", stream.source().description());
    out.put("encoder", stream.source().encoder());
    out.put("takesEncoders", stream.source().takesEncoders());
    out.put("flows", stream.flows());
    out.put("video", media.videoCodec());
    out.put("audio", media.audioCodec());
    media.picture().ifPresent(size -> out.put("width", size.width()).put("height", size.height()));
    out.put("bitsPerSecond", stream.bitsPerSecond());
    out.put("peakBitsPerSecond", media.peakBitsPerSecond());
    out.put("declaredBitsPerSecond", stream.declaredBitsPerSecond());
    out.put("joinIntervalMicros", media.joinIntervalMicros());
    out.put("sinceJoinMicros", media.sinceJoinMicros());
    out.put("behindMicros", media.behindMicros());
    out.put("unitsDropped", media.unitsDropped());
    out.put("piecesDamaged", media.piecesDamaged());
  }

  private static void recording(ObjectNode out, RecordingFigures recording) {
    out.put("state", recording.state().name());
    out.put("file", recording.file());
    out.put("files", recording.files());
    out.put("bytes", recording.bytes());
    out.put("problem", recording.problem());
  }

  static byte[] history(List<ConsoleHistory.Point> points) {
    ObjectNode out = MAPPER.createObjectNode();
    out.put("everyMillis", Console.LOOK_MILLIS);
    out.put("points", ConsoleHistory.MAX_POINTS);
    ArrayNode fields = out.putArray("fields");
    FIELDS.forEach(fields::add);
    ArrayNode rows = out.putArray("history");
    points.forEach(point -> point(rows.addArray(), point));
    return bytes(out);
  }

  /** In the order of {@link #FIELDS}. */
  private static void point(ArrayNode out, ConsoleHistory.Point point) {
    out.add(point.unixMillis()).add(point.bitsPerSecond()).add(point.viewers()).add(point.peers())
        .add(point.uploadBitsPerSecond()).add(orNothing(point.joinIntervalMicros()))
        .add(orNothing(point.behindMicros()));
  }

  private static @Nullable Long orNothing(long value) {
    return value == ConsoleHistory.NONE ? null : value;
  }

  static byte[] recipe(EncoderRecipe recipe) {
    return bytes(MAPPER.createObjectNode().put("server", recipe.server()).put("elsewhere", recipe.elsewhere())
        .put("streamKey", recipe.streamKey()).put("command", recipe.command()));
  }

  private static byte[] bytes(ObjectNode json) {
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }
}
