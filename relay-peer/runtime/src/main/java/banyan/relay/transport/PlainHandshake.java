package banyan.relay.transport;

import banyan.protocol.Bytes32;
import banyan.protocol.ChannelId;
import banyan.protocol.CloseReason;
import banyan.protocol.Message;
import banyan.protocol.ProtocolException;
import banyan.protocol.PublicKey;
import banyan.protocol.Signature;
import banyan.protocol.SignedBytes;
import java.util.List;

/**
 * On a link in clear text each end signs what both have said first.
 *
 * <pre>
 *   dialer            acceptor
 *   Hello      -&gt;                    who I am, which channel, my nonce
 *              &lt;-     Hello, Proof   the same, and a signature over both nonces
 *   Proof      -&gt;                    mine over the same
 * </pre>
 */
final class PlainHandshake extends Handshake {
  private final Bytes32 nonce;

  /** @param nonce fresh random bytes */
  PlainHandshake(End end, Bytes32 nonce) {
    super(end);
    this.nonce = nonce;
  }

  @Override
  Message.Hello hello(ChannelId channel) {
    return hello(channel, Message.Hello.Binding.PLAIN, nonce, 0, Signature.NONE);
  }

  @Override
  List<Message> receive(Message message) throws ProtocolException {
    if (!hasTheirs() && message instanceof Message.Hello hello) {
      take(hello, Message.Hello.Binding.PLAIN);
      return end.isDialer() ? List.of() : List.of(hello(hello.channel()), proof(hello));
    }
    if (hasTheirs() && !isDone() && message instanceof Message.Proof proof) {
      Message.Hello hello = theirs();
      byte[] signed = signedBytes(hello, !end.isDialer());
      if (!end.self().verifier().verify(hello.key(), signed, proof.signature())) {
        throw new ProtocolException(CloseReason.BAD_PROOF, "a proof that its key did not sign");
      }
      done();
      return end.isDialer() ? List.of(proof(hello)) : List.of();
    }
    throw unexpected(message);
  }

  private Message.Proof proof(Message.Hello hello) {
    return new Message.Proof(end.self().identity().sign(signedBytes(hello, end.isDialer())));
  }

  private byte[] signedBytes(Message.Hello hello, boolean byDialer) {
    PublicKey own = end.self().identity().publicKey();
    return end.isDialer()
        ? SignedBytes.plainLink(byDialer, hello.channel(), own, hello.key(), nonce, hello.nonce())
        : SignedBytes.plainLink(byDialer, hello.channel(), hello.key(), own, hello.nonce(), nonce);
  }
}
