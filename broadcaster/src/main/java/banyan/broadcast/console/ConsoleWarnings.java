package banyan.broadcast.console;

import banyan.broadcast.console.ConsoleFigures.Stream;
import banyan.broadcast.console.ConsoleFigures.Upload;
import banyan.relay.IndexStanding;
import banyan.relay.output.recording.RecordingFigures;
import java.util.ArrayList;
import java.util.List;

/** What a broadcaster should know or change now: sentences, the most important first. They go with their reasons. */
final class ConsoleWarnings {
  private ConsoleWarnings() {}

  static List<String> of(ConsoleFigures now) {
    List<String> all = new ArrayList<>();
    stream(now.stream(), all);
    upload(now, all);
    now.recording().filter(recording -> recording.state() == RecordingFigures.State.STOPPED).ifPresent(
        recording -> all.add("Nothing is recorded (" + recording.problem() + "); the stream goes on. It is tried "
            + "again, at least once a minute, until the folder can be written to."));
    if (now.index().standing() == IndexStanding.BAD) {
      all.add("The index at " + now.index().url() + " does not answer: whoever has the link can join, but the channel "
          + "is not found in the list. It is asked again by itself.");
    }
    return List.copyOf(all);
  }

  private static void stream(Stream stream, List<String> all) {
    if (!stream.hasEncoder()) {
      if (stream.source().takesEncoders()) {
        all.add(stream.source().media().chunks() == 0
            ? "No encoder has connected yet: viewers wait for one."
            : "The encoder is gone: viewers wait for it. The channel goes on when it sends again.");
      }
      // What was wrong with one that is gone can wait.
      return;
    }
    if (!stream.flows()) {
      all.add("Nothing comes from the encoder just now: viewers wait. Look at it, and at the connection to it.");
    }
    all.addAll(stream.source().advice());
  }

  private static void upload(ConsoleFigures now, List<String> all) {
    Upload upload = now.upload();
    long declared = now.stream().declaredBitsPerSecond();
    if (upload.limitBitsPerSecond() > 0 && now.tree().slots() == 0 && declared > 0
        && upload.limitBitsPerSecond() < declared * 10 / 9) {
      all.add("An upload of " + Words.rate(upload.limitBitsPerSecond()) + " does not carry one peer of a stream that "
          + "takes up to " + Words.rate(declared) + ", so nobody is fed: lower the encoder's rate, or raise --upload.");
    }
  }
}
