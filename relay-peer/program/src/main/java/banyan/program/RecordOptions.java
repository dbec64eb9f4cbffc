package banyan.program;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options by which a program that is on a channel writes it to disk. A mixin. */
public final class RecordOptions {
  private static final Duration USUAL_LENGTH = Duration.ofHours(1);
  /** Keyframes are a second or two apart, and files end at one. */
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  /** A second of a usual stream is a third of that. */
  private static final long SMALLEST_BYTES = 1_000_000;

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--record", paramLabel = "DIR",
      description = "Record each channel to MPEG-TS files in this folder. A file can be played while it grows. If the "
          + "disk is full or slow, the recording suffers, never the stream.")
  private @Nullable Path folder;

  @Option(names = "--record-every", paramLabel = "TIME",
      description = "Begin a new file after so much of the stream, at a keyframe. Without it: 1h")
  private @Nullable Duration every;

  @Option(names = "--record-size", paramLabel = "SIZE",
      description = "Begin a new file before this one would be larger, such as 2G, at a keyframe.")
  private @Nullable ByteSize size;

  @Option(names = "--record-keep", paramLabel = "SIZE",
      description = "Delete a channel's oldest recordings in that folder while all of them take more than this, such "
          + "as 100G. Without it, all are kept.")
  private @Nullable ByteSize keep;

  /**
   * Where to; empty if nothing is to be recorded.
   *
   * @throws ParameterException if what was asked for makes no sense
   */
  public Optional<Path> folder() {
    if (folder == null) {
      String stray = every != null ? "--record-every" : size != null ? "--record-size" : "--record-keep";
      if (every != null || size != null || keep != null) {
        throw wrong(stray + " says how to record, but not where to: name a folder with --record DIR.");
      }
      return Optional.empty();
    }
    if (every != null && every.compareTo(SHORTEST) < 0) {
      throw wrong("--record-every takes a second or more, such as 10m or 1h.");
    }
    if (size != null && size.bytes() < SMALLEST_BYTES || keep != null && keep.bytes() < SMALLEST_BYTES) {
      throw wrong("--record-size and --record-keep take a megabyte or more, such as 2G.");
    }
    return Optional.of(folder);
  }

  private ParameterException wrong(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }

  public Duration every() {
    return every == null ? USUAL_LENGTH : every;
  }

  public Optional<ByteSize> size() {
    return Optional.ofNullable(size);
  }

  public Optional<ByteSize> keep() {
    return Optional.ofNullable(keep);
  }
}
