package banyan.relay.transport;

import banyan.protocol.Bytes32;
import banyan.protocol.ChannelId;
import banyan.protocol.CloseReason;
import banyan.protocol.Message;
import banyan.protocol.PeerAddress;
import banyan.protocol.ProtocolException;
import banyan.protocol.Signature;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How two ends of a link prove who they are, without the sockets. Nothing else is taken until it is done. */
abstract sealed class Handshake permits PlainHandshake, TlsHandshake {
  /**
   * One end of it.
   *
   * @param self who this end is
   * @param isDialer whether it has dialled
   * @param channels own address on each channel that is taken
   * @param observed where this end sees the other
   */
  record End(LocalPeer self, boolean isDialer, Function<ChannelId, Optional<PeerAddress>> channels,
      PeerAddress observed) {
    /** The one that dials, for a single channel. */
    static End dialing(LocalPeer self, ChannelId channel, PeerAddress own, PeerAddress observed) {
      return new End(
          self, true, asked -> asked.equals(channel) ? Optional.of(own) : Optional.empty(), observed);
    }

    /** @param channels own address on each channel that is served here */
    static End accepting(
        LocalPeer self, Function<ChannelId, Optional<PeerAddress>> channels, PeerAddress observed) {
      return new End(self, false, channels, observed);
    }
  }

  final End end;
  private Message.@Nullable Hello theirs;
  private boolean isDone;

  Handshake(End end) {
    this.end = end;
  }

  /** This end's hello: the dialer's first word, the acceptor's answer. */
  abstract Message.Hello hello(ChannelId channel);

  /**
   * Takes the other end's next message.
   *
   * @return what to answer
   * @throws ProtocolException if it is not what it should be; the link is to be closed with its reason
   */
  abstract List<Message> receive(Message message) throws ProtocolException;

  final Message.Hello hello(
      ChannelId channel, Message.Hello.Binding binding, Bytes32 nonce, long expiryUnixSeconds, Signature signature) {
    return new Message.Hello(
        Message.PROTOCOL_VERSION, 0, channel, end.self().identity().publicKey(), binding, nonce, expiryUnixSeconds,
        signature, end.channels().apply(channel).orElse(PeerAddress.NONE), end.observed(), end.self().agent());
  }

  /** What both kinds of link ask of the other end's hello; it is kept if it is good. */
  final void take(Message.Hello hello, Message.Hello.Binding binding) throws ProtocolException {
    if (hello.version() != Message.PROTOCOL_VERSION) {
      throw new ProtocolException(CloseReason.WRONG_VERSION, "protocol version " + hello.version());
    }
    if (hello.binding() != binding) {
      throw new ProtocolException(
          CloseReason.UNEXPECTED, "a hello with a " + hello.binding() + " binding on a " + binding + " link");
    }
    if (end.channels().apply(hello.channel()).isEmpty()) {
      throw new ProtocolException(CloseReason.WRONG_CHANNEL, "channel " + hello.channel().shortName());
    }
    if (hello.key().equals(end.self().identity().publicKey())) {
      throw new ProtocolException(CloseReason.SELF, "a link of this peer to itself");
    }
    theirs = hello;
  }

  static ProtocolException unexpected(Message message) {
    return new ProtocolException(CloseReason.UNEXPECTED, message.type() + " in a handshake");
  }

  final void done() {
    isDone = true;
  }

  final boolean isDone() {
    return isDone;
  }

  final boolean hasTheirs() {
    return theirs != null;
  }

  /** The other end's hello, once it has come. */
  final Message.Hello theirs() {
    if (theirs == null) {
      throw new IllegalStateException("no hello yet");
    }
    return theirs;
  }
}
