package banyan.relay.transport;

import banyan.protocol.Bytes32;
import banyan.protocol.ChannelId;
import banyan.protocol.FrameReader;
import banyan.protocol.Message;
import banyan.protocol.MessageCodec;
import banyan.protocol.PeerAddress;
import banyan.protocol.ProtocolException;
import banyan.tls.Encryption;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.function.LongSupplier;

/**
 * A handshake in memory, for its side effect: the code that signs, checks, writes and reads is loaded and has run
 * before the first link wants it, on another core than the one that opens sockets meanwhile. The very first signatures
 * of a process take 30 to 50 ms, which would be a tenth of a viewer's whole join.
 */
public final class Rehearsal {
  private Rehearsal() {}

  /** Begins it, in the background. The two must have different keys. */
  public static void begin(LocalPeer one, LocalPeer other, Encryption encryption) {
    Thread thread = new Thread(() -> run(one, other, encryption), "banyan-rehearsal");
    thread.setDaemon(true);
    thread.start();
  }

  static void run(LocalPeer one, LocalPeer other, Encryption encryption) {
    ChannelId channel = ChannelId.of(one.identity().publicKey());
    Bytes32 nonce = Bytes32.of(new byte[Bytes32.LENGTH]);
    Handshake.End dialer = Handshake.End.dialing(one, channel, PeerAddress.NONE, PeerAddress.NONE);
    Handshake.End acceptor = Handshake.End.accepting(other, any -> Optional.of(PeerAddress.NONE), PeerAddress.NONE);
    if (!encryption.isOn()) {
      run(channel, new PlainHandshake(dialer, nonce), new PlainHandshake(acceptor, nonce));
      return;
    }
    LongSupplier clock = () -> System.currentTimeMillis() / 1_000;
    run(
        channel, new TlsHandshake(dialer, nonce, () -> nonce, clock),
        new TlsHandshake(acceptor, nonce, () -> nonce, clock));
  }

  private static void run(ChannelId channel, Handshake dialing, Handshake accepting) {
    try {
      Queue<Message> toDialer = new ArrayDeque<>(accepting.receive(throughTheWire(dialing.hello(channel))));
      while (!toDialer.isEmpty()) {
        for (Message answer : dialing.receive(throughTheWire(toDialer.remove()))) {
          toDialer.addAll(accepting.receive(throughTheWire(answer)));
        }
      }
    } catch (ProtocolException e) {
      throw new IllegalStateException("a peer does not understand itself", e);
    }
    if (!dialing.isDone() || !accepting.isDone()) {
      throw new IllegalStateException("a handshake that does not end");
    }
  }

  private static Message throughTheWire(Message message) throws ProtocolException {
    ByteBuffer frame = new FrameReader(new FrameReader.Slabs()).next(MessageCodec.encode(message));
    if (frame == null) {
      throw new IllegalStateException("half a frame of " + message);
    }
    return MessageCodec.decode(frame).orElseThrow();
  }
}
