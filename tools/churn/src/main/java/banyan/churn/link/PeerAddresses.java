package banyan.churn.link;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * The loopback addresses of a run's own: one for each peer, to listen on and to dial from, and one for all doors. The
 * whole of 127.0.0.0/8 is this machine.
 */
public final class PeerAddresses {
  private static final int FIRST_OCTET = 127;
  private static final int PEERS_OCTET = 1;
  private static final int MAX_HOST = 0xfffe;

  /** Where doors are: an index sees all peers of its machine there, and dials them back there. */
  static final InetAddress DOORS = of(new byte[] {FIRST_OCTET, 0, 0, 1});

  private PeerAddresses() {}

  public static InetAddress of(int number) {
    int host = number + 1;
    if (number < 0 || host > MAX_HOST) {
      throw new IllegalArgumentException("no address for peer " + number);
    }
    return of(new byte[] {FIRST_OCTET, PEERS_OCTET, (byte) (host >> 8), (byte) host});
  }

  private static InetAddress of(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  /** Whose it is; −1 if it is no peer's. */
  static int numberOf(InetAddress address) {
    byte[] bytes = address.getAddress();
    boolean isPeer = bytes.length == 4 && bytes[0] == FIRST_OCTET && bytes[1] == PEERS_OCTET;
    return isPeer ? ((bytes[2] & 0xff) << 8 | bytes[3] & 0xff) - 1 : -1;
  }
}
