package banyan.churn.network;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one peer's trace says of it now, while the run goes on: read from where the last look ended. All there is of the
 * network that whoever chooses victims knows; figures are made of whole traces, later.
 */
public final class TraceTail {
  /** A second of a trace is a kilobyte or two; what is more than this is looked at next time. */
  private static final int MAX_READ_BYTES = 256 * 1_024;

  private final Path file;
  private long position;
  private volatile Optional<String> parent = Optional.empty();
  private volatile boolean isOrphaned;
  private volatile long chunks;

  public TraceTail(Path file) {
    this.file = file;
  }

  /** Reads what is new. A file that is not there yet has nothing new. */
  public void look() throws IOException {
    byte[] fresh;
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      in.seek(position);
      fresh = new byte[(int) Math.min(MAX_READ_BYTES, in.length() - position)];
      in.readFully(fresh);
    } catch (FileNotFoundException e) {
      return;
    }
    int start = 0;
    long more = chunks;
    for (int i = 0; i < fresh.length; i++) {
      if (fresh[i] == '\n') {
        String line = new String(fresh, start, i - start, StandardCharsets.US_ASCII);
        if (line.startsWith("chunk ")) {
          more++;
        } else {
          heed(line);
        }
        start = i + 1;
      }
    }
    chunks = more;
    // A line that is not whole yet is read again.
    position += start;
  }

  private void heed(String line) {
    String[] words = line.split(" ", -1);
    if (words.length < 3 || !words[0].equals("event")) {
      return;
    }
    switch (words[2]) {
      case "Attached" -> {
        parent = Optional.ofNullable(values(words).get("parent"));
        isOrphaned = false;
      }
      case "Orphaned" -> {
        parent = Optional.empty();
        isOrphaned = true;
      }
      default -> { }
    }
  }

  private static Map<String, String> values(String[] words) {
    Map<String, String> values = new HashMap<>();
    for (int i = 3; i < words.length; i++) {
      int equals = words[i].indexOf('=');
      if (equals > 0) {
        values.put(words[i].substring(0, equals), words[i].substring(equals + 1));
      }
    }
    return values;
  }

  /** The id of the peer that feeds it; empty while nobody does. */
  public Optional<String> parent() {
    return parent;
  }

  /** Whether it has lost its parent and has no other yet. */
  public boolean isOrphaned() {
    return isOrphaned;
  }

  /** Chunks that have come to its players. */
  public long chunks() {
    return chunks;
  }
}
