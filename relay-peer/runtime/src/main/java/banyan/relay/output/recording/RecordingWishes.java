package banyan.relay.output.recording;

import banyan.program.ByteSize;
import banyan.program.RecordOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How channels are to be recorded.
 *
 * @param folder where their files go
 * @param every media after which a file ends
 * @param fileBytes the most that a file is to take; empty for any size
 * @param keptBytes the most that a channel's files in the folder are to take together; empty to delete none
 */
public record RecordingWishes(Path folder, Duration every, OptionalLong fileBytes, OptionalLong keptBytes) {
  public RecordingWishes {
    folder = folder.toAbsolutePath();
    if (every.isNegative() || every.isZero() || fileBytes.orElse(1) < 1 || keptBytes.orElse(1) < 1) {
      throw new IllegalArgumentException(every + " and " + fileBytes + " a file, " + keptBytes + " in all");
    }
  }

  /** By what a person asked for on a command line; empty if that is no recording. */
  public static Optional<RecordingWishes> asked(RecordOptions options) {
    return options.folder().map(folder -> new RecordingWishes(
        folder, options.every(), bytes(options.size()), bytes(options.keep())));
  }

  private static OptionalLong bytes(Optional<ByteSize> size) {
    return size.map(s -> OptionalLong.of(s.bytes())).orElseGet(OptionalLong::empty);
  }
}
