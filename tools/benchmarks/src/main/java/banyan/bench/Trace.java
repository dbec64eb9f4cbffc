package banyan.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a peer wrote with {@code --trace}: when each chunk came, by the machine's monotonic clock.
 *
 * @param nanosBySequence of the newest epoch
 * @param missing sequences between the first and the last that never came
 * @param dropped lines that the disk did not take in time
 * @param events with their times
 */
record Trace(TreeMap<Long, Long> nanosBySequence, long missing, long dropped, List<Event> events) {
  /** Something that happened to the peer. */
  record Event(long nanos, String name) {}

  static Trace read(Path file) throws IOException {
    TreeMap<Long, Long> times = new TreeMap<>();
    List<Event> events = new ArrayList<>();
    long epoch = 0;
    long dropped = 0;
    // A peer that still writes may be in the middle of a line: that one is left out.
    String text = Files.readString(file);
    for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
      String[] words = line.split(" ", -1);
      switch (words[0]) {
        case "chunk" -> {
          long of = Long.parseLong(words[2]);
          if (of > epoch) {
            epoch = of;
            times.clear();
          }
          times.put(Long.parseLong(words[3]), Long.parseLong(words[1]));
        }
        case "event" -> events.add(new Event(Long.parseLong(words[1]), words[2]));
        case "status" -> { }
        case "dropped" -> dropped = Long.parseLong(words[1]);
        default -> throw new IOException("not a line of a trace: " + line);
      }
    }
    long span = times.isEmpty() ? 0 : times.lastKey() - times.firstKey() + 1;
    return new Trace(times, span - times.size(), dropped, events);
  }

  /** Milliseconds from there to here, of chunks that came there between the two times. */
  double[] millisAfter(Trace upstream, long fromNanos, long toNanos) {
    List<Double> delays = new ArrayList<>();
    for (Map.Entry<Long, Long> came : upstream.nanosBySequence().entrySet()) {
      Long here = nanosBySequence.get(came.getKey());
      if (here != null && came.getValue() >= fromNanos && came.getValue() < toNanos) {
        delays.add((here - came.getValue()) / 1e6);
      }
    }
    return Findings.array(delays);
  }
}
