package banyan.protocol;

import java.util.regex.Pattern;

/**
 * One way to reach a peer.
 *
 * @param kind how {@code host} is to be read
 * @param host a dotted IPv4 address, an IPv6 address without brackets, or a DNS name
 * @param port 1 to 65535
 * @param transport what to speak there
 */
public record Endpoint(Kind kind, String host, int port, Transport transport) {
  /** How a host is written on the wire. */
  public enum Kind {
    IPV4(1),
    IPV6(2),
    NAME(3);

    final int code;

    Kind(int code) {
      this.code = code;
    }
  }

  /** What is spoken at an endpoint. */
  public enum Transport {
    TCP(1);

    final int code;

    Transport(int code) {
      this.code = code;
    }
  }

  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})(\\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,62}))*\\.?");

  /** The JDK would take a sign, and the digits of other scripts. */
  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");

  public Endpoint {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port " + port + " is not between 1 and 65535");
    }
    boolean fits =
        switch (kind) {
          case IPV4 -> IpLiteral.isIpv4(host);
          case IPV6 -> IpLiteral.isIpv6(host);
          case NAME -> host.length() <= Limits.MAX_HOST_NAME_BYTES && NAME.matcher(host).matches()
              && !IpLiteral.isIpv4(host);
        };
    if (!fits) {
      throw new IllegalArgumentException("'" + host + "' is no host of kind " + kind);
    }
  }

  /** TCP to a host of whichever kind it is. */
  public static Endpoint tcp(String host, int port) {
    Kind kind = IpLiteral.isIpv4(host) ? Kind.IPV4 : host.indexOf(':') >= 0 ? Kind.IPV6 : Kind.NAME;
    return new Endpoint(kind, host, port, Transport.TCP);
  }

  /**
   * Reads {@code host:port}, with an IPv6 address in brackets.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static Endpoint parse(String text) {
    int colon = text.lastIndexOf(':');
    boolean bracketed = text.startsWith("[") && text.indexOf(']') == colon - 1;
    if (colon <= 0 || (!bracketed && text.indexOf(':') != colon)) {
      throw new IllegalArgumentException(
          "'" + text + "' is not HOST:PORT (an IPv6 address goes in brackets: [::1]:7170)");
    }
    String host = bracketed ? text.substring(1, colon - 1) : text.substring(0, colon);
    if (bracketed && host.indexOf(':') < 0) {
      throw new IllegalArgumentException("'" + host + "' in '" + text + "' is no IPv6 address; leave out the brackets");
    }
    String port = text.substring(colon + 1);
    if (!PORT.matcher(port).matches()) {
      throw new IllegalArgumentException("'" + port + "' in '" + text + "' is no port");
    }
    return tcp(host, Integer.parseInt(port));
  }

  /** {@code host:port}, as {@link #parse} reads it. */
  @Override
  public String toString() {
    return (kind == Kind.IPV6 ? "[" + host + "]" : host) + ":" + port;
  }
}
