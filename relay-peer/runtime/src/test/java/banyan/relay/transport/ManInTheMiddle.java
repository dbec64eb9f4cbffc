package banyan.relay.transport;

import banyan.tls.LinkTls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import javax.net.ssl.SSLSocket;

/** Ends TLS towards both sides with a certificate of his own, and passes on what is inside, byte for byte. */
final class ManInTheMiddle implements AutoCloseable {
  private static final LinkTls OWN = LinkTls.makeByJdk();

  private final int target;
  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

  ManInTheMiddle(int target) throws IOException {
    this.target = target;
    background(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        SSLSocket victim = over(listener.accept(), false);
        SSLSocket other = over(new Socket(InetAddress.getLoopbackAddress(), target), true);
        background(() -> pass(victim, other));
        background(() -> pass(other, victim));
      } catch (IOException e) {
        // Closed.
      }
    }
  }

  private static SSLSocket over(Socket socket, boolean dials) throws IOException {
    SSLSocket tls = (SSLSocket) OWN.sslContext().getSocketFactory()
        .createSocket(socket, "localhost", socket.getPort(), true);
    tls.setUseClientMode(dials);
    tls.setNeedClientAuth(true);
    return tls;
  }

  private static void pass(SSLSocket from, SSLSocket to) {
    try (from; to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // One of the two has closed.
    }
  }

  private static void background(Runnable task) {
    Thread thread = new Thread(task, "man-in-the-middle");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
