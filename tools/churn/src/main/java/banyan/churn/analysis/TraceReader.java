package banyan.churn.analysis;

import banyan.program.Failure;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads the trace of one peer. A last line without an end is left out, for its peer was killed while it wrote; any
 * other line that is none is an error, for then every figure would be a guess.
 */
final class TraceReader {
  /** Some 20 times the longest line that is ever written. */
  static final int MAX_LINE_BYTES = 4_096;
  /** Events and statuses of one peer: a day of one status a second, and as many events. They stay in memory. */
  static final int MAX_KEPT_LINES = 200_000;

  /** Hears of each chunk, in the order of the file. */
  interface ChunkSink {
    /** @param flags bit 0: a join point; bit 1: a discontinuity */
    void chunk(long nanos, long epoch, long sequence, long mediaMicros, long durationMicros, int flags);
  }

  private final Path file;
  private final long untilNanos;
  private final ChunkSink sink;
  private final List<TraceEvent> events = new ArrayList<>();
  private final List<PeerTrace.Status> statuses = new ArrayList<>();
  private final byte[] line = new byte[MAX_LINE_BYTES];
  private int length;
  private long number;
  private long lastNanos;
  private long chunks;
  private long dropped;

  private TraceReader(Path file, long untilNanos, ChunkSink sink) {
    this.file = file;
    this.untilNanos = untilNanos;
    this.sink = sink;
  }

  /**
   * @param untilNanos what is later counts for nothing
   * @throws Failure if a line is broken, or the file cannot be read
   */
  static PeerTrace read(Path file, long untilNanos, ChunkSink sink) throws Failure {
    return new TraceReader(file, untilNanos, sink).read();
  }

  private PeerTrace read() throws Failure {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      for (int b = in.read(); b >= 0; b = in.read()) {
        if (b == '\n') {
          number++;
          take(new String(line, 0, length, StandardCharsets.UTF_8));
          length = 0;
        } else if (length == MAX_LINE_BYTES) {
          number++;
          throw broken("longer than " + MAX_LINE_BYTES + " bytes");
        } else {
          line[length++] = (byte) b;
        }
      }
    } catch (IOException e) {
      throw new Failure("Cannot read the trace '" + file + "' (" + e.getMessage() + ").", e);
    }
    events.sort(Comparator.comparingLong(TraceEvent::nanos));
    return new PeerTrace(events, statuses, lastNanos, chunks, dropped, length > 0);
  }

  private void take(String text) throws Failure {
    String[] words = text.split(" ", -1);
    try {
      switch (words[0]) {
        case "chunk" -> {
          require(words.length >= 8, "8 words are a chunk");
          if (isInTime(words[1])) {
            chunks++;
            sink.chunk(
                Long.parseLong(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3]), Long.parseLong(words[5]),
                Long.parseLong(words[6]), Integer.parseInt(words[7]));
          }
        }
        case "event" -> {
          require(words.length >= 3 && !words[2].isEmpty(), "an event has a time and a name");
          if (isInTime(words[1])) {
            events.add(new TraceEvent(Long.parseLong(words[1]), words[2], fields(words, 3)));
          }
        }
        case "status" -> {
          require(words.length >= 2, "a status has a time");
          if (isInTime(words[1])) {
            statuses.add(status(Long.parseLong(words[1]), fields(words, 2)));
          }
        }
        case "dropped" -> {
          require(words.length == 2, "'dropped' has one number");
          dropped += Long.parseLong(words[1]);
        }
        default -> throw broken("'" + words[0] + "' begins no line of a trace");
      }
    } catch (NumberFormatException e) {
      throw broken("a number is expected (" + e.getMessage() + ")");
    }
    if (events.size() + statuses.size() > MAX_KEPT_LINES) {
      throw broken("more than " + MAX_KEPT_LINES + " events are in it");
    }
  }

  private boolean isInTime(String nanosText) {
    long nanos = Long.parseLong(nanosText);
    if (nanos > untilNanos) {
      return false;
    }
    lastNanos = Math.max(lastNanos, nanos);
    return true;
  }

  private Map<String, String> fields(String[] words, int from) throws Failure {
    Map<String, String> fields = new TreeMap<>();
    for (int i = from; i < words.length; i++) {
      int at = words[i].indexOf('=');
      require(at > 0, "name=value is expected, not '" + words[i] + "'");
      fields.put(words[i].substring(0, at), words[i].substring(at + 1));
    }
    return fields;
  }

  private static PeerTrace.Status status(long nanos, Map<String, String> fields) {
    return new PeerTrace.Status(
        nanos, Long.parseLong(fields.getOrDefault("lag", "-1")), Integer.parseInt(fields.getOrDefault("depth", "0")),
        Integer.parseInt(fields.getOrDefault("children", "0")),
        Integer.parseInt(fields.getOrDefault("links", "0")), Long.parseLong(fields.getOrDefault("sent", "0")));
  }

  private void require(boolean isSo, String otherwise) throws Failure {
    if (!isSo) {
      throw broken(otherwise);
    }
  }

  private Failure broken(String why) {
    return new Failure("Line " + number + " of the trace '" + file + "' is broken: " + why
        + ". No figure is made of it; if the file is whole, this is a bug of the program that wrote it.");
  }
}
