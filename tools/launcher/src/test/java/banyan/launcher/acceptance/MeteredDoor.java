package banyan.launcher.acceptance;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The one way to a program's port: passes connections on, and measures what comes out of the program, in bytes of the
 * sockets whatever is in them.
 */
final class MeteredDoor implements AutoCloseable {
  private static final long SECOND_NANOS = 1_000_000_000;

  private record Came(long nanos, int bytes) {}

  private final ServerSocket listener;
  private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
    Thread thread = new Thread(task, "metered door");
    thread.setDaemon(true);
    return thread;
  });
  private final ArrayDeque<Came> lastSecond = new ArrayDeque<>();
  private volatile int target;
  private long inLastSecond;
  private long worst;
  private long all;

  MeteredDoor() throws IOException {
    listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  String address() {
    return "127.0.0.1:" + port();
  }

  void leadsTo(int programPort) {
    target = programPort;
  }

  /** The most bytes that came out within one second. */
  synchronized long worstSecondBytes() {
    return worst;
  }

  synchronized long allBytes() {
    return all;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket outside = listener.accept();
        Socket inside = new Socket();
        inside.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
        outside.setTcpNoDelay(true);
        inside.setTcpNoDelay(true);
        threads.execute(() -> pass(outside, inside, false));
        threads.execute(() -> pass(inside, outside, true));
      } catch (IOException e) {
        // Closed, or the program is not there yet: whoever dialled will again.
      }
    }
  }

  private void pass(Socket from, Socket to, boolean isMetered) {
    byte[] bytes = new byte[16_384];
    try (from; to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
        if (isMetered) {
          came(count);
        }
        out.write(bytes, 0, count);
      }
    } catch (IOException e) {
      // One end is gone; so is the other now.
    }
  }

  private synchronized void came(int bytes) {
    long now = System.nanoTime();
    lastSecond.add(new Came(now, bytes));
    inLastSecond += bytes;
    all += bytes;
    while (lastSecond.element().nanos <= now - SECOND_NANOS) {
      inLastSecond -= lastSecond.remove().bytes;
    }
    worst = Math.max(worst, inLastSecond);
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.shutdownNow();
  }
}
