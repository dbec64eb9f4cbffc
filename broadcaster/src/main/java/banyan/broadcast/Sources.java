package banyan.broadcast;

import banyan.broadcast.files.FileSource;
import banyan.broadcast.files.FileWishes;
import banyan.broadcast.ingest.HttpIngest;
import banyan.broadcast.ingest.StreamIngest;
import banyan.broadcast.ingest.TcpIngest;
import banyan.broadcast.ingest.UdpIngest;
import banyan.broadcast.media.Source;
import banyan.broadcast.media.SourceSink;
import banyan.broadcast.media.WallClock;
import banyan.broadcast.rtmp.RtmpIngest;
import banyan.broadcast.testpattern.TestSource;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Opens what a person names as the source of a channel. */
public final class Sources {
  private static final Pattern TEST = Pattern.compile("test(?::(\\d{1,4})x(\\d{1,4}))?(?:@(\\d{1,3}))?");
  private static final Pattern PORT = Pattern.compile(
      "(http|tcp|udp|rtmp)://@?(?:\\[([0-9A-Fa-f:.]{2,45})\\]|([^:/\\[\\]@]*)):(\\d{1,5})((?:[/?].*)?)");
  private static final Pattern RTMP_PATH = Pattern.compile("(?:/([A-Za-z0-9._~-]{1,64}))?/?");
  private static final Pattern OTHER_SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]{0,20})://.*");
  private static final String FILE = "file:";
  private static final String RTMP = "rtmp";
  private static final String USUAL_APP = "live";
  private static final int MAX_PORT = 65_535;

  private static final String KNOWN = "Sources are: test, test:640x360@15, a file (.ts, .mp4), a folder or playlist "
      + "(.m3u) of files, - for MPEG-TS on standard input, rtmp://:PORT/live for OBS, or http://:PORT/, tcp://:PORT or "
      + "udp://:PORT to take MPEG-TS in.";

  private Sources() {}

  /** What a source's name says. */
  public sealed interface Spec {
    /** The built-in pattern, silent or with a beep and a flash each second. */
    record Test(int width, int height, int framesPerSecond, boolean tone) implements Spec {
      public Test {
        if (!TestSource.canBe(width, height, framesPerSecond)) {
          throw new IllegalArgumentException("The test pattern cannot be " + width + "x" + height + " at "
              + framesPerSecond + " pictures per second: even sizes from 160x96 to 1920x1080 and rates from 1 to 60 "
              + "are possible.");
        }
      }
    }

    /** A file, or a folder or playlist of files. */
    record MediaFile(Path path, FileWishes wishes) implements Spec {}

    /** MPEG-TS on standard input; of its programmes this one. */
    record StandardInput(OptionalInt programme) implements Spec {}

    /** A port that encoders send MPEG-TS to, of whose programmes this one; an empty host is all addresses. */
    record Port(Protocol protocol, String host, int port, OptionalInt programme) implements Spec {}

    /** A port that encoders publish to by RTMP, to this app; who may is said later. */
    record Rtmp(String host, int port, String app, Optional<RtmpIngest.Access> access) implements Spec {
      public Rtmp admitting(String streamKey, boolean takeover) {
        return new Rtmp(host, port, app, Optional.of(new RtmpIngest.Access(app, streamKey, takeover)));
      }
    }

    /** Whether an encoder sends to it, which may go and come back. */
    default boolean takesEncoders() {
      return this instanceof Port || this instanceof Rtmp;
    }

    /** Whether that encoder may be on another computer. */
    default boolean takesFromElsewhere() {
      return this instanceof Port port && port.host().isEmpty() || this instanceof Rtmp rtmp && rtmp.host().isEmpty();
    }
  }

  /** How encoders send to a port. */
  public enum Protocol {
    HTTP("http", "/"), TCP("tcp", ""), UDP("udp", "");

    private final String scheme;
    private final String path;

    Protocol(String scheme, String path) {
      this.scheme = scheme;
      this.path = path;
    }

    private String example() {
      return scheme + "://:8080" + path;
    }
  }

  /**
   * Reads a source's name.
   *
   * @throws IllegalArgumentException with a sentence for a person
   */
  public static Spec parse(String text) {
    Matcher test = TEST.matcher(text);
    if (test.matches()) {
      int width = number(test.group(1), TestSource.DEFAULT_WIDTH);
      int height = number(test.group(2), TestSource.DEFAULT_HEIGHT);
      int rate = number(test.group(3), TestSource.DEFAULT_FRAMES_PER_SECOND);
      return new Spec.Test(width, height, rate, false);
    }
    if (text.equals("-")) {
      return new Spec.StandardInput(OptionalInt.empty());
    }
    Matcher at = PORT.matcher(text);
    if (at.matches()) {
      int port = Integer.parseInt(at.group(4));
      if (port > MAX_PORT) {
        throw new IllegalArgumentException(
            "There is no port " + port + ": the source " + text + " needs one from 0 (any free one) to 65535.");
      }
      String host = at.group(2) != null ? at.group(2) : at.group(3);
      return at.group(1).equals(RTMP) ? rtmp(text, host, port, at.group(5))
          : new Spec.Port(protocol(at.group(1)), host, port, OptionalInt.empty());
    }
    Matcher scheme = OTHER_SCHEME.matcher(text);
    if (scheme.matches() && !text.startsWith(FILE)) {
      throw new IllegalArgumentException(whyNoSource(text, scheme.group(1).toLowerCase(Locale.ROOT)));
    }
    String path = text.startsWith(FILE) ? text.substring(FILE.length()).replaceFirst("^//(?=/)", "") : text;
    try {
      if (!path.isBlank()) {
        return new Spec.MediaFile(Path.of(path), FileWishes.NONE);
      }
    } catch (InvalidPathException e) {
      // What is no path is no source.
    }
    throw new IllegalArgumentException("\"" + text + "\" is no source. " + KNOWN);
  }

  private static Spec rtmp(String text, String host, int port, String path) {
    Matcher app = RTMP_PATH.matcher(path);
    if (!app.matches()) {
      throw new IllegalArgumentException("The source " + text + " is to end with one name behind the port, such as "
          + "rtmp://:1935/live; the stream key is no part of it: --stream-key sets that.");
    }
    return new Spec.Rtmp(host, port, app.group(1) == null ? USUAL_APP : app.group(1), Optional.empty());
  }

  private static Protocol protocol(String scheme) {
    return Protocol.valueOf(scheme.toUpperCase(Locale.ROOT));
  }

  private static String whyNoSource(String text, String scheme) {
    return switch (scheme) {
      case "http", "tcp", "udp" -> "The source " + text + " names no port to listen at: write "
          + protocol(scheme).example() + " for port 8080 on all addresses.";
      case RTMP -> "The source " + text + " names no port to listen at: write rtmp://:1935/live for encoders to send "
          + "to. If it is a stream to be fetched, " + byFfmpeg(text);
      case "https", "rtmps", "rtsp", "rtsps", "srt", "rtp" -> "\"" + text + "\" is no source; " + byFfmpeg(text);
      default -> "\"" + text + "\" is no source. " + KNOWN;
    };
  }

  private static String byFfmpeg(String text) {
    return "ffmpeg can turn it into one: ffmpeg -i " + text + " -c copy -f mpegts - | banyan broadcast --source - (for "
        + "video that is not H.264, or audio that is not AAC, -c:v libx264 -g 60 -c:a aac instead of -c copy).";
  }

  /**
   * Opens it; the sink is called from then on, until the source is closed.
   *
   * @throws IOException with a sentence for a person, if a port cannot be had
   */
  public static Source open(Spec spec, SourceSink sink) throws IOException {
    if (spec instanceof Spec.Port port) {
      InetSocketAddress address = address(port.host(), port.port());
      return switch (port.protocol()) {
        case HTTP -> HttpIngest.open(address, port.programme(), sink, WallClock.SYSTEM);
        case TCP -> TcpIngest.open(address, port.programme(), sink, WallClock.SYSTEM);
        case UDP -> UdpIngest.open(address, port.programme(), sink, WallClock.SYSTEM);
      };
    }
    if (spec instanceof Spec.Rtmp rtmp) {
      return RtmpIngest.open(
          address(rtmp.host(), rtmp.port()), rtmp.access().orElseThrow(), sink, WallClock.SYSTEM);
    }
    if (spec instanceof Spec.MediaFile file) {
      return FileSource.open(file.path(), file.wishes(), sink, WallClock.SYSTEM);
    }
    if (spec instanceof Spec.StandardInput input) {
      return StreamIngest.open(new FileInputStream(FileDescriptor.in), input.programme(), sink, WallClock.SYSTEM);
    }
    Spec.Test test = (Spec.Test) spec;
    return TestSource.open(
        test.width(), test.height(), test.framesPerSecond(), test.tone(), sink, WallClock.SYSTEM);
  }

  private static InetSocketAddress address(String host, int port) throws IOException {
    InetSocketAddress address = host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new IOException("The source's host " + host + " is unknown: use an address of this machine, or none for "
          + "all.");
    }
    return address;
  }

  /** Parses and opens. */
  public static Source open(String text, SourceSink sink) throws IOException {
    return open(parse(text), sink);
  }

  private static int number(@Nullable String text, int otherwise) {
    return text == null ? otherwise : Integer.parseInt(text);
  }
}
