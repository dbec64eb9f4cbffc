package banyan.broadcast.testpattern;

import banyan.program.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * An encoder for measurements: posts a stream of a given rate to a broadcaster, each picture at its time. The stream is
 * real H.264 and AAC that costs next to nothing to make.
 */
public final class PaddedEncoder implements AutoCloseable {
  private static final long CLOSE_MILLIS = 2_000;

  /** Told of each picture, on the encoder's own thread. */
  public interface Watcher {
    /**
     * The last byte of it is with the broadcaster's computer.
     *
     * @param number of the picture; its PTS is {@code number} / {@link #PICTURES_PER_SECOND} s
     * @param nanos when, by this machine's monotonic clock
     */
    void sent(long number, long nanos);
  }

  public static final int PICTURES_PER_SECOND = PaddedStream.FRAMES_PER_SECOND;
  /** The first of these many pictures is a key picture. */
  public static final int KEY_INTERVAL = PaddedStream.FRAMES_PER_SECOND;

  private final PaddedStream stream;
  private final SocketChannel socket;
  private final Watcher watcher;
  private final Thread thread = new Thread(this::run, "padded-encoder");
  private volatile boolean isClosed;
  private volatile long lateNanos;
  private volatile long pausedUntil = System.nanoTime();
  private volatile @Nullable IOException failure;

  private PaddedEncoder(PaddedStream stream, SocketChannel socket, Watcher watcher) {
    this.stream = stream;
    this.socket = socket;
    this.watcher = watcher;
  }

  /**
   * Begins.
   *
   * @param source where a broadcaster with {@code --source http://…} takes it, as its ready line says
   */
  public static PaddedEncoder start(URI source, long bitsPerSecond) throws IOException {
    return start(source, bitsPerSecond, (number, nanos) -> {});
  }

  /** Begins, and tells of each picture. */
  public static PaddedEncoder start(URI source, long bitsPerSecond, Watcher watcher) throws IOException {
    PaddedStream stream = new PaddedStream(bitsPerSecond);
    SocketChannel socket =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), source.getPort()));
    PaddedEncoder encoder = new PaddedEncoder(stream, socket, watcher);
    encoder.write(ascii("POST / HTTP/1.1\r\nHost: 127.0.0.1:" + source.getPort()
        + "\r\nTransfer-Encoding: chunked\r\n\r\n"));
    encoder.thread.setDaemon(true);
    encoder.thread.start();
    return encoder;
  }

  private void run() {
    try {
      long start = System.nanoTime();
      for (long frame = 0; !isClosed; frame++) {
        long paused = pausedUntil - (start + dueNanos(frame));
        if (paused > 0) {
          long pictures = paused * PaddedStream.FRAMES_PER_SECOND / 1_000_000_000L;
          stream.skip(pictures);
          frame += pictures;
        }
        long due = start + dueNanos(frame);
        for (long wait = due - System.nanoTime(); wait > 0 && !isClosed; wait = due - System.nanoTime()) {
          LockSupport.parkNanos(wait);
        }
        ByteBuffer packets = stream.next();
        write(ascii(Integer.toHexString(packets.remaining()) + "\r\n"), packets, ascii("\r\n"));
        long now = System.nanoTime();
        lateNanos = Math.max(lateNanos, now - due);
        watcher.sent(frame, now);
      }
    } catch (IOException e) {
      if (!isClosed) {
        failure = e;
      }
    }
  }

  private static long dueNanos(long frame) {
    return frame * 1_000_000_000L / PaddedStream.FRAMES_PER_SECOND;
  }

  /** Sends nothing until then, on a connection that stays open, and goes on with the picture that is due then. */
  public void pause(Duration time) {
    pausedUntil = System.nanoTime() + time.toNanos();
  }

  /** @throws Failure if the broadcaster did not take it all in time: then it is the source that is measured */
  public void assertOnTime() throws Failure {
    IOException broken = failure;
    if (broken != null) {
      throw new Failure("The broadcaster stopped taking the stream: " + broken.getMessage(), broken);
    }
  }

  /** How late the latest picture was handed over. */
  public double latestMillis() {
    return lateNanos / 1e6;
  }

  private void write(ByteBuffer... parts) throws IOException {
    for (ByteBuffer part : parts) {
      while (part.hasRemaining()) {
        socket.write(part);
      }
    }
  }

  private static ByteBuffer ascii(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() throws IOException {
    isClosed = true;
    LockSupport.unpark(thread);
    socket.close();
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
