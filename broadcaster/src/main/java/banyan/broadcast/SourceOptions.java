package banyan.broadcast;

import banyan.broadcast.Sources.Spec;
import banyan.broadcast.files.FileWishes;
import banyan.relay.crypto.ChannelKey;
import banyan.relay.crypto.KeyFileException;
import banyan.relay.crypto.StreamKeyFile;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options by which a broadcaster says where the media comes from. A mixin. Not every source can do everything. */
final class SourceOptions {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,4})x(\\d{1,4})");
  private static final int MAX_PROGRAMME = 65_535;

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @picocli.CommandLine.Spec(picocli.CommandLine.Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(names = "--source", paramLabel = "SOURCE", defaultValue = "test",
      description = "Where the media comes from: 'test' (or test:640x360@15), a moving pattern with a clock in it; "
          + "a file (.ts, .mp4), played at its own pace, or a folder or playlist (.m3u) of files; '-', MPEG-TS on "
          + "standard input; or a port that an encoder sends H.264 and AAC to: rtmp://:1935/live (OBS), or as MPEG-TS "
          + "http://:PORT/ (POST), tcp://:PORT, udp://:PORT (or a multicast group).")
  private String name = "test";

  @Option(names = "--loop", description = "Play files over and over; without it the channel ends with the last one.")
  private boolean loop;

  @Option(names = "--shuffle",
      description = "Play the files of a folder or playlist in an order of chance, each once a round.")
  private boolean shuffle;

  @Option(names = "--program", paramLabel = "NUMBER",
      description = "Of MPEG-TS with several programmes, send this one. Without it, the first with H.264.")
  private @Nullable Integer programme;

  @Option(names = "--size", paramLabel = "WxH", description = "Of the test pattern's pictures. Without it: 320x180.")
  private @Nullable String size;

  @Option(names = "--fps", paramLabel = "N",
      description = "Pictures a second of the test pattern, 1 to 60. Without it: 30.")
  private @Nullable Integer framesPerSecond;

  @Option(names = "--tone",
      description = "Give the test source a voice: each second a beep, and a white flash in the picture at the same "
          + "instant, to hear and see whether sound and picture are in step.")
  private boolean tone;

  @Option(names = "--grace", paramLabel = "TIME",
      description = "End the channel when its encoder has been away for so long, such as 30s or 10m. Without it the "
          + "channel waits, and viewers stay. An encoder that comes back continues the channel.")
  private @Nullable Duration grace;

  @Option(names = "--stream-key", paramLabel = "KEY",
      description = "What an encoder has to show to an rtmp:// source, kept beside the channel's key from then on. "
          + "Without it, the one that is kept, or a new one; it is shown at the start.")
  private @Nullable String streamKey;

  @Option(names = "--takeover",
      description = "Let a second encoder with the stream key take the first one's place, instead of refusing it.")
  private boolean takeover;

  /** How long a channel waits for an encoder that went; empty for ever. */
  Optional<Duration> grace() {
    return Optional.ofNullable(grace);
  }

  /** @throws ParameterException if there is no such source, or it cannot do what was asked of it */
  Spec spec() {
    try {
      Spec source = Sources.parse(name);
      checkEncoder(source);
      OptionalInt number = optional(programme);
      check(programme == null || programme > 0 && programme <= MAX_PROGRAMME,
          "--program takes a number from 1 to " + MAX_PROGRAMME + ".");
      if (source instanceof Spec.MediaFile file) {
        source = new Spec.MediaFile(file.path(), new FileWishes(loop, shuffle, number));
      } else {
        check(!loop, "--loop is for files; the source " + name + " has no end to begin anew at.");
        check(!shuffle, "--shuffle is for a folder or a playlist of files; " + name + " is neither.");
        source = ofProgramme(source, number);
      }
      return asPattern(source);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private void checkEncoder(Spec source) {
    check(grace == null || source.takesEncoders(),
        "--grace is for sources that encoders send to; " + name + " is none.");
    check(!takeover && streamKey == null || source instanceof Spec.Rtmp, (takeover ? "--takeover" : "--stream-key")
        + " is for RTMP: --source rtmp://:1935/live; " + name + " asks for no key.");
    check(streamKey == null || StreamKeyFile.isKey(streamKey), "--stream-key takes 8 to 128 letters, digits "
        + "and . _ ~ -, as an address can carry them. Without it, a key is made that nobody can guess.");
  }

  private static void check(boolean isRight, String otherwise) {
    if (!isRight) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  private Spec ofProgramme(Spec source, OptionalInt number) {
    if (source instanceof Spec.Port port) {
      return new Spec.Port(port.protocol(), port.host(), port.port(), number);
    }
    if (source instanceof Spec.StandardInput) {
      return new Spec.StandardInput(number);
    }
    check(number.isEmpty(), "--program is for MPEG-TS, which may hold several; " + name + " has one.");
    return source;
  }

  private Spec asPattern(Spec source) {
    if (source instanceof Spec.Test test) {
      Matcher sides = SIZE.matcher(size != null ? size : test.width() + "x" + test.height());
      check(sides.matches(), "--size takes the width and height of the test pattern, such as 640x360.");
      return new Spec.Test(
          Integer.parseInt(sides.group(1)), Integer.parseInt(sides.group(2)),
          framesPerSecond != null ? framesPerSecond : test.framesPerSecond(), tone);
    }
    check(!tone, "--tone is for the test source; " + name + " has a sound of its own.");
    check(size == null && framesPerSecond == null, (size != null ? "--size" : "--fps")
        + " is for the test source; the pictures of " + name + " are as they come.");
    return source;
  }

  /** The source with the channel's stream key, if it is one that asks for it. */
  Spec admitting(Spec source, ChannelKey channel) throws KeyFileException {
    return source instanceof Spec.Rtmp rtmp
        ? rtmp.admitting(channel.streamKey(Optional.ofNullable(streamKey)), takeover) : source;
  }

  private static OptionalInt optional(@Nullable Integer number) {
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }
}
