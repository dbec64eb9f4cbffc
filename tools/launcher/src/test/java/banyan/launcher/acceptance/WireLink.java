package banyan.launcher.acceptance;

import banyan.protocol.Bytes32;
import banyan.protocol.ChannelId;
import banyan.protocol.CloseReason;
import banyan.protocol.Endpoint;
import banyan.protocol.FrameReader;
import banyan.protocol.Message;
import banyan.protocol.MessageCodec;
import banyan.protocol.PeerAddress;
import banyan.protocol.PeerId;
import banyan.protocol.ProtocolException;
import banyan.protocol.TlsBinding;
import banyan.relay.crypto.Ed25519Key;
import banyan.tls.LinkTls;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Optional;
import javax.net.ssl.SSLSocket;

/**
 * A link to a real peer, spoken by hand on a blocking TLS socket: the other end of it is the test, which may do right
 * or wrong. One thread reads; any may send.
 */
final class WireLink implements AutoCloseable {
  private static final int READ_TIMEOUT_MILLIS = 20_000;

  /** What this test shows in TLS. */
  private static final LinkTls TLS = LinkTls.makeByJdk();

  private final SSLSocket socket;
  private final FrameReader reader = new FrameReader(new FrameReader.Slabs());
  private ByteBuffer unread = ByteBuffer.allocate(0);
  private PeerId peer = PeerId.UNKNOWN;

  private WireLink(Socket connected, boolean dials) throws IOException {
    this.socket = (SSLSocket) TLS.sslContext().getSocketFactory()
        .createSocket(connected, "localhost", connected.getPort(), true);
    socket.setUseClientMode(dials);
    socket.setNeedClientAuth(true);
    socket.setSoTimeout(READ_TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    socket.startHandshake();
  }

  /** Dials a peer on this computer, and proves to be whom the key says. */
  static WireLink dial(int port, ChannelId channel, Ed25519Key key, PeerAddress own) throws IOException {
    WireLink link = new WireLink(new Socket(InetAddress.getLoopbackAddress(), port), true);
    link.send(hello(true, channel, key, own));
    link.opened((Message.Hello) link.receive());
    return link;
  }

  /** The same where the other end has dialled. */
  static WireLink accept(Socket socket, ChannelId channel, Ed25519Key key, PeerAddress own) throws IOException {
    WireLink link = new WireLink(socket, false);
    Message.Hello theirs = (Message.Hello) link.receive();
    link.send(hello(false, channel, key, own));
    link.opened(theirs);
    return link;
  }

  private static Message.Hello hello(boolean dials, ChannelId channel, Ed25519Key key, PeerAddress own) {
    TlsBinding bound =
        TlsBinding.sign(key, dials, channel, TLS.keyHash(), System.currentTimeMillis() / 1_000);
    return new Message.Hello(
        Message.PROTOCOL_VERSION, 0, channel, key.publicKey(), Message.Hello.Binding.TLS, Bytes32.ZERO,
        bound.expiryUnixSeconds(), bound.signature(), own, PeerAddress.NONE, "a test");
  }

  private void opened(Message.Hello theirs) {
    reader.handshakeDone();
    peer = PeerId.of(theirs.key());
  }

  static PeerAddress at(int port) {
    return PeerAddress.of(Endpoint.tcp("127.0.0.1", port));
  }

  PeerId peer() {
    return peer;
  }

  void send(Message message) throws IOException {
    ByteBuffer frame = MessageCodec.encode(message);
    byte[] bytes = new byte[frame.remaining()];
    frame.get(bytes);
    sendBytes(bytes);
  }

  synchronized void sendBytes(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** The next message; at the end of the link {@link EOFException}. */
  Message receive() throws IOException {
    try {
      while (true) {
        ByteBuffer frame = reader.next(unread);
        Optional<Message> message = frame == null ? Optional.empty() : MessageCodec.decode(frame);
        if (message.isPresent()) {
          return message.get();
        }
        if (frame == null) {
          byte[] buffer = new byte[65_536];
          int read = socket.getInputStream().read(buffer);
          if (read < 0) {
            throw new EOFException("the other end has closed");
          }
          unread = ByteBuffer.wrap(buffer, 0, read).slice();
        }
      }
    } catch (ProtocolException e) {
      throw new IOException("a real peer broke the protocol", e);
    }
  }

  /** Reads up to the other end's last word. */
  CloseReason receiveGoodbye() throws IOException {
    Message message = receive();
    while (!(message instanceof Message.Goodbye)) {
      message = receive();
    }
    return ((Message.Goodbye) message).reason();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
