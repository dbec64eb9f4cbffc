package banyan.node;

import banyan.protocol.Limits;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A process's uplink, shared by its nodes: a token bucket, and a line of those who wait, in which each has one chunk a
 * turn.
 *
 * <p>In any second no more than {@code 1.02 × bytesPerSecond + 64 KiB} are granted. What leaves without asking
 * (messages that are no chunks) is counted and makes the next grant wait.
 *
 * <pre>
 *   want(node, bytes of its next chunk)  →  next(now) ⇒ grant, or nextMicros() to come again  →  want(…) for the next
 * </pre>
 *
 * @param <T> who is granted upload, one node each
 */
public final class UploadBudget<T> {
  /** So many bytes of chunks may leave now. */
  public record Grant<T>(T taker, long bytes) {}

  private static final long SECOND = 1_000_000;
  /** Of a second's upload what may be saved up, besides one whole frame: timers are late by some milliseconds. */
  private static final int SAVED_SHARE = 50;
  /** A grant for each chunk would cost more than the chunk where there is upload enough. */
  private static final int CHUNKS_AT_ONCE = 64;

  private long bytesPerSecond;
  private long capacity;
  /** In millionths of bytes; below 0 for what left without asking. */
  private long credit;
  private long countedAtMicros;
  /** Who waits, the first first, and for how many bytes. */
  private final LinkedHashMap<T, Long> line = new LinkedHashMap<>();
  /** Bytes per second that each one's children take. */
  private final Map<T, Long> promised = new LinkedHashMap<>();

  /** @param bytesPerSecond more than 0 */
  public UploadBudget(long bytesPerSecond, long nowMicros) {
    this.bytesPerSecond = checked(bytesPerSecond);
    this.capacity = capacity(bytesPerSecond);
    this.credit = capacity * SECOND;
    this.countedAtMicros = nowMicros;
  }

  private static long checked(long bytesPerSecond) {
    if (bytesPerSecond <= 0) {
      throw new IllegalArgumentException("an upload of " + bytesPerSecond + " B/s");
    }
    return bytesPerSecond;
  }

  private static long capacity(long bytesPerSecond) {
    return Limits.MAX_FRAME_BYTES + bytesPerSecond / SAVED_SHARE;
  }

  /** From now on there is another upload; what was saved up of the one before stays, as far as there is room. */
  public void changeTo(long otherBytesPerSecond, long nowMicros) {
    count(nowMicros);
    bytesPerSecond = checked(otherBytesPerSecond);
    capacity = capacity(otherBytesPerSecond);
    credit = Math.max(-capacity * SECOND, Math.min(capacity * SECOND, credit));
  }

  /**
   * Says what one is waiting for; who waits already keeps his turn.
   *
   * @param bytes of his next chunk, or 0 if he has none
   */
  public void want(T taker, long bytes) {
    if (bytes > capacity) {
      throw new IllegalArgumentException(bytes + " B of " + capacity);
    }
    if (bytes <= 0) {
      line.remove(taker);
    } else {
      line.put(taker, bytes);
    }
  }

  /**
   * The next grant that is due; whoever gets it is out of the line until he wants more. While nobody else waits it is
   * for several chunks, of which he {@linkplain #giveBack gives back} what he has no use for.
   */
  public Optional<Grant<T>> next(long nowMicros) {
    if (line.isEmpty()) {
      return Optional.empty();
    }
    count(nowMicros);
    Map.Entry<T, Long> first = line.entrySet().iterator().next();
    long bytes = first.getValue();
    if (bytes * SECOND > credit) {
      return Optional.empty();
    }
    if (line.size() == 1) {
      bytes = Math.max(bytes, Math.min(credit / SECOND / 2, CHUNKS_AT_ONCE * bytes));
    }
    credit -= bytes * SECOND;
    Grant<T> grant = new Grant<>(first.getKey(), bytes);
    line.remove(first.getKey());
    return Optional.of(grant);
  }

  /** Part of a grant was not used. */
  public void giveBack(long bytes) {
    credit = Math.min(capacity * SECOND, credit + bytes * SECOND);
  }

  /** When {@link #next} will have something, {@link Long#MAX_VALUE} while nobody waits. */
  public long nextMicros() {
    if (line.isEmpty()) {
      return Long.MAX_VALUE;
    }
    long lacking = line.values().iterator().next() * SECOND - credit;
    return lacking <= 0 ? countedAtMicros : countedAtMicros + (lacking + bytesPerSecond - 1) / bytesPerSecond;
  }

  /** Something has left without asking. No more than a bucketful of it is remembered. */
  public void spend(long bytes, long nowMicros) {
    count(nowMicros);
    credit = Math.max(-capacity * SECOND, credit - bytes * SECOND);
  }

  private void count(long nowMicros) {
    long elapsed = Math.max(0, nowMicros - countedAtMicros);
    countedAtMicros += elapsed;
    long room = capacity * SECOND - credit;
    credit += elapsed >= room / bytesPerSecond + 1 ? room : Math.min(room, elapsed * bytesPerSecond);
  }

  /** Says what one's children take, which others cannot count on. */
  public void promise(T taker, long bytesPerSecondOfChildren) {
    promised.put(taker, bytesPerSecondOfChildren);
  }

  /** Bytes per second that one can reckon with: all that is not promised by others. */
  public long share(T taker) {
    long others = 0;
    for (Map.Entry<T, Long> entry : promised.entrySet()) {
      others += entry.getKey().equals(taker) ? 0 : entry.getValue();
    }
    return Math.max(0, bytesPerSecond - others);
  }

  /** He wants nothing any more. */
  public void forget(T taker) {
    line.remove(taker);
    promised.remove(taker);
  }
}
