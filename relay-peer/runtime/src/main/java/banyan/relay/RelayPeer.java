package banyan.relay;

import banyan.http.HttpConfig;
import banyan.http.HttpServer;
import banyan.http.Routes;
import banyan.node.Input;
import banyan.protocol.ChannelId;
import banyan.protocol.ChannelLink;
import banyan.protocol.Descriptor;
import banyan.protocol.Endpoint;
import banyan.protocol.PeerAddress;
import banyan.protocol.PeerId;
import banyan.protocol.PublicKey;
import banyan.protocol.SignatureVerifier;
import banyan.protocol.Signer;
import banyan.relay.crypto.Ed25519Key;
import banyan.relay.crypto.Ed25519Verifier;
import banyan.relay.output.recording.Recording;
import banyan.relay.output.recording.RecordingWishes;
import banyan.relay.transport.EventLoops;
import banyan.relay.transport.LocalPeer;
import banyan.relay.transport.PeerTransport;
import banyan.relay.transport.Rehearsal;
import banyan.tls.Encryption;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A peer: one identity, one port, any number of channels, and what it shows on its own machine. Relays, viewers and
 * broadcasters are all one of these.
 */
public final class RelayPeer implements AutoCloseable {
  /** How long the root's first registration may wait for the index to dial it: its owner wants to know. */
  static final int DIAL_BACK_WAIT_MILLIS = 3_000;

  private final RelayPeerConfig config;
  private final PeerId id;
  private final EventLoops loops;
  private final PeerTransport transport;
  private final Uplink uplink;
  private final OwnAddress address;
  private final Map<ChannelId, ChannelSession> sessions = new ConcurrentHashMap<>();
  private final LocalPages pages = new LocalPages(this);
  private final AtomicBoolean isClosed = new AtomicBoolean();
  private @Nullable HttpServer http;
  private @Nullable ArrivalTrace trace;
  private volatile Recordings recordings = Recordings.NONE;

  private RelayPeer(RelayPeerConfig config, EventLoops loops, PeerTransport transport, InetAddress bound) {
    this.config = config;
    this.id = PeerId.of(config.identity().publicKey());
    this.loops = loops;
    this.transport = transport;
    this.uplink = new Uplink(transport.loop(), config.uploadBitsPerSecond() / 8, transport::handedBytes);
    this.address = OwnAddress.of(config.advertise(), bound, transport.port());
  }

  /**
   * Listens on its port, and for HTTP if it is to.
   *
   * @throws StartException with a sentence that says what is in the way
   */
  public static RelayPeer start(RelayPeerConfig config) throws StartException {
    return start(config, routes -> { });
  }

  /**
   * The same with more to be had over HTTP than every peer has.
   *
   * @param morePages adds to what is answered, before anything is; where both have a path, it is its own
   */
  public static RelayPeer start(RelayPeerConfig config, Consumer<Routes> morePages) throws StartException {
    InetSocketAddress at = new InetSocketAddress(config.bind(), config.port());
    if (at.isUnresolved()) {
      throw notHere(config.bind(), new IOException("unresolved"));
    }
    Encryption encryption = config.plain() ? Encryption.NONE : Encryption.ofThisProcess();
    EventLoops loops = EventLoops.start("banyan-peer");
    PeerTransport transport = null;
    RelayPeer peer = null;
    try {
      LocalPeer self = new LocalPeer(config.identity(), new Ed25519Verifier(), config.agent());
      Rehearsal.begin(self, new LocalPeer(Ed25519Key.generate(), self.verifier(), config.agent()), encryption);
      transport = PeerTransport.bind(loops, at, self, config.limits(), encryption);
      peer = new RelayPeer(config, loops, transport, at.getAddress());
      if (config.http().isPresent()) {
        peer.listen(config.http().get(), morePages);
      }
      return peer;
    } catch (IOException e) {
      if (transport != null) {
        transport.close();
      }
      loops.close();
      throw peer == null
          ? cannotListen(config.bind(), config.port(), "--port", e)
          : cannotListen(config.http().map(RelayPeerConfig.Http::bind).orElse(""),
              config.http().map(RelayPeerConfig.Http::port).orElse(0), "--http-port", e);
    }
  }

  private void listen(RelayPeerConfig.Http where, Consumer<Routes> morePages) throws IOException {
    HttpConfig listening = HttpConfig.on(where.bind(), where.port());
    if (InetAddress.getByName(where.bind()).isLoopbackAddress()) {
      // All players of this computer come from one address.
      int all = listening.limits().maxConnections();
      listening = listening.withLimits(listening.limits().withMaxConnections(all, all));
    }
    Routes routes = new Routes();
    morePages.accept(routes);
    pages.addTo(routes);
    http = HttpServer.start(listening, routes, loops.group());
  }

  private static StartException notHere(String host, IOException e) {
    return new StartException(
        "'" + host + "' is no address of this computer: name one of its addresses, or 0.0.0.0 for all.", e);
  }

  private static StartException cannotListen(String host, int port, String option, IOException e) {
    String why = String.valueOf(e.getMessage());
    if (why.contains("Address already in use") || why.contains("is taken")) {
      return new StartException(
          "Port " + port + " is taken by another program: choose another with " + option + ", or " + option
              + " 0 for any free one.", e);
    }
    if (why.contains("assign requested address")) {
      return notHere(host, e);
    }
    if (why.contains("Permission denied")) {
      return new StartException(
          "Port " + port + " needs special rights on this computer: choose one from 1024 on with " + option + ".", e);
    }
    return new StartException(
        "It is not possible to listen on " + host + ":" + port + " (" + why + "): choose another address or another "
            + option + ".", e);
  }

  /**
   * Enters a channel, to relay it and maybe to watch it.
   *
   * @param listeners hear everything from the start; one that is added later may have missed the first chunks
   * @throws IllegalStateException if this peer is on the channel already
   */
  public ChannelSession join(ChannelLink link, JoinOptions options, SessionListener... listeners) {
    ChannelSession session = new ChannelSession(this, link, options, null);
    List.of(listeners).forEach(session::addListener);
    begin(session);
    session.start();
    return session;
  }

  /**
   * Becomes the root of a channel.
   *
   * @param channelKey the channel's
   * @param epoch of this run, higher than any before it; see {@link banyan.relay.crypto.EpochFile}
   * @param fields what the channel says of itself
   * @param indexUrl where it is to be listed; empty for nowhere
   */
  public RootSession root(Signer channelKey, long epoch, Descriptor.Fields fields, Optional<String> indexUrl) {
    return root(channelKey, epoch, fields, indexUrl, List.of());
  }

  /**
   * Becomes the root of a channel, and feeds these relays over links that it opens itself.
   *
   * @param pushTo where they are dialled, again and again; empty for none
   */
  public RootSession root(
      Signer channelKey, long epoch, Descriptor.Fields fields, Optional<String> indexUrl, List<Endpoint> pushTo) {
    if (!pushTo.isEmpty() && config.advertise().isEmpty()) {
      // Until an index has dialled it: what nobody can dial should be named to nobody.
      address.reached(false);
    }
    RootSession root = new RootSession(this, channelKey, epoch, indexUrl, pushTo);
    begin(root.session());
    root.start(fields);
    return root;
  }

  /**
   * Writes down when chunks come and what happens, of all channels that are entered from now on.
   *
   * @param file where to; empty for nowhere
   * @throws StartException if the file cannot be written
   */
  public void traceTo(Optional<Path> file) throws StartException {
    trace = ArrivalTrace.begin(file);
  }

  /**
   * Records all channels that are entered from now on.
   *
   * @param wishes where to and how; empty for not at all
   * @throws StartException if nothing can be recorded there
   */
  public void recordTo(Optional<RecordingWishes> wishes) throws StartException {
    recordings = Recordings.to(wishes);
  }

  private void begin(ChannelSession session) {
    if (trace != null) {
      session.addListener(trace);
    }
    if (sessions.putIfAbsent(session.channel(), session) != null) {
      throw new IllegalStateException("this peer is on channel " + session.channel() + " already");
    }
    recordings.begin(session);
  }

  /**
   * Limits what this peer may send, at once and for all of its channels. Children that the limit does not carry are
   * asked to go elsewhere, and are fed until they have, as fast as the limit lets them be.
   *
   * @param bitsPerSecond 0 to feed nobody; empty for no limit
   */
  public void limitUpload(OptionalLong bitsPerSecond) {
    if (bitsPerSecond.isPresent() && bitsPerSecond.getAsLong() < 0) {
      throw new IllegalArgumentException("an upload of " + bitsPerSecond.getAsLong() + " bit/s");
    }
    transport.loop().execute(() -> uplink.limit(
        bitsPerSecond.isPresent() ? bitsPerSecond.getAsLong() / 8 : Input.UploadShareChanged.UNLIMITED));
  }

  /** All bytes that were handed to other peers' sockets so far, as {@code /metrics} has them. */
  public long handedBytes() {
    return transport.handedBytes();
  }

  public PeerId id() {
    return id;
  }

  /** Whether its links are in clear text. */
  boolean isPlain() {
    return config.plain();
  }

  /** Where other peers connect. */
  public int port() {
    return transport.port();
  }

  /** Where strangers can dial this peer, as far as it knows now. */
  public PeerAddress address() {
    return address.now();
  }

  /** Where local players, browsers and monitoring connect: {@code http://HOST:PORT}; empty without HTTP. */
  public Optional<String> httpUrl() {
    HttpServer server = http;
    return server == null ? Optional.empty() : config.http().map(where -> {
      boolean all = where.bind().equals("0.0.0.0") || where.bind().equals("::");
      String host = all ? "127.0.0.1" : where.bind().contains(":") ? "[" + where.bind() + "]" : where.bind();
      return "http://" + host + ":" + server.port();
    });
  }

  public Collection<ChannelSession> sessions() {
    return List.copyOf(sessions.values());
  }

  /** What of a channel goes to disk, if it does. */
  public Optional<Recording> recording(ChannelSession session) {
    return recordings.of(session);
  }

  Optional<ChannelSession> session(String channel) {
    return sessions().stream().filter(session -> session.channel().toString().equals(channel)).findFirst();
  }

  /** Leaves every channel gracefully, bounded, and stops listening. Not to be called on the event loop. */
  @Override
  public void close() {
    if (!isClosed.compareAndSet(false, true)) {
      return;
    }
    CompletableFuture.allOf(
        sessions().stream().map(ChannelSession::closeSoon).toArray(CompletableFuture[]::new)).join();
    if (http != null) {
      http.close();
    }
    transport.close();
    pages.close();
    loops.close();
    recordings.close();
    if (trace != null) {
      trace.close();
    }
  }

  /** Ends all at once without a word to anybody; see {@link Faults#halt}. */
  void halt() {
    if (!isClosed.compareAndSet(false, true)) {
      return;
    }
    transport.loop().execute(() -> {
      sessions.values().forEach(ChannelSession::halt);
      transport.halt();
    });
    if (http != null) {
      http.close();
    }
    pages.close();
    loops.close();
    recordings.close();
    if (trace != null) {
      trace.close();
    }
  }

  void closed(ChannelSession session) {
    sessions.remove(session.channel(), session);
    recordings.left(session);
  }

  void observedAt(String host) {
    if (address.observedAt(host)) {
      tellAddress();
    }
  }

  void dialledBack(boolean reached, String observedHost) {
    boolean changed = address.observedAt(observedHost);
    if (address.reached(reached) || changed) {
      tellAddress();
    }
  }

  private void tellAddress() {
    PeerAddress now = address();
    sessions().forEach(session -> session.addressChanged(now));
  }

  PeerTransport transport() {
    return transport;
  }

  Uplink uplink() {
    return uplink;
  }

  SignatureVerifier verifier() {
    return config.signatures();
  }

  PublicKey publicKey() {
    return config.identity().publicKey();
  }

  String agent() {
    return config.agent();
  }

  /** What it may send in all; 0 if nobody said. */
  public long uploadBitsPerSecond() {
    return config.uploadBitsPerSecond();
  }

  long uploadBytesPerSecond() {
    return config.uploadBitsPerSecond() / 8;
  }

  int maxChildren() {
    return config.maxChildren();
  }
}
