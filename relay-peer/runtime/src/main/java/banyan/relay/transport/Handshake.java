package banyan.relay.transport;

import banyan.protocol.Bytes32;
import banyan.protocol.ChannelId;
import banyan.protocol.CloseReason;
import banyan.protocol.Message;
import banyan.protocol.PeerAddress;
import banyan.protocol.ProtocolException;
import banyan.protocol.PublicKey;
import banyan.protocol.Signature;
import banyan.protocol.SignedBytes;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How two ends of a plain link prove who they are, without the sockets.
 *
 * <pre>
 *   dialer            acceptor
 *   Hello      -&gt;                    who I am, which channel, my nonce
 *              &lt;-     Hello, Proof   the same, and a signature over both nonces
 *   Proof      -&gt;                    mine over the same
 * </pre>
 *
 * Nothing else is taken until then.
 */
final class Handshake {
  private enum State {
    AWAITS_HELLO,
    AWAITS_PROOF,
    DONE
  }

  private final LocalPeer self;
  private final boolean dialer;
  private final Function<ChannelId, Optional<PeerAddress>> channels;
  private final PeerAddress observed;
  private final Bytes32 nonce;
  private State state = State.AWAITS_HELLO;
  private Message.@Nullable Hello theirs;

  private Handshake(
      LocalPeer self, boolean dialer, Function<ChannelId, Optional<PeerAddress>> channels, PeerAddress observed,
      Bytes32 nonce) {
    this.self = self;
    this.dialer = dialer;
    this.channels = channels;
    this.observed = observed;
    this.nonce = nonce;
  }

  /** @param nonce fresh random bytes */
  static Handshake dialing(LocalPeer self, ChannelId channel, PeerAddress own, PeerAddress observed, Bytes32 nonce) {
    return new Handshake(
        self, true, asked -> asked.equals(channel) ? Optional.of(own) : Optional.empty(), observed, nonce);
  }

  /**
   * @param channels own address on each channel that is served here
   * @param nonce fresh random bytes
   */
  static Handshake accepting(
      LocalPeer self, Function<ChannelId, Optional<PeerAddress>> channels, PeerAddress observed, Bytes32 nonce) {
    return new Handshake(self, false, channels, observed, nonce);
  }

  /** The dialer's first word. */
  Message.Hello hello(ChannelId channel) {
    return new Message.Hello(
        Message.PROTOCOL_VERSION, 0, channel, self.identity().publicKey(), Message.Hello.Binding.PLAIN, nonce, 0,
        Signature.NONE, channels.apply(channel).orElse(PeerAddress.NONE), observed, self.agent());
  }

  /**
   * Takes the other end's next message.
   *
   * @return what to answer
   * @throws ProtocolException if it is not what it should be; the link is to be closed with its reason
   */
  List<Message> receive(Message message) throws ProtocolException {
    if (state == State.AWAITS_HELLO && message instanceof Message.Hello hello) {
      check(hello);
      theirs = hello;
      state = State.AWAITS_PROOF;
      return dialer ? List.of() : List.of(hello(hello.channel()), proof(hello));
    }
    if (state == State.AWAITS_PROOF && message instanceof Message.Proof proof) {
      Message.Hello hello = theirs();
      byte[] signed = signedBytes(hello, !dialer);
      if (!self.verifier().verify(hello.key(), signed, proof.signature())) {
        throw new ProtocolException(CloseReason.BAD_PROOF, "a proof that its key did not sign");
      }
      state = State.DONE;
      return dialer ? List.of(proof(hello)) : List.of();
    }
    throw new ProtocolException(CloseReason.UNEXPECTED, message.type() + " in a handshake that " + state);
  }

  private void check(Message.Hello hello) throws ProtocolException {
    if (hello.version() != Message.PROTOCOL_VERSION) {
      throw new ProtocolException(CloseReason.WRONG_VERSION, "protocol version " + hello.version());
    }
    if (hello.binding() != Message.Hello.Binding.PLAIN) {
      throw new ProtocolException(CloseReason.UNEXPECTED, "a " + hello.binding() + " binding on a plain link");
    }
    if (channels.apply(hello.channel()).isEmpty()) {
      throw new ProtocolException(CloseReason.WRONG_CHANNEL, "channel " + hello.channel().shortName());
    }
    if (hello.key().equals(self.identity().publicKey())) {
      throw new ProtocolException(CloseReason.SELF, "a link of this peer to itself");
    }
  }

  private Message.Proof proof(Message.Hello hello) {
    return new Message.Proof(self.identity().sign(signedBytes(hello, dialer)));
  }

  private byte[] signedBytes(Message.Hello hello, boolean byDialer) {
    PublicKey own = self.identity().publicKey();
    return dialer
        ? SignedBytes.plainLink(byDialer, hello.channel(), own, hello.key(), nonce, hello.nonce())
        : SignedBytes.plainLink(byDialer, hello.channel(), hello.key(), own, hello.nonce(), nonce);
  }

  boolean isDone() {
    return state == State.DONE;
  }

  /** The other end's hello, once it has come. */
  Message.Hello theirs() {
    if (theirs == null) {
      throw new IllegalStateException("no hello yet");
    }
    return theirs;
  }
}
