package banyan.relay.transport;

/**
 * What strangers may take of a peer's sockets.
 *
 * @param handshakes connections in handshake at a time, in all
 * @param handshakesPerAddress the same, of one remote address
 * @param links accepted connections, in all
 * @param linksPerAddress the same, of one remote address; a household or an office may share one
 * @param handshakeMillis from the connection to the last message of the handshake
 */
public record TransportLimits(
    int handshakes, int handshakesPerAddress, int links, int linksPerAddress, int handshakeMillis) {
  /**
   * A handshake holds 4 KiB for a round trip or two, so 1,024 are 4 MiB; a crowd behind one address of a large
   * network still gets in within seconds. 8,192 links are twice what one node takes.
   */
  public static final TransportLimits DEFAULT = new TransportLimits(1_024, 64, 8_192, 512, 5_000);

  public TransportLimits {
    if (handshakes < 1 || handshakesPerAddress < 1 || links < 1 || linksPerAddress < 1 || handshakeMillis < 1) {
      throw new IllegalArgumentException("a limit below 1");
    }
  }
}
