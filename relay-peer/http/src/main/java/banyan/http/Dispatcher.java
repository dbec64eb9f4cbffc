package banyan.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Finds out what a request wants, and has it answered; one for all connections of a server. */
final class Dispatcher {
  private static final System.Logger LOG = System.getLogger(Dispatcher.class.getName());

  /** More of them in one query are an attack on the table that holds them. */
  private static final int MAX_QUERY_PARAMETERS = 64;

  private final Routes routes;
  private final AllowedHosts hosts;

  Dispatcher(Routes routes, AllowedHosts hosts) {
    this.routes = routes;
    this.hosts = hosts;
  }

  /** Never fails: what goes wrong is an answer too. */
  CompletionStage<Answer> answer(HttpRequest request, byte[] body, InetSocketAddress remote) {
    CompletionStage<Answer> answer;
    try {
      answer = handled(request, body, remote);
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    return answer.exceptionally(failure -> failed(request, failure));
  }

  private CompletionStage<Answer> handled(HttpRequest request, byte[] body, InetSocketAddress remote) {
    List<String> named = request.headers().getAll(HttpHeaderNames.HOST);
    if (named.size() > 1 || (named.isEmpty() && request.protocolVersion().equals(HttpVersion.HTTP_1_1))) {
      // RFC 9112, section 3.2. Which of several counts is a matter on which a proxy may be of another opinion.
      throw new HttpRefusal(400, "A request must have one Host header; this one has " + named.size() + ".");
    }
    String host = named.isEmpty() ? "" : named.get(0);
    String target = request.uri();
    if (target.regionMatches(true, 0, "http://", 0, 7)) {
      // The absolute form, which HTTP/1.1 servers must understand (RFC 9112, section 3.2.2).
      int slash = target.indexOf('/', 7);
      host = target.substring(7, slash < 0 ? target.length() : slash);
      target = slash < 0 ? "/" : target.substring(slash);
    }
    if (!hosts.allows(host)) {
      throw new HttpRefusal(403, "This server does not answer under the name '" + AllowedHosts.hostOf(host)
          + "'. Use its address or localhost.");
    }
    if (!target.startsWith("/")) {
      throw new HttpRefusal(400, "'" + target + "' is no path.");
    }
    return routed(request, target, body, remote);
  }

  private CompletionStage<Answer> routed(
      HttpRequest request, String target, byte[] body, InetSocketAddress remote) {
    QueryStringDecoder decoder =
        new QueryStringDecoder(target, StandardCharsets.UTF_8, true, MAX_QUERY_PARAMETERS, true);
    String method = request.method().name();
    List<String> path;
    Map<String, List<String>> query;
    try {
      path = Routes.segments(decoder.rawPath());
      query = decoder.parameters();
    } catch (IllegalArgumentException e) {
      throw new HttpRefusal(400, "The path '" + target + "' has a broken percent escape.");
    }
    Optional<Routes.Match> match = routes.match(method, path);
    if (match.isPresent()) {
      return match.get().handler().handle(new Request(
          method, decoder.rawPath(), match.get().parameters(), query, request.headers(), body, remote));
    }
    String allowed = routes.allowed(path);
    Answer answer = allowed.isEmpty()
        ? Answer.error(404, "There is nothing at " + decoder.rawPath() + ".")
        : Answer.error(405, method + " is not possible at " + decoder.rawPath() + "; " + allowed + " is.")
            .with("allow", allowed);
    return CompletableFuture.completedFuture(answer);
  }

  private static Answer failed(HttpRequest request, Throwable failure) {
    Throwable cause = failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause() : failure;
    if (cause instanceof HttpRefusal refusal) {
      return Answer.error(refusal.status(), refusal.sentence());
    }
    LOG.log(System.Logger.Level.ERROR, "answering " + request.method() + " " + request.uri() + " failed", cause);
    return Answer.error(500, "Something went wrong inside this server; its log says what.");
  }
}
