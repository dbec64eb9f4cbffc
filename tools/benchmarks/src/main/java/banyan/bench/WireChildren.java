package banyan.bench;

import banyan.program.Failure;
import banyan.protocol.ChannelId;
import banyan.protocol.ChannelLink;
import banyan.protocol.Endpoint;
import banyan.protocol.PeerAddress;
import banyan.relay.crypto.Ed25519Key;
import banyan.relay.crypto.Ed25519Verifier;
import banyan.relay.transport.EventLoops;
import banyan.relay.transport.LocalPeer;
import banyan.relay.transport.PeerTransport;
import banyan.relay.transport.TransportLimits;
import banyan.tls.Encryption;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Many {@link WireChild}ren on one event loop of this process, each a peer of its own to others. */
final class WireChildren implements AutoCloseable {
  /** Handshakes at a time; each is a signature and a verification on either side. */
  private static final int AT_ONCE = 16;

  /**
   * How all of them fare so far.
   *
   * @param fed that have received a chunk
   * @param ended links that the other end ended
   * @param verified chunks by signature
   * @param compared chunks with one that was verified
   * @param forged chunks that were neither
   */
  record Count(
      int fed, long received, long bytes, long lost, long refused, long ended, long verified, long compared,
      long forged) {}

  private final EventLoops loops = EventLoops.start("bench-children");
  private final PeerTransport transport;
  private final ChannelId channel;
  private final ChunkCheck check;
  private final List<WireChild> children = new ArrayList<>();

  WireChildren(Programs.Program root, Encryption encryption) throws IOException {
    Ed25519Verifier verifier = new Ed25519Verifier();
    this.channel = ChannelLink.parse(String.valueOf(root.ready().link())).channel();
    this.check = new ChunkCheck(channel, verifier);
    this.transport = PeerTransport.bind(
        loops, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), peer(verifier), TransportLimits.DEFAULT,
        encryption);
  }

  private static LocalPeer peer(Ed25519Verifier verifier) {
    return new LocalPeer(Ed25519Key.generate(), verifier, "banyan bench");
  }

  /** Begins to attach one, and waits for nothing. */
  void dial(int port, WireChild.Ear ear) {
    WireChild child = new WireChild(
        transport, channel, check, peer(new Ed25519Verifier()), PeerAddress.of(Endpoint.tcp("127.0.0.1", port)), ear);
    children.add(child);
    onLoop(() -> {
      child.dial();
      return true;
    });
  }

  /** Attaches so many more, and waits until all are fed. */
  void attach(int count, int port, WireChild.Ear ear) throws Exception {
    int before = children.size();
    for (int i = 0; i < count; i += AT_ONCE) {
      for (int k = i; k < Math.min(count, i + AT_ONCE); k++) {
        dial(port, ear);
      }
      int wanted = before + Math.min(count, i + AT_ONCE);
      Programs.await(wanted + " children to be fed", () -> {
        Count now = count();
        if (now.ended() > 0) {
          throw new Failure("The relay ended a link: the figures would not be those of all children.");
        }
        return now.fed() >= wanted;
      });
    }
  }

  Count count() {
    List<WireChild> all = List.copyOf(children);
    return onLoop(() -> {
      int fed = 0;
      long received = 0;
      long bytes = 0;
      long lost = 0;
      long refused = 0;
      long ended = 0;
      for (WireChild child : all) {
        fed += child.received() > 0 ? 1 : 0;
        received += child.received();
        bytes += child.bytes();
        lost += child.lost();
        refused += child.refused();
        ended += child.ended();
      }
      return new Count(
          fed, received, bytes, lost, refused, ended, check.verified(), check.compared(), check.forged());
    });
  }

  private <T> T onLoop(Supplier<T> task) {
    CompletableFuture<T> done = new CompletableFuture<>();
    loops.loop().execute(() -> {
      try {
        done.complete(task.get());
      } catch (RuntimeException e) {
        done.completeExceptionally(e);
      }
    });
    return done.join();
  }

  /** Lets the last {@code count} of them go. */
  void release(int count) {
    List<WireChild> gone = List.copyOf(children.subList(children.size() - count, children.size()));
    children.removeAll(gone);
    onLoop(() -> {
      gone.forEach(WireChild::close);
      return true;
    });
  }

  @Override
  public void close() {
    release(children.size());
    transport.close();
    loops.close();
  }
}
