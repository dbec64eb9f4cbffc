package banyan.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands between a child and its parent and lets through what the parent sends at a low rate only: the child is one
 * with a bad line. It sees bytes, so it works for any kind of link.
 */
final class ThrottledProxy implements AutoCloseable {
  /** For the handshake and the first messages, at full speed. */
  private static final int FREE_BYTES = 16 * 1_024;
  private static final int RECEIVE_BUFFER_BYTES = 32 * 1_024;
  private static final int PIECE_BYTES = 2_048;

  private final ServerSocket listener;
  private final int to;
  private final long bytesPerSecond;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private volatile boolean isClosed;

  /** @param bytesPerSecond 0: after the first bytes nothing is read any more */
  ThrottledProxy(int to, long bytesPerSecond) throws IOException {
    this.to = to;
    this.bytesPerSecond = bytesPerSecond;
    this.listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    start("accept", this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() throws IOException {
    while (!isClosed) {
      Socket child = listener.accept();
      Socket parent = new Socket();
      // Set before connecting, or else the window is negotiated without it.
      parent.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
      parent.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), to));
      child.setTcpNoDelay(true);
      parent.setTcpNoDelay(true);
      sockets.addAll(List.of(child, parent));
      start("up", () -> copy(child, parent, Long.MAX_VALUE));
      start("down", () -> copy(parent, child, bytesPerSecond));
    }
  }

  private void copy(Socket from, Socket into, long rate) throws IOException {
    try (from; into) {
      InputStream in = from.getInputStream();
      OutputStream out = into.getOutputStream();
      byte[] piece = new byte[PIECE_BYTES];
      long free = FREE_BYTES;
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        out.write(piece, 0, read);
        free -= read;
        if (free < 0 && rate == 0) {
          while (!isClosed) {
            LockSupport.parkNanos(100_000_000);
          }
        } else if (free < 0 && rate < Long.MAX_VALUE) {
          LockSupport.parkNanos(read * 1_000_000_000L / rate);
        }
      }
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private void start(String what, Work work) {
    Thread thread = new Thread(() -> {
      try {
        work.run();
      } catch (IOException e) {
        // One of the two has closed, which is how these end.
      }
    }, "bench-proxy-" + what);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    isClosed = true;
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
