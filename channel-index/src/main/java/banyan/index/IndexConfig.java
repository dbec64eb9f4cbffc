package banyan.index;

import java.util.Optional;

/**
 * Where an index listens and how it is known.
 *
 * @param host an address of this machine; {@code 0.0.0.0} for all of them
 * @param port 0 for a free one
 * @param publicUrl by which strangers reach it, for links; if empty, each asker's own {@code Host}
 * @param behindProxy whether a proxy on this machine passes the requests on, and says in {@code X-Forwarded-For} where
 *     they come from
 * @param limits on what it does for others
 */
public record IndexConfig(
    String host, int port, Optional<String> publicUrl, boolean behindProxy, IndexLimits limits) {
  public static IndexConfig on(String host, int port) {
    return new IndexConfig(host, port, Optional.empty(), false, IndexLimits.DEFAULT);
  }

  public IndexConfig withPublicUrl(String url) {
    return new IndexConfig(host, port, Optional.of(url), behindProxy, limits);
  }

  public IndexConfig withLimits(IndexLimits other) {
    return new IndexConfig(host, port, publicUrl, behindProxy, other);
  }

  public IndexConfig behindProxy(boolean isBehind) {
    return new IndexConfig(host, port, publicUrl, isBehind, limits);
  }
}
