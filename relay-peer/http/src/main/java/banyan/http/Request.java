package banyan.http;

import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A whole request.
 *
 * @param method in capitals
 * @param path as sent, still percent-encoded
 * @param parameters the parts of the path that a route named, decoded
 * @param query decoded; a name may come more than once
 * @param headers names in any case
 * @param body at most {@link HttpLimits#maxBodyBytes}; not to be changed
 * @param remote the client's end of the connection
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares requests
public record Request(
    String method, String path, Map<String, String> parameters, Map<String, List<String>> query, HttpHeaders headers,
    byte[] body, InetSocketAddress remote) {
  public Request {
    parameters = Map.copyOf(parameters);
  }

  /**
   * What stands in the path where the route has {@code {name}}.
   *
   * @throws IllegalStateException if the route names no such part
   */
  public String parameter(String name) {
    String value = parameters.get(name);
    if (value == null) {
      throw new IllegalStateException("the route of " + path + " has no {" + name + "}");
    }
    return value;
  }

  /** The first of that name. */
  public Optional<String> queryValue(String name) {
    return query.getOrDefault(name, List.of()).stream().findFirst();
  }

  /** Whether the query says {@code name=no}. */
  public boolean declines(String name) {
    return queryValue(name).filter("no"::equals).isPresent();
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /** The host by which the client knows this server: lower case, no port, no brackets; empty if it named none. */
  public String host() {
    return AllowedHosts.hostOf(header("host").orElse(""));
  }
}
