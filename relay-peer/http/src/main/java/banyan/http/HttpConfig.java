package banyan.http;

/**
 * Where a server listens and what it lets in.
 *
 * @param host an address of this machine; {@code 0.0.0.0} for all of them
 * @param port 0 for a free one
 * @param hosts which {@code Host} headers are answered
 * @param limits on each client
 */
public record HttpConfig(String host, int port, AllowedHosts hosts, HttpLimits limits) {
  public HttpConfig {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port " + port + " is not between 0 and 65535");
    }
  }

  /** With the usual limits, and the {@code Host} check that fits the address. */
  public static HttpConfig on(String host, int port) {
    return new HttpConfig(host, port, AllowedHosts.forBind(host), HttpLimits.DEFAULT);
  }

  public HttpConfig withHosts(AllowedHosts allowed) {
    return new HttpConfig(host, port, allowed, limits);
  }

  public HttpConfig withLimits(HttpLimits other) {
    return new HttpConfig(host, port, hosts, other);
  }
}
