package banyan.player.window;

import banyan.broadcast.BroadcastConfig;
import banyan.broadcast.Broadcaster;
import banyan.broadcast.Sources;
import banyan.protocol.About;
import banyan.protocol.ChannelLink;
import banyan.relay.RelayPeer;
import banyan.relay.RelayPeerConfig;
import banyan.relay.crypto.Ed25519Key;
import java.util.List;
import java.util.Optional;
import java.util.logging.Logger;

/** A broadcaster in this process, of the test pattern. */
final class ChannelOnAir implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ChannelOnAir.class.getName());

  private final RelayPeer peer;
  private final Broadcaster broadcaster;

  private ChannelOnAir(RelayPeer peer, Broadcaster broadcaster) {
    this.peer = peer;
    this.broadcaster = broadcaster;
  }

  /** @param port to listen on, 0 for any */
  static ChannelOnAir start(Ed25519Key key, String title, Sources.Spec source, Optional<String> index, int port)
      throws Exception {
    RelayPeer peer = RelayPeer.start(RelayPeerConfig.of(Ed25519Key.generate()).listeningOn("127.0.0.1", port)
        .withUpload(50_000_000));
    Broadcaster broadcaster = Broadcaster.start(
        peer, key, System.currentTimeMillis(),
        new BroadcastConfig(source, About.titled(title), 0, Optional.empty(), index, index, List.of()),
        new Broadcaster.Ending() {
          @Override
          public void ended(String sentence) {
            LOG.info(sentence);
          }

          @Override
          public void failed(String sentence) {
            LOG.severe(sentence);
          }
        });
    return new ChannelOnAir(peer, broadcaster);
  }

  ChannelLink link() {
    return new ChannelLink(peer.address().endpoints(), broadcaster.root().channel(), Optional.empty());
  }

  int port() {
    return peer.port();
  }

  RelayPeer peer() {
    return peer;
  }

  @Override
  public void close() {
    broadcaster.close();
    peer.close();
  }
}
