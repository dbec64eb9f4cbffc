package banyan.relay.transport;

import banyan.protocol.Bytes32;
import banyan.protocol.ChannelId;
import banyan.protocol.Message;
import banyan.protocol.ProtocolException;
import banyan.protocol.TlsBinding;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * On a TLS link one hello from each end does: it is signed together with the key that its sender has shown in TLS, so
 * that it is good for nothing in any other hand.
 *
 * <pre>
 *   dialer            acceptor
 *   Hello      -&gt;                    behind the last bytes of the TLS handshake, in the same flight
 *              &lt;-     Hello
 * </pre>
 */
final class TlsHandshake extends Handshake {
  private final Bytes32 ownKeyHash;
  private final Supplier<Bytes32> theirKeyHash;
  private final LongSupplier unixSeconds;

  /**
   * @param ownKeyHash SHA-256 of the public key that this end shows in TLS
   * @param theirKeyHash the same of the other end's; asked when its hello has come through TLS
   * @param unixSeconds this computer's clock
   */
  TlsHandshake(End end, Bytes32 ownKeyHash, Supplier<Bytes32> theirKeyHash, LongSupplier unixSeconds) {
    super(end);
    this.ownKeyHash = ownKeyHash;
    this.theirKeyHash = theirKeyHash;
    this.unixSeconds = unixSeconds;
  }

  @Override
  Message.Hello hello(ChannelId channel) {
    TlsBinding mine = TlsBinding.sign(
        end.self().identity(), end.isDialer(), channel, ownKeyHash, unixSeconds.getAsLong());
    return hello(channel, Message.Hello.Binding.TLS, Bytes32.ZERO, mine.expiryUnixSeconds(), mine.signature());
  }

  @Override
  List<Message> receive(Message message) throws ProtocolException {
    if (hasTheirs() || !(message instanceof Message.Hello hello)) {
      throw unexpected(message);
    }
    take(hello, Message.Hello.Binding.TLS);
    TlsBinding.check(hello, !end.isDialer(), theirKeyHash.get(), unixSeconds.getAsLong(), end.self().verifier());
    done();
    return end.isDialer() ? List.of() : List.of(hello(hello.channel()));
  }
}
