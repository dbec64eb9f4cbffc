package banyan.launcher;

import banyan.broadcast.BroadcastConfig;
import banyan.broadcast.Broadcaster;
import banyan.broadcast.Sources;
import banyan.index.ChannelIndex;
import banyan.index.IndexConfig;
import banyan.player.watching.Viewing;
import banyan.program.Failure;
import banyan.protocol.About;
import banyan.protocol.ChannelLink;
import banyan.relay.JoinOptions;
import banyan.relay.RelayPeer;
import banyan.relay.RelayPeerConfig;
import banyan.relay.crypto.Ed25519Key;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** All of a demo in this process: the same programs' parts, each with its own sockets. */
final class InProcessNetwork extends DemoNetwork {
  private static final Logger LOG = Logger.getLogger(InProcessNetwork.class.getName());
  private static final long BUFFER_MICROS = 1_500_000;

  private final boolean plain;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private @Nullable ChannelIndex index;
  private @Nullable Broadcaster broadcaster;
  private @Nullable ChannelLink link;

  /** @param plain whether links are not encrypted */
  InProcessNetwork(boolean plain) {
    this.plain = plain;
  }

  @Override
  void startIndex() throws IOException {
    ChannelIndex started = ChannelIndex.start(IndexConfig.on("127.0.0.1", 0));
    index = started;
    parts.push(started);
  }

  @Override
  String startBroadcaster(String source) throws Exception {
    Ed25519Key key = Ed25519Key.generate();
    RelayPeer peer = peer(RelayPeerConfig.Http.LOCAL);
    BroadcastConfig config = new BroadcastConfig(
        Sources.parse(source), About.titled(TITLE), 0, Optional.empty(), Optional.of(indexUrl()),
        Optional.of(indexUrl()), List.of());
    try {
      Broadcaster started = Broadcaster.start(
          peer, key, System.currentTimeMillis(), config, new Broadcaster.Ending() {
            @Override
            public void ended(String sentence) {
              LOG.info(sentence);
            }

            @Override
            public void failed(String sentence) {
              LOG.severe(sentence);
            }
          });
      parts.push(started);
      broadcaster = started;
      link = new ChannelLink(peer.address().endpoints(), started.root().channel(), Optional.empty());
    } catch (IOException e) {
      throw new Failure(String.valueOf(e.getMessage()), e);
    }
    return url(peer);
  }

  @Override
  List<String> startRelays(int count) throws Exception {
    List<String> urls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      RelayPeer peer = peer(RelayPeerConfig.Http.LOCAL);
      peer.join(link(), JoinOptions.BY_LINK);
      urls.add(url(peer));
    }
    return urls;
  }

  @Override
  String startViewer(int httpPort) throws Exception {
    RelayPeer peer = peer(new RelayPeerConfig.Http("127.0.0.1", httpPort));
    parts.push(Viewing.begin(peer, link(), JoinOptions.BY_LINK, BUFFER_MICROS));
    return url(peer);
  }

  private RelayPeer peer(RelayPeerConfig.Http http) throws Exception {
    RelayPeer peer = RelayPeer.start(RelayPeerConfig.of(Ed25519Key.generate())
        .listeningOn("127.0.0.1", 0)
        .withUpload(UPLOAD_EACH)
        .withMaxChildren(CHILDREN_EACH)
        .withHttp(http)
        .withPlainLinks(plain)
        .withAgent("banyan demo"));
    parts.push(peer);
    return peer;
  }

  private static String url(RelayPeer peer) {
    return peer.httpUrl().orElseThrow(() -> new IllegalStateException("a demo's peers all have HTTP"));
  }

  @Override
  ChannelLink link() {
    if (link == null) {
      throw new IllegalStateException("the broadcaster is started before others ask for its link");
    }
    return link;
  }

  @Override
  String indexUrl() {
    if (index == null) {
      throw new IllegalStateException("the index is started first");
    }
    return index.localUrl();
  }

  @Override
  Optional<String> encodersSendTo() {
    return broadcaster == null ? Optional.empty() : broadcaster.encodersSendTo();
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        LOG.warning("A part of the demo did not end well: " + e.getMessage());
      }
    }
  }
}
