package banyan.index;

import banyan.protocol.Bytes32;
import banyan.protocol.ChannelId;
import banyan.protocol.FrameReader;
import banyan.protocol.Message;
import banyan.protocol.MessageCodec;
import banyan.protocol.PeerAddress;
import banyan.protocol.ProtocolException;
import banyan.protocol.Signature;
import banyan.protocol.SignedBytes;
import banyan.protocol.Signer;
import banyan.tls.Encryption;
import banyan.tls.LinkTls;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.SSLSocket;

/** A peer's door, encrypted or not: takes links one after another, and behaves or misbehaves as it is told. */
final class Acceptor implements AutoCloseable {
  /** What it does with a link. */
  enum Manner {
    RIGHT,
    BAD_SIGNATURE,
    DIALERS_OWN_SIGNATURE,
    OTHER_CHANNEL,
    PROOF_FIRST,
    SILENT,
    GARBAGE,
    ENDLESS_UNKNOWN_FRAMES,
    CLOSES
  }

  private static final LinkTls TLS = LinkTls.makeByJdk();

  private final Signer signer;
  private final ChannelId channel;
  private final Manner manner;
  private final Encryption encryption;
  private final ServerSocket server;
  private final Thread thread;
  /** What came in, as types and reasons. */
  final List<Message> received = Collections.synchronizedList(new ArrayList<>());
  volatile int accepted;

  Acceptor(Signer signer, ChannelId channel, Manner manner) throws IOException {
    this(signer, channel, manner, Encryption.by(TLS));
  }

  /** @param encryption by the JDK, or none */
  Acceptor(Signer signer, ChannelId channel, Manner manner, Encryption encryption) throws IOException {
    this.signer = signer;
    this.channel = channel;
    this.manner = manner;
    this.encryption = encryption;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.thread = new Thread(this::run, "acceptor");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return server.getLocalPort();
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
  private void run() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        accepted++;
        talk(encryption.isOn() ? encrypted(socket) : socket);
      } catch (IOException | ProtocolException e) {
        // The dialler is gone, or the test is over.
      }
    }
  }

  private Socket encrypted(Socket socket) throws IOException {
    SSLSocket tls = (SSLSocket) encryption.tls().join().sslContext().getSocketFactory()
        .createSocket(socket, "localhost", socket.getPort(), true);
    tls.setUseClientMode(false);
    tls.setNeedClientAuth(true);
    if (manner != Manner.CLOSES && manner != Manner.GARBAGE) {
      tls.startHandshake();
    }
    return manner == Manner.GARBAGE ? socket : tls;
  }

  /** What a right peer signs, or a wrong one. */
  private byte[] toSign(Message.Hello theirs, Bytes32 nonce, long expiry) {
    boolean byDialer = manner == Manner.DIALERS_OWN_SIGNATURE;
    byte[] toSign = encryption.isOn()
        ? SignedBytes.tlsLink(byDialer, channel, encryption.tls().join().keyHash(), expiry)
        : SignedBytes.plainLink(byDialer, channel, theirs.key(), signer.publicKey(), theirs.nonce(), nonce);
    if (manner == Manner.BAD_SIGNATURE) {
      toSign[toSign.length - 1] ^= 1;
    }
    return toSign;
  }

  private void talk(Socket socket) throws IOException, ProtocolException {
    FrameReader frames = new FrameReader(new FrameReader.Slabs());
    if (manner == Manner.CLOSES) {
      return;
    }
    if (manner == Manner.GARBAGE) {
      socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    Message.Hello theirs = (Message.Hello) read(frames, socket);
    received.add(theirs);
    Bytes32 nonce = new Bytes32(1, 2, 3, 4);
    switch (manner) {
      case SILENT, CLOSES, GARBAGE -> { }
      case ENDLESS_UNKNOWN_FRAMES -> {
        for (int i = 0; i < 10_000; i++) {
          socket.getOutputStream().write(new byte[] {0, 0, 0, 3, (byte) 200, 1, 2});
        }
      }
      case PROOF_FIRST -> send(socket, new Message.Proof(Signature.NONE));
      case RIGHT, BAD_SIGNATURE, DIALERS_OWN_SIGNATURE, OTHER_CHANNEL -> {
        ChannelId of = manner == Manner.OTHER_CHANNEL ? ChannelId.of(signer.publicKey()) : channel;
        long expiry = encryption.isOn() ? System.currentTimeMillis() / 1_000 + 60 : 0;
        Signature signature = signer.sign(toSign(theirs, nonce, expiry));
        send(socket, new Message.Hello(
            Message.PROTOCOL_VERSION, 0, of, signer.publicKey(),
            encryption.isOn() ? Message.Hello.Binding.TLS : Message.Hello.Binding.PLAIN, nonce, expiry,
            encryption.isOn() ? signature : Signature.NONE, PeerAddress.NONE, PeerAddress.NONE, "test"));
        // As a later version might: a frame that nobody knows yet, to be passed over.
        socket.getOutputStream().write(new byte[] {0, 0, 0, 3, (byte) 200, 1, 2});
        if (!encryption.isOn()) {
          send(socket, new Message.Proof(signature));
        }
      }
    }
    while (true) {
      received.add(read(frames, socket));
    }
  }

  private static void send(Socket socket, Message message) throws IOException {
    ByteBuffer frame = MessageCodec.encode(message);
    byte[] bytes = new byte[frame.remaining()];
    frame.get(bytes);
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  private static Message read(FrameReader frames, Socket socket) throws IOException, ProtocolException {
    InputStream in = socket.getInputStream();
    while (true) {
      int b = in.read();
      if (b < 0) {
        throw new IOException("closed");
      }
      ByteBuffer frame = frames.next(ByteBuffer.wrap(new byte[] {(byte) b}));
      if (frame != null) {
        return MessageCodec.decode(frame).orElseThrow();
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
