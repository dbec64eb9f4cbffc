package banyan.directory;

import banyan.protocol.Candidate;
import banyan.protocol.ChannelId;
import banyan.protocol.PeerId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks a channel index. Every answer comes on a thread of the HTTP client's; every failure is a
 * {@link DirectoryException}, whose message can be shown to people.
 */
public final class DirectoryClient {
  /** Of an index's own sentence, to be shown to people. */
  private static final int MAX_WORDS_CHARS = 500;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** Longer than an index may hold a join for its dial-back. */
  private static final Duration ANSWER_TIMEOUT = Duration.ofMillis(DirectoryLimits.MAX_WAIT_MILLIS + 5_000);

  /**
   * One for the process, made in the background: a client of HTTPS reads all of the system's certificates, which takes
   * a fresh process 100 ms and more, and whoever asks may be an event loop with a stream to attend to.
   */
  private static final class Shared {
    static final CompletableFuture<HttpClient> CLIENT = CompletableFuture.supplyAsync(() -> HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(CONNECT_TIMEOUT)
        .build());
  }

  private final URI url;
  private final Duration timeout;

  /**
   * Asks the index there; nothing is sent yet.
   *
   * @param url {@code http://HOST:PORT}, as {@code banyan index} prints it
   * @throws IllegalArgumentException with a sentence, if it is no such URL
   */
  public DirectoryClient(String url) {
    this(url, ANSWER_TIMEOUT);
  }

  /** @param timeout for each answer, from the question to its last byte */
  DirectoryClient(String url, Duration timeout) {
    this.url = checked(url);
    this.timeout = timeout;
  }

  private static URI checked(String text) {
    String trimmed = text.trim();
    try {
      URI uri = URI.create(trimmed.endsWith("/") ? trimmed.substring(0, trimmed.length() - 1) : trimmed);
      boolean isHttp = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
      if (isHttp && uri.getHost() != null && uri.getQuery() == null && uri.getFragment() == null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Said below, as for every other text that is none.
    }
    throw new IllegalArgumentException(
        "'" + trimmed + "' is no address of an index. It looks like http://HOST:7190, as 'banyan index' prints it.");
  }

  /** Without a slash at its end. */
  public String url() {
    return url.toString();
  }

  /** Puts a channel on air, or changes what the index says of it. */
  public CompletableFuture<Publication> publish(SignedChannelRecord record) {
    return ask(
        "PUT", "/v1/channels/" + record.channel(), Optional.empty(), Optional.of(record), Publication.class);
  }

  /** Enters a channel, and gets the first candidates. */
  public CompletableFuture<JoinAnswer> join(ChannelId channel, PeerRegistration registration) {
    return ask(
        "POST", "/v1/channels/" + channel + "/peers", Optional.empty(), Optional.of(registration), JoinAnswer.class);
  }

  /** Says how the peer does, and keeps its lease. */
  public CompletableFuture<RenewAnswer> renew(Lease lease, PeerState state) {
    return ask("PUT", path(lease), Optional.of(lease), Optional.of(state), RenewAnswer.class);
  }

  /** Ends a lease; of the root, it takes the channel off air. */
  public CompletableFuture<Void> leave(Lease lease) {
    return send("DELETE", path(lease), Optional.of(lease), Optional.empty()).thenApply(body -> null);
  }

  /** Asks for more candidates, best first. */
  public CompletableFuture<List<Candidate>> candidates(Lease lease, int count, Set<PeerId> exclude) {
    CandidatesWanted wanted = new CandidatesWanted(count, exclude.stream().sorted().toList());
    return ask("POST", path(lease) + "/candidates", Optional.of(lease), Optional.of(wanted), CandidateList.class)
        .thenApply(CandidateList::candidates);
  }

  /** Lists or searches the channels on air. */
  public CompletableFuture<ChannelPage> channels(ChannelQuery query) {
    String path = "/v1/channels?limit=" + query.limit() + "&query=" + encoded(query.text())
        + query.cursor().map(cursor -> "&cursor=" + encoded(cursor)).orElse("");
    return ask("GET", path, Optional.empty(), Optional.empty(), ChannelPage.class);
  }

  /** Asks for one channel; empty if it is not on air. */
  public CompletableFuture<Optional<ChannelDetails>> channel(ChannelId channel) {
    return ask("GET", "/v1/channels/" + channel, Optional.empty(), Optional.empty(), ChannelDetails.class)
        .thenApply(Optional::of)
        .exceptionallyCompose(failure -> reasonOf(failure) == DirectoryException.Reason.NOT_KNOWN
            ? CompletableFuture.completedFuture(Optional.empty())
            : CompletableFuture.failedFuture(failure));
  }

  /** Why a future of this class failed. */
  public static DirectoryException.Reason reasonOf(Throwable failure) {
    Throwable cause = failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause() : failure;
    return cause instanceof DirectoryException e ? e.reason() : DirectoryException.Reason.UNREACHABLE;
  }

  private static String path(Lease lease) {
    return "/v1/channels/" + lease.channel() + "/peers/" + lease.peer();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private <T> CompletableFuture<T> ask(
      String method, String path, Optional<Lease> lease, Optional<Object> body, Class<T> type) {
    return send(method, path, lease, body).thenCompose(json -> {
      try {
        return CompletableFuture.completedFuture(DirectoryJson.read(json, type));
      } catch (IllegalArgumentException e) {
        return CompletableFuture.failedFuture(noIndex(200, String.valueOf(e.getMessage())));
      }
    });
  }

  private CompletableFuture<byte[]> send(
      String method, String path, Optional<Lease> lease, Optional<Object> body) {
    return Shared.CLIENT
        .thenComposeAsync(client -> inTime(
            client.sendAsync(request(method, path, lease, body), answer -> new BoundedBody())))
        .thenCompose(this::judged)
        .exceptionallyCompose(this::failed);
  }

  /** The request's own timeout ends with the head of the answer, and a body may drip for ever. */
  private <T> CompletableFuture<T> inTime(CompletableFuture<T> exchange) {
    return exchange.copy().orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS).whenComplete((answer, failure) -> {
      if (failure instanceof TimeoutException) {
        exchange.cancel(true);
      }
    });
  }

  private HttpRequest request(String method, String path, Optional<Lease> lease, Optional<Object> body) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
        .timeout(timeout)
        .method(method, body.map(value -> HttpRequest.BodyPublishers.ofByteArray(DirectoryJson.write(value)))
            .orElse(HttpRequest.BodyPublishers.noBody()));
    if (body.isPresent()) {
      request.header("content-type", "application/json");
    }
    lease.ifPresent(of -> request.header("authorization", "Bearer " + of.token()));
    return request.build();
  }

  private CompletableFuture<byte[]> failed(Throwable failure) {
    Throwable cause = failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause() : failure;
    if (cause instanceof DirectoryException) {
      return CompletableFuture.failedFuture(cause);
    }
    for (Throwable t = cause; t != null; t = t.getCause()) {
      if (t instanceof TooLong) {
        return CompletableFuture.failedFuture(noIndex(200, "its answer is too long"));
      }
    }
    return CompletableFuture.failedFuture(unreachable(cause));
  }

  private CompletableFuture<byte[]> judged(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    if (status >= 200 && status < 300) {
      return CompletableFuture.completedFuture(response.body());
    }
    if (status < 400) {
      return CompletableFuture.failedFuture(noIndex(status, "it answers with status " + status));
    }
    String why;
    try {
      why = DirectoryJson.read(response.body(), ErrorAnswer.class).error();
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedFuture(noIndex(status, "it answers with status " + status));
    }
    return CompletableFuture.failedFuture(new DirectoryException(
        status == 404 ? DirectoryException.Reason.NOT_KNOWN : DirectoryException.Reason.REFUSED, status,
        "The index at " + url + " refused: " + plain(why)));
  }

  /** Strangers' words, for a terminal: no control characters, none that turn the direction of writing, not many. */
  private static String plain(String words) {
    String clean = words.codePoints()
        .limit(MAX_WORDS_CHARS)
        .map(c -> ChannelRecord.isControl(c) ? ' ' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
    return words.length() > MAX_WORDS_CHARS ? clean + "…" : clean;
  }

  private DirectoryException unreachable(Throwable cause) {
    String why = cause instanceof HttpTimeoutException || cause instanceof TimeoutException ? "it took too long"
        : cause instanceof ConnectException ? "nothing listens there, or a firewall is in the way"
        : cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    return new DirectoryException(
        DirectoryException.Reason.UNREACHABLE, 0, "The index at " + url + " did not answer: " + why + ".");
  }

  private DirectoryException noIndex(int status, String why) {
    return new DirectoryException(
        DirectoryException.Reason.NO_INDEX, status,
        "What answers at " + url + " is no channel index: " + why + (why.endsWith(".") ? "" : "."));
  }

  private static final class TooLong extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** Takes an answer into memory up to {@link DirectoryLimits#MAX_ANSWER_BYTES}, and no further. */
  private static final class BoundedBody implements HttpResponse.BodySubscriber<byte[]> {
    private final CompletableFuture<byte[]> result = new CompletableFuture<>();
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private Flow.@Nullable Subscription subscription;

    @Override
    public CompletionStage<byte[]> getBody() {
      return result;
    }

    @Override
    public void onSubscribe(Flow.Subscription to) {
      subscription = to;
      to.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> parts) {
      for (ByteBuffer part : parts) {
        if (held.size() + part.remaining() > DirectoryLimits.MAX_ANSWER_BYTES) {
          if (subscription != null) {
            subscription.cancel();
          }
          result.completeExceptionally(new TooLong());
          return;
        }
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        held.write(bytes, 0, bytes.length);
      }
    }

    @Override
    public void onError(Throwable failure) {
      result.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      result.complete(held.toByteArray());
    }
  }
}
