package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.program.ReadyLine;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import org.awaitility.Awaitility;

/**
 * A player that shows nothing: takes {@code /live/CHANNEL.ts} from a peer over one connection, and keeps every byte
 * with the time when it came.
 */
final class LiveReader implements AutoCloseable {
  private static final int TS_PACKET_BYTES = 188;
  /** One for each PID of a stream with video and audio: tables, programme map, both. */
  private static final int MAX_DISCONTINUITY_PACKETS = 4;
  /** So many packets at the beginning of a stream, clock and counters in them, are nowhere else in it. */
  private static final int FINGERPRINT_BYTES = 20 * TS_PACKET_BYTES;

  private final String name;
  private final InputStream body;
  private byte[] bytes = new byte[1 << 20];
  private int count;
  /** For each read: the count behind it, and when it came. */
  private int[] readCounts = new int[1_024];
  private long[] readNanos = new long[1_024];
  private int reads;
  private boolean hasEnded;

  private LiveReader(String name, InputStream body) {
    this.name = name;
    this.body = body;
  }

  /** Returns when the first byte is there. */
  static LiveReader open(String name, ReadyLine ready) {
    URI url = URI.create(ready.http() + "/live/" + ready.channel() + ".ts");
    try {
      HttpResponse<InputStream> response = HttpClient.newHttpClient().send(
          HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(20)).build(),
          HttpResponse.BodyHandlers.ofInputStream());
      assertEquals(200, response.statusCode(), name);
      LiveReader reader = new LiveReader(name, response.body());
      Thread thread = new Thread(reader::run, "reader of " + name);
      thread.setDaemon(true);
      thread.start();
      reader.awaitBytes(1);
      return reader;
    } catch (IOException e) {
      throw new AssertionError("no stream from " + name + " at " + url, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while opening " + url, e);
    }
  }

  private void run() {
    byte[] buffer = new byte[65_536];
    try {
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        add(buffer, read);
      }
    } catch (IOException e) {
      // The end, as for whoever reads a live stream.
    }
    synchronized (this) {
      hasEnded = true;
    }
  }

  private synchronized void add(byte[] from, int length) {
    if (count + length > bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * bytes.length);
    }
    System.arraycopy(from, 0, bytes, count, length);
    count += length;
    if (reads == readCounts.length) {
      readCounts = Arrays.copyOf(readCounts, 2 * reads);
      readNanos = Arrays.copyOf(readNanos, 2 * reads);
    }
    readCounts[reads] = count;
    readNanos[reads++] = System.nanoTime();
  }

  String name() {
    return name;
  }

  synchronized int count() {
    return count;
  }

  /** Whether the peer has closed the stream. */
  synchronized boolean hasEnded() {
    return hasEnded;
  }

  synchronized byte[] bytes() {
    return Arrays.copyOf(bytes, count);
  }

  /** When the byte at this place was there. */
  synchronized long arrivalNanos(int at) {
    int read = Arrays.binarySearch(readCounts, 0, reads, at + 1);
    return readNanos[read >= 0 ? read : -read - 1];
  }

  /** When the first byte came after this moment; -1 if none has. */
  synchronized long firstArrivalAfter(long nanos) {
    for (int read = 0; read < reads; read++) {
      if (readNanos[read] - nanos >= 0) {
        return readNanos[read];
      }
    }
    return -1;
  }

  void awaitBytes(int atLeast) {
    Awaitility.await(atLeast + " bytes from " + name)
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> count() >= atLeast || hasEnded());
    assertTrue(count() >= atLeast, () -> "the stream from " + name + " ended after " + count() + " bytes");
  }

  /**
   * Waits until all that {@code above} has had by now is here as well, and compares: from where this stream begins on,
   * it must be the same bytes.
   *
   * @return where in {@code above} this one begins
   */
  int assertSameAs(LiveReader above) {
    int through = above.count();
    byte[] whole = Arrays.copyOf(above.bytes(), through);
    awaitBytes(FINGERPRINT_BYTES);
    int from = indexOf(whole, Arrays.copyOf(bytes(), FINGERPRINT_BYTES));
    assertTrue(from >= 0, () -> "what " + name + " shows first was never shown by " + above.name);
    awaitBytes(through - from);
    byte[] here = bytes();
    int differs = Arrays.mismatch(here, 0, through - from, whole, from, through);
    assertEquals(-1, differs, () -> name + " differs from " + above.name + " at byte " + differs + " of "
        + (through - from));
    return from;
  }

  /**
   * All that came here from {@code since} on is part of what {@code above} shows, without a gap; only the packets that
   * tell of a discontinuity may stand before it, and what came before {@code above} was opened.
   */
  void assertGoesOnAs(LiveReader above, int since) {
    byte[] mine = bytes();
    int end = since + (mine.length - since) / TS_PACKET_BYTES * TS_PACKET_BYTES;
    byte[] last = Arrays.copyOfRange(mine, end - FINGERPRINT_BYTES, end);
    Awaitility.await("what " + name + " has shown last is at " + above.name)
        .atMost(Duration.ofSeconds(10))
        .until(() -> indexOf(above.bytes(), last) >= 0);
    byte[] theirs = above.bytes();
    int theirEnd = indexOf(theirs, last) + FINGERPRINT_BYTES;
    int common = 0;
    while (common < Math.min(end - since, theirEnd)
        && Arrays.equals(
            mine, end - common - TS_PACKET_BYTES, end - common, theirs, theirEnd - common - TS_PACKET_BYTES,
            theirEnd - common)) {
      common += TS_PACKET_BYTES;
    }
    int before = (end - since - common) / TS_PACKET_BYTES;
    boolean isAllOfTheirs = common == theirEnd;
    assertTrue(isAllOfTheirs || before <= MAX_DISCONTINUITY_PACKETS,
        name + " differs from " + above.name + " in the first " + before + " of "
            + (end - since) / TS_PACKET_BYTES + " packets");
  }

  private static int indexOf(byte[] whole, byte[] part) {
    for (int at = 0; at + part.length <= whole.length; at += TS_PACKET_BYTES) {
      if (Arrays.equals(whole, at, at + part.length, part, 0, part.length)) {
        return at;
      }
    }
    return -1;
  }

  /**
   * How much later than at {@code above} bytes came here, at most, among those that came there in this span of time.
   *
   * @param from where in {@code above} this stream begins
   */
  synchronized long latestNanos(LiveReader above, int from, long sinceNanos, long untilNanos) {
    long latest = 0;
    for (int at = from; at < above.count() && at - from < count; at += TS_PACKET_BYTES) {
      long there = above.arrivalNanos(at);
      if (there >= sinceNanos && there < untilNanos) {
        latest = Math.max(latest, arrivalNanos(at - from) - there);
      }
    }
    return latest;
  }

  @Override
  public void close() {
    try {
      body.close();
    } catch (IOException e) {
      // It is over either way.
    }
  }
}
