package banyan.launcher.acceptance;

import banyan.tls.LinkTls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLSocket;

/**
 * Somebody on the way between two peers. He passes on all that comes, both ways, and keeps a copy; and he may end their
 * encryption on both sides with a certificate of his own.
 */
final class Wiretap implements AutoCloseable {
  /** More than the first seconds of any link here. */
  private static final int MAX_KEPT_BYTES = 8 << 20;

  private static final LinkTls OWN = LinkTls.makeByJdk();

  private final int target;
  private final boolean endsTls;
  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final List<ByteArrayOutputStream> heard = new CopyOnWriteArrayList<>();

  private Wiretap(int target, boolean endsTls) throws IOException {
    this.target = target;
    this.endsTls = endsTls;
    background(this::accept);
  }

  /** Listens to what goes by. */
  static Wiretap passiveAt(int target) throws IOException {
    return new Wiretap(target, false);
  }

  /** Is the other end to both. */
  static Wiretap activeAt(int target) throws IOException {
    return new Wiretap(target, true);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** What went by, each direction of each connection for itself. */
  List<byte[]> heard() {
    return heard.stream().map(one -> {
      synchronized (one) {
        return one.toByteArray();
      }
    }).toList();
  }

  long heardBytes() {
    return heard().stream().mapToLong(one -> one.length).sum();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket one = over(listener.accept(), false);
        Socket other = over(new Socket(InetAddress.getLoopbackAddress(), target), true);
        background(() -> pass(one, other));
        background(() -> pass(other, one));
      } catch (IOException e) {
        // Closed.
      }
    }
  }

  private Socket over(Socket socket, boolean dials) throws IOException {
    if (!endsTls) {
      return socket;
    }
    SSLSocket tls = (SSLSocket) OWN.sslContext().getSocketFactory()
        .createSocket(socket, "localhost", socket.getPort(), true);
    tls.setUseClientMode(dials);
    tls.setNeedClientAuth(true);
    return tls;
  }

  private void pass(Socket from, Socket to) {
    ByteArrayOutputStream copy = new ByteArrayOutputStream();
    heard.add(copy);
    byte[] buffer = new byte[65_536];
    try (from; to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        synchronized (copy) {
          copy.write(buffer, 0, Math.min(read, MAX_KEPT_BYTES - copy.size()));
        }
        out.write(buffer, 0, read);
      }
    } catch (IOException e) {
      // One of the two has closed.
    }
  }

  private static void background(Runnable task) {
    Thread thread = new Thread(task, "wiretap");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
