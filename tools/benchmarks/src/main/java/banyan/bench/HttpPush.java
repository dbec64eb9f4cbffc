package banyan.bench;

import banyan.program.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Posts a {@link PaddedStream} to a broadcaster, each picture at its time. */
final class HttpPush implements AutoCloseable {
  private static final long CLOSE_MILLIS = 2_000;

  private final PaddedStream stream;
  private final SocketChannel socket;
  private final Thread thread = new Thread(this::run, "bench-encoder");
  private volatile boolean isClosed;
  private volatile long lateNanos;
  private volatile @Nullable IOException failure;

  private HttpPush(PaddedStream stream, SocketChannel socket) {
    this.stream = stream;
    this.socket = socket;
  }

  static HttpPush start(Programs.Program broadcast, long bitsPerSecond) throws IOException {
    URI to = URI.create(String.valueOf(broadcast.ready().source()));
    PaddedStream stream = new PaddedStream(bitsPerSecond);
    SocketChannel socket =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), to.getPort()));
    HttpPush push = new HttpPush(stream, socket);
    push.write(ascii("POST / HTTP/1.1\r\nHost: 127.0.0.1:" + to.getPort() + "\r\nTransfer-Encoding: chunked\r\n\r\n"));
    push.thread.setDaemon(true);
    push.thread.start();
    return push;
  }

  private void run() {
    try {
      long start = System.nanoTime();
      for (long frame = 0; !isClosed; frame++) {
        long due = start + frame * 1_000_000_000L / PaddedStream.FRAMES_PER_SECOND;
        for (long wait = due - System.nanoTime(); wait > 0 && !isClosed; wait = due - System.nanoTime()) {
          LockSupport.parkNanos(wait);
        }
        ByteBuffer packets = stream.next();
        write(ascii(Integer.toHexString(packets.remaining()) + "\r\n"), packets, ascii("\r\n"));
        lateNanos = Math.max(lateNanos, System.nanoTime() - due);
      }
    } catch (IOException e) {
      if (!isClosed) {
        failure = e;
      }
    }
  }

  /** @throws Failure if the broadcaster did not take it all in time: then it is the source that is measured */
  void assertOnTime() throws Failure {
    IOException broken = failure;
    if (broken != null) {
      throw new Failure("The broadcaster stopped taking the stream: " + broken.getMessage(), broken);
    }
  }

  /** How late the latest picture was handed over. */
  double latestMillis() {
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
