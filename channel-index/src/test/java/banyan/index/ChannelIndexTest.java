package banyan.index;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.directory.ChannelDetails;
import banyan.directory.ChannelPage;
import banyan.directory.ChannelQuery;
import banyan.directory.ChannelRecord;
import banyan.directory.ChannelSummary;
import banyan.directory.DialBack;
import banyan.directory.DirectoryClient;
import banyan.directory.DirectoryException;
import banyan.directory.DirectoryJson;
import banyan.directory.JoinAnswer;
import banyan.directory.Lease;
import banyan.directory.PeerRegistration;
import banyan.directory.PeerState;
import banyan.directory.Publication;
import banyan.directory.SignedChannelRecord;
import banyan.protocol.Candidate;
import banyan.protocol.ChannelLink;
import banyan.protocol.Endpoint;
import banyan.protocol.PeerAddress.Reachability;
import banyan.protocol.PeerId;
import banyan.protocol.Signer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChannelIndexTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final HttpClient http = HttpClient.newHttpClient();
  private final TestChannel channel = new TestChannel();
  private ChannelIndex index = start(IndexConfig.on("127.0.0.1", 0));
  private DirectoryClient client = new DirectoryClient(index.url());

  private static ChannelIndex start(IndexConfig config) {
    try {
      return ChannelIndex.start(config);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void restart(IndexConfig config) {
    index.close();
    index = start(config);
    client = new DirectoryClient(index.localUrl());
  }

  @BeforeEach
  void listens() {
    assertTrue(index.port() > 0);
  }

  @AfterEach
  void close() {
    index.close();
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(LONG.toSeconds(), TimeUnit.SECONDS);
  }

  private static DirectoryException failure(CompletableFuture<?> future) {
    ExecutionException failure = assertThrows(ExecutionException.class, () -> get(future));
    return assertInstanceOf(DirectoryException.class, failure.getCause());
  }

  private static PeerState slots(int free, int depth) {
    return new PeerState(free, depth, 0, 1, 0, free, 1, false);
  }

  private HttpResponse<String> raw(String method, String path, String body, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(index.localUrl() + path))
        .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aChannelIsPublishedListedFoundAndEnded() throws Exception {
    Publication publication = get(client.publish(channel.signed(1_000, 1, "Morning Show")));
    get(client.publish(new TestChannel().signed(1_000, 1, "Evening news")));
    try (Acceptor door = new Acceptor(channel.signer(), channel.id(), Acceptor.Manner.RIGHT)) {
      JoinAnswer root = get(client.join(channel.id(), PeerRegistration
          .of(channel.signer().publicKey(), door.port(), new PeerState(3, 0, 0, 5, 4, 3, 2, false))
          .asRoot(publication).waitingFor(5_000)));
      assertEquals(new DialBack(DialBack.Outcome.REACHED, ""), root.dialBack());
      assertEquals("127.0.0.1", root.observedHost());
      ChannelDetails details = get(client.channel(channel.id())).orElseThrow();
      assertTrue(details.record().isGenuine(Ed25519.VERIFIER));
      assertEquals("Morning Show", details.record().content().title());
      assertEquals(
          new ChannelLink(
              List.of(Endpoint.tcp("127.0.0.1", door.port())), channel.id(), Optional.of(index.url())).toString(),
          details.summary().link());
      assertEquals(4, details.summary().viewers());
      assertEquals(2, get(client.channels(ChannelQuery.ALL)).total());
      ChannelPage found = get(client.channels(ChannelQuery.search("show  MORN")));
      assertEquals(List.of("Morning Show"), found.channels().stream().map(ChannelSummary::title).toList());
      assertEquals(0, get(client.channels(ChannelQuery.search("midnight"))).total());
      get(client.leave(new Lease(channel.id(), PeerId.of(channel.signer().publicKey()), root.token())));
      assertTrue(get(client.channel(channel.id())).isEmpty());
      assertEquals(1, get(client.channels(ChannelQuery.ALL)).total());
    }
  }

  @Test
  void whatAChannelSaysOfItselfIsListedAndFound() throws Exception {
    Map<String, String> details = Map.of("genre", "Jazz", "nowPlaying", "<b>So What</b>", "mood", "deep");
    get(client.publish(SignedChannelRecord.sign(channel.signer(), new ChannelRecord(
        1_000, 1, "Night train", "h264", "aac", 2_000_000, 0, new TreeMap<>(details)))));
    get(client.publish(new TestChannel().signed(1_000, 1, "Evening news")));
    for (String words : List.of("jazz", "so WHAT", "night jazz")) {
      ChannelPage found = get(client.channels(ChannelQuery.search(words)));
      assertEquals(1, found.total(), words);
      assertEquals(details, found.channels().get(0).details());
    }
    assertEquals(0, get(client.channels(ChannelQuery.search("deep"))).total(), "not what nobody has heard of");
    get(client.publish(channel.signed(1_000, 2, "Night train")));
    assertEquals(Map.of(), get(client.channel(channel.id())).orElseThrow().summary().details());
  }

  @Test
  void aJoinerGetsCandidatesThatWereReached() throws Exception {
    get(client.publish(channel.signed(1_000, 1, "t")));
    Signer parent = Ed25519.newSigner();
    try (Acceptor door = new Acceptor(parent, channel.id(), Acceptor.Manner.RIGHT)) {
      JoinAnswer joined = get(client.join(
          channel.id(), PeerRegistration.of(parent.publicKey(), door.port(), slots(2, 1)).waitingFor(5_000)));
      assertEquals(DialBack.Outcome.REACHED, joined.dialBack().outcome());
      assertTrue(joined.candidates().isEmpty(), "it is alone, and never named to itself");
      Signer child = Ed25519.newSigner();
      JoinAnswer answer = get(client.join(
          channel.id(), PeerRegistration.of(child.publicKey(), 0, PeerState.NEW)));
      assertEquals(DialBack.Outcome.NOT_ASKED, answer.dialBack().outcome());
      Candidate candidate = answer.candidates().get(0);
      assertEquals(PeerId.of(parent.publicKey()), candidate.peer());
      assertEquals(List.of(Endpoint.tcp("127.0.0.1", door.port())), candidate.address().endpoints());
      assertEquals(Reachability.VERIFIED, candidate.address().reachability());
      assertEquals(1, candidate.depth());
      Lease lease = new Lease(channel.id(), PeerId.of(child.publicKey()), answer.token());
      assertEquals(1, get(client.candidates(lease, 5, Set.of())).size());
      assertEquals(0, get(client.candidates(lease, 5, Set.of(candidate.peer()))).size());
      assertTrue(get(client.renew(lease, slots(0, 2))).renewMillis() >= 1_000);
      get(client.leave(lease));
      assertEquals(DirectoryException.Reason.NOT_KNOWN, failure(client.renew(lease, slots(0, 2))).reason());
    }
  }

  @Test
  void anImpostorIsNotNamedAndLearnsWhyAtItsRenewal() throws Exception {
    get(client.publish(channel.signed(1_000, 1, "t")));
    Signer claimed = Ed25519.newSigner();
    try (Acceptor door = new Acceptor(Ed25519.newSigner(), channel.id(), Acceptor.Manner.RIGHT)) {
      JoinAnswer joined = get(client.join(
          channel.id(), PeerRegistration.of(claimed.publicKey(), door.port(), slots(9, 1))));
      Lease lease = new Lease(channel.id(), PeerId.of(claimed.publicKey()), joined.token());
      await().atMost(LONG).until(() ->
          get(client.renew(lease, slots(9, 1))).dialBack().outcome() == DialBack.Outcome.FAILED);
      assertTrue(get(client.renew(lease, slots(9, 1))).dialBack().detail().endsWith("is another peer."));
      assertTrue(get(client.join(
          channel.id(), PeerRegistration.of(Ed25519.newSigner().publicKey(), 0, PeerState.NEW)))
          .candidates().isEmpty());
    }
  }

  @Test
  void anAdvertisedHostIsNeverDialled() throws Exception {
    get(client.publish(channel.signed(1_000, 1, "t")));
    Signer peer = Ed25519.newSigner();
    try (Acceptor door = new Acceptor(peer, channel.id(), Acceptor.Manner.RIGHT);
        Acceptor victim = new Acceptor(peer, channel.id(), Acceptor.Manner.RIGHT)) {
      JoinAnswer joined = get(client.join(channel.id(), PeerRegistration.of(peer.publicKey(), door.port(), slots(1, 1))
          .withAdvertised(Endpoint.tcp("127.0.0.1", victim.port())).waitingFor(5_000)));
      assertEquals(DialBack.Outcome.REACHED, joined.dialBack().outcome());
      assertEquals(1, door.accepted);
      assertEquals(0, victim.accepted);
    }
  }

  @Test
  void aJoinDoesNotWaitForTheDialBackUnlessAsked() throws Exception {
    get(client.publish(channel.signed(1_000, 1, "t")));
    Signer peer = Ed25519.newSigner();
    try (Acceptor door = new Acceptor(peer, channel.id(), Acceptor.Manner.SILENT)) {
      JoinAnswer answer = get(client.join(
          channel.id(), PeerRegistration.of(peer.publicKey(), door.port(), slots(1, 1))));
      assertEquals(DialBack.Outcome.PENDING, answer.dialBack().outcome());
      assertEquals(2_000, answer.renewMillis());
    }
  }

  @Test
  void forgedAndOldRecordsAreRefused() throws Exception {
    SignedChannelRecord genuine = channel.signed(1_000, 5, "t");
    byte[] changed = genuine.record().clone();
    changed[changed.length - 5] ^= 1;
    assertEquals(403, failure(client.publish(
        new SignedChannelRecord(genuine.key(), changed, genuine.signature()))).status());
    assertEquals(403, raw(
        "PUT", "/v1/channels/" + new TestChannel().id(),
        new String(DirectoryJson.write(genuine), StandardCharsets.UTF_8),
        "content-type", "application/json").statusCode());
    get(client.publish(genuine));
    DirectoryException old = failure(client.publish(channel.signed(1_000, 4, "t")));
    assertEquals(409, old.status());
    assertTrue(String.valueOf(old.getMessage()).contains("sign one with a higher revision"));
    Publication newer = get(client.publish(channel.signed(1_000, 6, "New title")));
    assertEquals("New title", get(client.channel(channel.id())).orElseThrow().summary().title());
    PeerRegistration root = PeerRegistration.of(Ed25519.newSigner().publicKey(), 0, slots(1, 0));
    assertEquals(403, failure(client.join(
        channel.id(), root.asRoot(new Publication(newer.token() + "x", 0)))).status());
  }

  @Test
  void leasesThatAreNotRenewedVanish() throws Exception {
    restart(IndexConfig.on("127.0.0.1", 0)
        .withLimits(IndexLimits.DEFAULT.withRenewInterval(Duration.ofMillis(20))));
    get(client.publish(channel.signed(1_000, 1, "t")));
    Signer peer = Ed25519.newSigner();
    JoinAnswer answer = get(client.join(channel.id(), PeerRegistration.of(peer.publicKey(), 0, slots(1, 1))));
    assertTrue(answer.leaseMillis() <= 180);
    await().atMost(LONG).until(() -> get(client.channel(channel.id())).orElseThrow().summary().peers() == 0);
  }

  @Test
  void aLongListComesInPagesWithoutGapOrRepetition() throws Exception {
    for (int i = 0; i < 23; i++) {
      get(client.publish(new TestChannel().signed(1_000, 1, "Channel " + i)));
    }
    Set<String> seen = new HashSet<>();
    ChannelQuery query = new ChannelQuery("channel", 5, Optional.empty());
    int pages = 0;
    for (Optional<String> next = Optional.of(""); next.isPresent(); pages++) {
      ChannelPage page = get(client.channels(query));
      assertEquals(23, page.total());
      page.channels().forEach(summary -> assertTrue(seen.add(summary.title())));
      next = page.next();
      query = next.isPresent() ? query.after(next.get()) : query;
    }
    assertEquals(23, seen.size());
    assertEquals(5, pages);
    assertEquals(400, raw("GET", "/v1/channels?cursor=nonsense", "").statusCode());
    assertEquals(400, raw("GET", "/v1/channels?limit=101", "").statusCode());
    assertEquals(400, raw("GET", "/v1/channels?limit=x", "").statusCode());
  }

  @Test
  void nonsenseIsAnsweredWithASentenceAndNothingIsHeld() throws Exception {
    String json = "application/json";
    String peers = "/v1/channels/" + channel.id() + "/peers";
    assertEquals(415, raw("POST", peers, "{}", "content-type", "text/plain").statusCode());
    assertEquals(400, raw("POST", peers, "{}", "content-type", json).statusCode());
    assertEquals(400, raw("POST", peers, "[[[[", "content-type", json).statusCode());
    assertEquals(400, raw("POST", peers, "null", "content-type", json).statusCode());
    assertEquals(400, raw("PUT", "/v1/channels/xyz", "{}", "content-type", json).statusCode());
    assertEquals(404, raw("GET", "/v1/channels/" + channel.id(), "").statusCode());
    assertEquals(405, raw("DELETE", "/v1/channels", "").statusCode());
    assertEquals(413, raw("POST", peers, "x".repeat(70_000), "content-type", json).statusCode());
    get(client.publish(channel.signed(1_000, 1, "t")));
    assertEquals(401, raw("PUT", peers + "/" + new PeerId(channel.id().hash()), "{\"freeSlots\":1}",
        "content-type", json).statusCode());
    HttpResponse<String> bad = raw("POST", peers, "{\"key\":\"AAAA\",\"state\":{}}", "content-type", json);
    assertEquals(400, bad.statusCode());
    assertFalse(bad.body().contains("java"), bad.body());
    Random random = new Random(77);
    for (int i = 0; i < 30; i++) {
      byte[] bytes = new byte[random.nextInt(9_000)];
      random.nextBytes(bytes);
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), index.port())) {
        socket.getOutputStream().write(bytes);
      } catch (IOException e) {
        // It may have closed already.
      }
    }
    assertEquals(1, get(client.channels(ChannelQuery.ALL)).total());
  }

  @Test
  void peersOnThisMachineAreNamedByTheHostThatAStrangerKnows() throws Exception {
    restart(new IndexConfig("127.0.0.1", 0, Optional.of("https://index.example"), true, IndexLimits.DEFAULT));
    get(client.publish(channel.signed(1_000, 1, "t")));
    Signer peer = Ed25519.newSigner();
    try (Acceptor door = new Acceptor(peer, channel.id(), Acceptor.Manner.RIGHT)) {
      get(client.join(
          channel.id(), PeerRegistration.of(peer.publicKey(), door.port(), slots(1, 1)).waitingFor(5_000)));
      HttpResponse<String> answer = raw(
          "GET", "/v1/channels/" + channel.id(), "", "x-forwarded-for", "10.0.0.1, 192.0.2.9");
      assertTrue(answer.body().contains(
          "banyan://index.example:" + door.port() + "/" + channel.id() + "?index=https://index.example"),
          answer.body());
    }
  }

  @Test
  void aSourceBehindAProxyThatAsksTooMuchIsHeldBack() throws Exception {
    restart(IndexConfig.on("127.0.0.1", 0).behindProxy(true));
    int refused = 0;
    for (int i = 0; i < 400; i++) {
      refused += raw("GET", "/v1/channels", "", "x-forwarded-for", "192.0.2.1").statusCode() == 429 ? 1 : 0;
    }
    assertNotEquals(0, refused);
    assertEquals(200, raw("GET", "/v1/channels", "", "x-forwarded-for", "192.0.2.2").statusCode());
  }

  @Test
  void thePageRunsNoScriptButItsOwn() throws Exception {
    HttpResponse<String> page = raw("GET", "/", "");
    assertEquals(200, page.statusCode());
    String policy = page.headers().firstValue("content-security-policy").orElse("");
    assertTrue(policy.contains("default-src 'none'") && !policy.contains("unsafe"), policy);
    assertFalse(raw("GET", "/page.js", "").body().contains("innerHTML"));
    assertEquals("text/css; charset=utf-8", raw("GET", "/page.css", "").headers()
        .firstValue("content-type").orElse(""));
  }

  @Test
  void anIndexOnLoopbackAnswersUnderNoForeignName() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), index.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(
          "GET / HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(
          socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertTrue(answer.startsWith("HTTP/1.1 403 "), answer);
    }
  }
}
