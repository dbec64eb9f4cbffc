package banyan.broadcast;

import banyan.broadcast.ingest.HttpIngest;
import banyan.broadcast.media.Source;
import banyan.broadcast.media.SourceSink;
import banyan.broadcast.media.WallClock;
import banyan.broadcast.testpattern.TestSource;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Opens what a person names as the source of a channel. */
public final class Sources {
  private static final Pattern TEST = Pattern.compile("test(?::(\\d{1,4})x(\\d{1,4}))?(?:@(\\d{1,3}))?");
  private static final Pattern HTTP =
      Pattern.compile("http://(?:\\[([0-9A-Fa-f:.]{2,45})\\]|([^:/\\[\\]@]*)):(\\d{1,5})(?:/.*)?");
  private static final int MAX_PORT = 65_535;

  private static final String KNOWN = "Sources are: test, test:640x360@15, or http://:PORT/ to take MPEG-TS in.";

  private Sources() {}

  /** What a source's name says. */
  public sealed interface Spec {
    /** The built-in pattern. */
    record Test(int width, int height, int framesPerSecond) implements Spec {}

    /** A port that encoders post MPEG-TS to; an empty host is all addresses. */
    record Http(String host, int port) implements Spec {}
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
      if (!TestSource.canBe(width, height, rate)) {
        throw new IllegalArgumentException("The test pattern cannot be " + width + "x" + height + " at " + rate
            + " pictures per second: even sizes from 160x96 to 1920x1080 and rates from 1 to 60 are possible.");
      }
      return new Spec.Test(width, height, rate);
    }
    Matcher http = HTTP.matcher(text);
    if (http.matches()) {
      int port = Integer.parseInt(http.group(3));
      if (port > MAX_PORT) {
        throw new IllegalArgumentException(
            "There is no port " + port + ": the source " + text + " needs one from 0 (any free one) to 65535.");
      }
      return new Spec.Http(http.group(1) != null ? http.group(1) : http.group(2), port);
    }
    if (text.startsWith("http://")) {
      throw new IllegalArgumentException("The source " + text
          + " names no port to listen at: write http://:8080/ for port 8080 on all addresses.");
    }
    throw new IllegalArgumentException("\"" + text + "\" is no source. " + KNOWN);
  }

  /**
   * Opens it; the sink is called from then on, until the source is closed.
   *
   * @throws IOException with a sentence for a person, if a port cannot be had
   */
  public static Source open(Spec spec, SourceSink sink) throws IOException {
    if (spec instanceof Spec.Http http) {
      InetSocketAddress address =
          http.host().isEmpty() ? new InetSocketAddress(http.port()) : new InetSocketAddress(http.host(), http.port());
      if (address.isUnresolved()) {
        throw new IOException(
            "The source's host " + http.host() + " is unknown: use an address of this machine, or none for all.");
      }
      return HttpIngest.open(address, sink, WallClock.SYSTEM);
    }
    Spec.Test test = (Spec.Test) spec;
    return TestSource.open(test.width(), test.height(), test.framesPerSecond(), sink, WallClock.SYSTEM);
  }

  /** Parses and opens. */
  public static Source open(String text, SourceSink sink) throws IOException {
    return open(parse(text), sink);
  }

  private static int number(@Nullable String text, int otherwise) {
    return text == null ? otherwise : Integer.parseInt(text);
  }
}
