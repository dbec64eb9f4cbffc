package banyan.relay.transport;

import banyan.protocol.Bytes32;
import banyan.protocol.ChannelId;
import banyan.protocol.FrameReader;
import banyan.protocol.Message;
import banyan.protocol.MessageCodec;
import banyan.protocol.PeerAddress;
import banyan.protocol.Signature;
import banyan.protocol.SignedBytes;
import banyan.protocol.TlsBinding;
import banyan.relay.crypto.Ed25519Key;
import banyan.tls.LinkTls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A peer by hand on a blocking socket, encrypted or not, to do right or wrong on purpose. */
final class RawPeer implements AutoCloseable {
  final Socket socket;
  final Ed25519Key key;
  private final FrameReader reader = new FrameReader(new FrameReader.Slabs());
  private final Optional<LinkTls> tls;
  private final Bytes32 nonce;
  private ByteBuffer in = ByteBuffer.allocate(0);

  /** @param tls its own, made by the JDK; none for a link in clear text */
  RawPeer(int port, Ed25519Key key, Optional<LinkTls> tls) throws IOException {
    Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
    this.tls = tls;
    this.socket = tls.isEmpty() ? plain
        : tls.get().sslContext().getSocketFactory().createSocket(plain, "localhost", port, true);
    socket.setSoTimeout(10_000);
    this.key = key;
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    this.nonce = Bytes32.of(random);
  }

  void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  void send(Message message) throws IOException {
    ByteBuffer frame = MessageCodec.encode(message);
    byte[] bytes = new byte[frame.remaining()];
    frame.get(bytes);
    write(bytes);
  }

  Message.Hello hello(ChannelId channel, int version) {
    return tls.isEmpty()
        ? hello(channel, version, Message.Hello.Binding.PLAIN, new TlsBinding(0, Signature.NONE))
        : hello(channel, version, Message.Hello.Binding.TLS, TlsBinding.sign(
            key, true, channel, tls.get().keyHash(), System.currentTimeMillis() / 1_000));
  }

  Message.Hello hello(ChannelId channel, int version, Message.Hello.Binding binding, TlsBinding bound) {
    return new Message.Hello(
        version, 0, channel, key.publicKey(), binding, nonce, bound.expiryUnixSeconds(), bound.signature(),
        PeerAddress.NONE, PeerAddress.NONE, "raw");
  }

  /** The hash of the key that the other end has shown in TLS. */
  Bytes32 theirKeyHash() throws IOException {
    return LinkTls.theirKeyHash(((SSLSocket) socket).getSession());
  }

  /** The next message, or null at the end of the stream. */
  @Nullable Message receive() throws Exception {
    byte[] buffer = new byte[65_536];
    while (true) {
      ByteBuffer frame = reader.next(in);
      if (frame != null) {
        Optional<Message> message = MessageCodec.decode(frame);
        if (message.isPresent()) {
          return message.get();
        }
        continue;
      }
      int read = socket.getInputStream().read(buffer);
      if (read < 0) {
        return null;
      }
      in = ByteBuffer.wrap(buffer, 0, read).slice();
      buffer = new byte[65_536];
    }
  }

  Message.Proof proof(Message.Hello theirs) {
    return new Message.Proof(key.sign(SignedBytes.plainLink(
        true, theirs.channel(), key.publicKey(), theirs.key(), nonce, theirs.nonce())));
  }

  /** The whole handshake. */
  Message.Hello shakeHands(ChannelId channel) throws Exception {
    send(hello(channel, Message.PROTOCOL_VERSION));
    Message.Hello theirs = (Message.Hello) receiveSome();
    if (tls.isEmpty()) {
      receiveSome();
      send(proof(theirs));
    }
    reader.handshakeDone();
    return theirs;
  }

  Message receiveSome() throws Exception {
    Message message = receive();
    if (message == null) {
      throw new IOException("the other end has closed");
    }
    return message;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
