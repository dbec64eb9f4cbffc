package banyan.relay.transport;

import banyan.protocol.Message;
import banyan.protocol.MessageCodec;
import banyan.tls.LinkTls;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Optional;
import javax.net.ssl.SSLSocket;

/** Somebody that peers dial, who answers the first bytes of whoever comes with one message, and reads on. */
final class RawAcceptor implements AutoCloseable {
  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Optional<LinkTls> tls;
  private final Message answer;

  /** In clear text. */
  RawAcceptor(Message answer) throws IOException {
    this(Optional.empty(), answer);
  }

  RawAcceptor(LinkTls tls, Message answer) throws IOException {
    this(Optional.of(tls), answer);
  }

  private RawAcceptor(Optional<LinkTls> tls, Message answer) throws IOException {
    this.tls = tls;
    this.answer = answer;
    Thread thread = new Thread(this::accept, "raw-acceptor");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try (Socket socket = listener.accept(); Socket talking = tls.isPresent() ? encrypted(socket) : socket) {
        if (talking.getInputStream().read() >= 0) {
          ByteBuffer frame = MessageCodec.encode(answer);
          byte[] bytes = new byte[frame.remaining()];
          frame.get(bytes);
          talking.getOutputStream().write(bytes);
          talking.getInputStream().transferTo(OutputStream.nullOutputStream());
        }
      } catch (IOException e) {
        // The dialer is gone, or the test is over.
      }
    }
  }

  private Socket encrypted(Socket socket) throws IOException {
    SSLSocket encrypted = (SSLSocket) tls.orElseThrow().sslContext().getSocketFactory()
        .createSocket(socket, "localhost", socket.getPort(), true);
    encrypted.setUseClientMode(false);
    encrypted.setNeedClientAuth(true);
    return encrypted;
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
