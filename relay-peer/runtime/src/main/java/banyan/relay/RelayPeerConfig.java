package banyan.relay;

import banyan.node.NodeConfig;
import banyan.program.PeerOptions;
import banyan.protocol.Endpoint;
import banyan.protocol.SignatureVerifier;
import banyan.protocol.Signer;
import banyan.relay.crypto.Ed25519Verifier;
import banyan.relay.transport.TransportLimits;
import java.util.List;
import java.util.Optional;

/**
 * What a peer is told once.
 *
 * @param identity its key; no other peer may have it
 * @param bind address to listen on, {@code 0.0.0.0} for all of them
 * @param port to listen on, 0 for a free one
 * @param advertise where strangers are to dial it; empty to find out
 * @param uploadBitsPerSecond what it may send in all, or 0 if nobody knows: then it finds out by trying
 * @param maxChildren the most that it feeds on one channel
 * @param http where its local outputs listen; empty for none
 * @param agent program and version, told to other peers
 * @param limits on strangers
 * @param plain whether its links are in clear text, which all peers of a channel have to agree on
 * @param signatures checks those of channels; peers of one process may share it
 */
public record RelayPeerConfig(
    Signer identity, String bind, int port, List<Endpoint> advertise, long uploadBitsPerSecond, int maxChildren,
    Optional<Http> http, String agent, TransportLimits limits, boolean plain,
    SignatureVerifier signatures) {
  /**
   * A local HTTP listener.
   *
   * @param bind address
   * @param port 0 for a free one
   */
  public record Http(String bind, int port) {
    /** This machine only, on a free port. */
    public static final Http LOCAL = new Http("127.0.0.1", 0);
  }

  public RelayPeerConfig {
    advertise = List.copyOf(advertise);
    if (port < 0 || port > 65_535 || uploadBitsPerSecond < 0 || maxChildren < 0) {
      throw new IllegalArgumentException(
          "port " + port + ", upload " + uploadBitsPerSecond + " bit/s, " + maxChildren + " children");
    }
  }

  /** On all addresses and a free port, without HTTP, feeding as many as trying shows. */
  public static RelayPeerConfig of(Signer identity) {
    return new RelayPeerConfig(
        identity, "0.0.0.0", 0, List.of(), 0, NodeConfig.ANY_NUMBER_OF_CHILDREN, Optional.empty(), "banyan",
        TransportLimits.DEFAULT, false, new Ed25519Verifier());
  }

  /** By what a person asked for on a command line. */
  public static RelayPeerConfig asked(Signer identity, PeerOptions options) {
    return of(identity)
        .listeningOn(options.bind(), options.port())
        .advertising(options.advertise())
        .withUpload(options.uploadBitsPerSecond())
        .withMaxChildren(options.maxChildren())
        .withHttp(new Http(options.httpBind(), options.httpPort()))
        .withPlainLinks(options.plain());
  }

  public RelayPeerConfig listeningOn(String address, int onPort) {
    return new RelayPeerConfig(
        identity, address, onPort, advertise, uploadBitsPerSecond, maxChildren, http, agent, limits, plain, signatures);
  }

  public RelayPeerConfig withPort(int onPort) {
    return listeningOn(bind, onPort);
  }

  public RelayPeerConfig advertising(List<Endpoint> endpoints) {
    return new RelayPeerConfig(
        identity, bind, port, endpoints, uploadBitsPerSecond, maxChildren, http, agent, limits, plain, signatures);
  }

  public RelayPeerConfig withUpload(long bitsPerSecond) {
    return new RelayPeerConfig(
        identity, bind, port, advertise, bitsPerSecond, maxChildren, http, agent, limits, plain, signatures);
  }

  public RelayPeerConfig withMaxChildren(int children) {
    return new RelayPeerConfig(
        identity, bind, port, advertise, uploadBitsPerSecond, children, http, agent, limits, plain, signatures);
  }

  public RelayPeerConfig withHttp(Http outputs) {
    return new RelayPeerConfig(
        identity, bind, port, advertise, uploadBitsPerSecond, maxChildren, Optional.of(outputs), agent, limits, plain,
        signatures);
  }

  public RelayPeerConfig withAgent(String name) {
    return new RelayPeerConfig(
        identity, bind, port, advertise, uploadBitsPerSecond, maxChildren, http, name, limits, plain, signatures);
  }

  public RelayPeerConfig withLimits(TransportLimits other) {
    return new RelayPeerConfig(
        identity, bind, port, advertise, uploadBitsPerSecond, maxChildren, http, agent, other, plain, signatures);
  }

  public RelayPeerConfig withPlainLinks(boolean inClearText) {
    return new RelayPeerConfig(
        identity, bind, port, advertise, uploadBitsPerSecond, maxChildren, http, agent, limits, inClearText,
        signatures);
  }

  public RelayPeerConfig withSignatures(SignatureVerifier by) {
    return new RelayPeerConfig(
        identity, bind, port, advertise, uploadBitsPerSecond, maxChildren, http, agent, limits, plain, by);
  }
}
