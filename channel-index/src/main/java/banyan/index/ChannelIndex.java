package banyan.index;

import banyan.directory.CandidateList;
import banyan.directory.CandidateSelection;
import banyan.directory.CandidatesWanted;
import banyan.directory.ChannelDetails;
import banyan.directory.ChannelQuery;
import banyan.directory.DirectoryJson;
import banyan.directory.DirectoryLimits;
import banyan.directory.JoinAnswer;
import banyan.directory.PeerRegistration;
import banyan.directory.PeerState;
import banyan.directory.Publication;
import banyan.directory.RenewAnswer;
import banyan.directory.SignedChannelRecord;
import banyan.http.AllowedHosts;
import banyan.http.Answer;
import banyan.http.Handler;
import banyan.http.HttpConfig;
import banyan.http.HttpLimits;
import banyan.http.HttpRefusal;
import banyan.http.HttpServer;
import banyan.http.Request;
import banyan.http.Routes;
import banyan.protocol.Candidate;
import banyan.protocol.ChannelId;
import banyan.protocol.Endpoint;
import banyan.protocol.PeerId;
import banyan.tls.Encryption;
import io.netty.channel.EventLoopGroup;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The index as a server: HTTP around a {@link ChannelStore}, and dial-backs by a {@link PeerProbe}. Runs inside any
 * program, or alone by {@link IndexMain}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a dial-back that ends, loops that shut down: nobody waits
public final class ChannelIndex implements AutoCloseable {
  /** A list is made once a second, however many ask for it. */
  private static final long LIST_MICROS = 1_000_000;

  private static final int CLOSE_SECONDS = 5;

  private static final String BEARER = "Bearer ";

  private final IndexConfig config;
  private final ChannelStore store;
  private final SourceRates rates;
  private final WebPage page = new WebPage();
  private final EventLoopGroup loops = HttpServer.newEventLoops(2, "index");
  private final PeerProbe probe;
  private final HttpServer server;
  private ChannelList list = new ChannelList(List.of());
  private long listMicros = Long.MIN_VALUE;

  /**
   * Starts listening.
   *
   * @throws IOException saying why it cannot listen there
   * @throws IllegalArgumentException with a sentence, if the public URL is none
   */
  public static ChannelIndex start(IndexConfig config) throws IOException {
    config.publicUrl().ifPresent(ChannelIndex::hostOfUrl);
    return new ChannelIndex(config);
  }

  private ChannelIndex(IndexConfig config) throws IOException {
    this.config = config;
    IndexLimits limits = config.limits();
    this.store = new ChannelStore(limits, new SplittableRandom(), new Tokens());
    this.rates = new SourceRates(limits.requestsPerSecond(), limits.requestBurst(), limits.maxSources());
    AllowedHosts hosts = config.behindProxy() || !isLoopback(config.host())
        ? AllowedHosts.any() : AllowedHosts.loopback();
    // Begun now: the first peer that is dialled back should not have to wait for it.
    Encryption.ofThisProcess();
    this.probe = new PeerProbe(loops, Ed25519.newSigner(), limits.probeDeadline(), limits.maxProbes());
    try {
      this.server = HttpServer.start(
          new HttpConfig(config.host(), config.port(), hosts, httpLimits(config.behindProxy())), routes(), loops);
    } catch (IOException e) {
      loops.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS);
      throw e;
    }
  }

  /** All connections of a proxy come from one address. */
  private static HttpLimits httpLimits(boolean behindProxy) {
    HttpLimits usual = HttpLimits.DEFAULT;
    return behindProxy ? usual.withMaxConnections(usual.maxConnections(), usual.maxConnections()) : usual;
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.equals("::1") || host.startsWith("127.");
  }

  private Routes routes() {
    Routes routes = new Routes()
        .get("/", request -> page.html())
        .get("/page.css", request -> page.css())
        .get("/page.js", request -> page.script());
    api(routes, "GET", "/v1/channels", request -> done(channels(request)));
    api(routes, "GET", "/v1/channels/{channel}", request -> done(channel(request)));
    api(routes, "PUT", "/v1/channels/{channel}", request -> done(publish(request)));
    api(routes, "POST", "/v1/channels/{channel}/peers", this::join);
    api(routes, "PUT", "/v1/channels/{channel}/peers/{peer}", request -> done(renew(request)));
    api(routes, "DELETE", "/v1/channels/{channel}/peers/{peer}", request -> done(leave(request)));
    api(routes, "POST", "/v1/channels/{channel}/peers/{peer}/candidates", request -> done(candidates(request)));
    return routes;
  }

  /** Adds a route whose requests count against their source's rate, and whose wrong arguments are the asker's fault. */
  private void api(Routes routes, String method, String pattern, Handler handler) {
    routes.on(method, pattern, request -> {
      Source source = source(request);
      if (!source.local() && !rates.admits(source.group(), nowMicros())) {
        throw new HttpRefusal(429, "Too many requests from your address. Wait a little.");
      }
      try {
        return handler.handle(request);
      } catch (IllegalArgumentException e) {
        throw new HttpRefusal(400, String.valueOf(e.getMessage()));
      }
    });
  }

  private static CompletionStage<Answer> done(Answer answer) {
    return CompletableFuture.completedFuture(answer);
  }

  private static Answer json(Object value) {
    return Answer.json(200, DirectoryJson.write(value)).with("cache-control", "no-store");
  }

  private Answer channels(Request request) {
    ChannelQuery query = new ChannelQuery(
        request.queryValue("query").orElse(""),
        request.queryValue("limit").map(ChannelIndex::limit).orElse(ChannelQuery.ALL.limit()),
        request.queryValue("cursor").filter(cursor -> !cursor.isEmpty()));
    return json(list().page(query, asker(request), System.currentTimeMillis()));
  }

  private static int limit(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("the limit '" + text + "' is no number", e);
    }
  }

  private ChannelList list() {
    synchronized (store) {
      long now = nowMicros();
      if (listMicros == Long.MIN_VALUE || now - listMicros >= LIST_MICROS) {
        list = new ChannelList(store.all(now).stream().map(ChannelList.Row::of).toList());
        listMicros = now;
      }
      return list;
    }
  }

  private Answer channel(Request request) {
    ChannelId id = channelId(request);
    SignedChannelRecord signed;
    ChannelList.Row row;
    synchronized (store) {
      store.expire(nowMicros());
      ChannelStore.OnAir channel = store.onAir(id);
      signed = channel.signed;
      row = ChannelList.Row.of(channel);
    }
    return json(new ChannelDetails(row.summary(asker(request), System.currentTimeMillis()), signed));
  }

  private Answer publish(Request request) {
    SignedChannelRecord signed = body(request, SignedChannelRecord.class);
    if (!signed.channel().equals(channelId(request))) {
      throw new HttpRefusal(403, "The record's key is not the one that the channel is named after.");
    }
    if (!signed.isGenuine(Ed25519.VERIFIER)) {
      throw new HttpRefusal(403, "The record is not signed by the channel's key.");
    }
    Source source = source(request);
    synchronized (store) {
      ChannelStore.OnAir channel = store.publish(nowMicros(), signed, signed.content(), source);
      listMicros = Long.MIN_VALUE;
      return json(new Publication(channel.token, ChannelStore.PUBLICATION_MICROS / 1_000));
    }
  }

  private CompletionStage<Answer> join(Request request) {
    PeerRegistration registration = body(request, PeerRegistration.class);
    ChannelStore.Entry entry;
    CompletableFuture<?> dialled;
    synchronized (store) {
      entry = store.join(nowMicros(), channelId(request), registration, source(request));
      dialled = dialIfDue(entry);
    }
    CompletableFuture<?> waited = registration.waitMillis() == 0
        ? CompletableFuture.completedFuture(null)
        : dialled.copy().completeOnTimeout(null, registration.waitMillis(), TimeUnit.MILLISECONDS);
    return waited.handle((none, failure) -> joined(request, entry));
  }

  private Answer joined(Request request, ChannelStore.Entry entry) {
    synchronized (store) {
      long now = nowMicros();
      return json(new JoinAnswer(
          entry.token, entry.renewMicros / 1_000, entry.leaseMicros(now) / 1_000, entry.source.host(),
          entry.dialBack,
          viewed(store.candidates(now, entry, Set.of(), DirectoryLimits.MAX_CANDIDATES), asker(request))));
    }
  }

  private Answer renew(Request request) {
    PeerState state = body(request, PeerState.class);
    synchronized (store) {
      long now = nowMicros();
      ChannelStore.Entry entry =
          store.renew(now, channelId(request), peerId(request), token(request), state, source(request));
      dialIfDue(entry);
      return json(new RenewAnswer(
          entry.renewMicros / 1_000, entry.leaseMicros(now) / 1_000, entry.source.host(), entry.dialBack));
    }
  }

  private Answer leave(Request request) {
    synchronized (store) {
      store.leave(nowMicros(), channelId(request), peerId(request), token(request));
      listMicros = Long.MIN_VALUE;
    }
    return Answer.empty(204);
  }

  private Answer candidates(Request request) {
    CandidatesWanted wanted = body(request, CandidatesWanted.class);
    synchronized (store) {
      long now = nowMicros();
      ChannelStore.Entry entry = store.lease(now, channelId(request), peerId(request), token(request));
      return json(new CandidateList(viewed(
          store.candidates(now, entry, wanted.excluded(), wanted.count()), asker(request))));
    }
  }

  private static List<Candidate> viewed(List<CandidateSelection.Option> options, Asker asker) {
    return options.stream()
        .map(o -> new Candidate(o.peer(), asker.view(o.address()), o.freeSlots(), o.depth()))
        .filter(candidate -> candidate.address().isDialable())
        .toList();
  }

  /** Ends when the dial-back has, or at once if none is due. Called with the store's lock held. */
  private CompletableFuture<?> dialIfDue(ChannelStore.Entry entry) {
    Optional<Endpoint> due = store.dialDue(nowMicros(), entry);
    if (due.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    Encryption encryption = entry.registration.plain() ? Encryption.NONE : Encryption.ofThisProcess();
    return probe.dial(entry.channel.id, entry.registration.key(), due.get(), encryption).thenAccept(result -> {
      synchronized (store) {
        store.dialled(nowMicros(), entry, due.get(), result);
      }
    });
  }

  private static <T> T body(Request request, Class<T> type) {
    // A web page of somebody else's can make a browser send text here, but not JSON.
    if (!request.header("content-type").orElse("").startsWith("application/json")) {
      throw new HttpRefusal(415, "The body must be JSON, with content-type application/json.");
    }
    return DirectoryJson.read(request.body(), type);
  }

  private static ChannelId channelId(Request request) {
    return id("channel", request.parameter("channel"), ChannelId::parse);
  }

  private static PeerId peerId(Request request) {
    return id("peer", request.parameter("peer"), PeerId::parse);
  }

  private static <T> T id(String what, String text, Function<String, T> parse) {
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException e) {
      throw new HttpRefusal(400, "'" + text + "' is no " + what + " id: " + e.getMessage() + ".");
    }
  }

  private static String token(Request request) {
    String header = request.header("authorization").orElse("");
    if (!header.startsWith(BEARER)) {
      throw new HttpRefusal(401, "The header 'Authorization: Bearer TOKEN' is missing; a join's answer has the token.");
    }
    return header.substring(BEARER.length());
  }

  private Source source(Request request) {
    InetAddress address = request.remote().getAddress();
    if (config.behindProxy() && address.isLoopbackAddress()) {
      address = forwardedFor(request.header("x-forwarded-for").orElse(""), address);
    }
    return Source.of(address);
  }

  /** The last one named is the one that the proxy has seen itself. */
  private static InetAddress forwardedFor(String header, InetAddress otherwise) {
    String last = header.substring(header.lastIndexOf(',') + 1).trim();
    byte @Nullable [] bytes = NetUtil.createByteArrayFromIpAddressString(last);
    try {
      return bytes == null ? otherwise : InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 or 16 bytes are an address", e);
    }
  }

  private Asker asker(Request request) {
    boolean local = source(request).local();
    if (config.publicUrl().isPresent()) {
      String url = config.publicUrl().get();
      return new Asker(local, Optional.of(hostOfUrl(url)), url);
    }
    String header = request.header("host").orElse("");
    try {
      boolean hasPort = header.matches(".*:\\d+");
      Endpoint named = hasPort ? Endpoint.parse(header) : Endpoint.tcp(request.host(), 80);
      return new Asker(local, Optional.of(named.host()), "http://" + named);
    } catch (IllegalArgumentException e) {
      return new Asker(local, Optional.empty(), localUrl());
    }
  }

  private static String hostOfUrl(String url) {
    try {
      URI uri = URI.create(url);
      String host = uri.getHost();
      if (host != null && List.of("http", "https").contains(uri.getScheme()) && uri.getQuery() == null) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "'" + url + "' is no public URL of an index. It looks like http://HOST:7190 or https://HOST.");
  }

  private static long nowMicros() {
    return System.nanoTime() / 1_000;
  }

  /** The port it really listens on. */
  public int port() {
    return server.port();
  }

  /** By which programs on this machine reach it. */
  public String localUrl() {
    String host = config.host();
    String shown = host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host.contains(":") ? "[" + host + "]"
        : host;
    return "http://" + shown + ":" + port();
  }

  /** By which strangers reach it, as far as it was told. */
  public String url() {
    return config.publicUrl().orElseGet(this::localUrl);
  }

  /** Stops answering. Peers go on without it. */
  @Override
  public void close() {
    server.close();
    loops.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
        .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
  }
}
