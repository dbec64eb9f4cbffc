package banyan.launcher.acceptance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A port that hands what comes to another one, and keeps what it was and when each connection's first byte came. */
final class TcpTap implements AutoCloseable {
  /** One connection, from its first byte to its end. */
  static final class Passage {
    private final long firstByteNanos = System.nanoTime();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private volatile boolean hasEnded;

    long firstByteNanos() {
      return firstByteNanos;
    }

    byte[] bytes() {
      synchronized (bytes) {
        return bytes.toByteArray();
      }
    }

    boolean hasEnded() {
      return hasEnded;
    }
  }

  private final ServerSocket listener;
  private final int target;
  private final List<Passage> passages = new CopyOnWriteArrayList<>();

  /** @param target port of this computer */
  TcpTap(int target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::accept, "tap");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return listener.getLocalPort();
  }

  /** All connections so far on which a byte has come. */
  List<Passage> passages() {
    return passages;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket from = listener.accept();
        Thread thread = new Thread(() -> pass(from), "tap of " + from.getPort());
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return;
      }
    }
  }

  private void pass(Socket from) {
    Passage passage = null;
    try (from; Socket to = new Socket(InetAddress.getLoopbackAddress(), target)) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[65_536];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        if (passage == null) {
          passage = new Passage();
          passages.add(passage);
        }
        synchronized (passage.bytes) {
          passage.bytes.write(buffer, 0, count);
        }
        out.write(buffer, 0, count);
      }
    } catch (IOException e) {
      // An end like any other.
    }
    if (passage != null) {
      passage.hasEnded = true;
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
