package banyan.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.directory.CandidateSelection;
import banyan.directory.DialBack;
import banyan.directory.PeerRegistration;
import banyan.directory.PeerState;
import banyan.http.HttpRefusal;
import banyan.index.ChannelStore.Entry;
import banyan.protocol.Bytes32;
import banyan.protocol.Endpoint;
import banyan.protocol.PeerId;
import banyan.protocol.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ChannelStoreTest {
  private static final long SECOND = 1_000_000;
  private static final Source HOME = new Source("192.0.2.1", "192.0.2.1", false);
  private static final Source OTHER = new Source("192.0.2.2", "192.0.2.2", false);
  private static final IndexLimits SMALL = new IndexLimits(
      3, 2, 1_000, 5, 100, 50, 300, Duration.ofSeconds(10), 2_000, 16, Duration.ofSeconds(3));

  private final AtomicLong tokens = new AtomicLong();
  private final TestChannel channel = new TestChannel();
  private ChannelStore store = storeWith(IndexLimits.DEFAULT);

  private ChannelStore storeWith(IndexLimits limits) {
    return new ChannelStore(limits, new Random(11), () -> "token" + tokens.incrementAndGet());
  }

  private static PublicKey key(int n) {
    return new PublicKey(PublicKey.ED25519, new Bytes32(n, 1, 2, 3));
  }

  private static PeerState slots(int free, int depth) {
    return new PeerState(free, depth, 1, 1, 1, free, 1, false);
  }

  private String publish(long now, long epoch, long revision) {
    return publish(now, channel, epoch, revision, HOME);
  }

  private String publish(long now, TestChannel of, long epoch, long revision, Source source) {
    return store.publish(
        now, of.signed(epoch, revision, "t"), TestChannel.record(epoch, revision, "t"), source).token;
  }

  private Entry join(long now, int n, PeerState state, Source source) {
    return store.join(now, channel.id(), PeerRegistration.of(key(n), 7170, state), source);
  }

  /** Joins and is reached. */
  private Entry joinReached(long now, int n, PeerState state, Source source) {
    Entry entry = join(now, n, state, source);
    Endpoint endpoint = store.dialDue(now, entry).orElseThrow();
    store.dialled(now, entry, endpoint, new PeerProbe.Result(true, ""));
    return entry;
  }

  private Entry joinRoot(long now, String token) {
    PeerRegistration registration = new PeerRegistration(
        key(0), 7170, false, Optional.empty(), Optional.of(token), 0, new PeerState(4, 0, 0, 9, 7, 4, 2, false));
    return store.join(now, channel.id(), registration, HOME);
  }

  private List<PeerId> named(long now, Entry asker) {
    return store.candidates(now, asker, Set.of(), 5).stream().map(CandidateSelection.Option::peer).toList();
  }

  private static int status(Runnable action) {
    return assertThrows(HttpRefusal.class, action::run).status();
  }

  @Test
  void aRecordIsReplacedByALaterOneOnly() {
    publish(0, 100, 5);
    assertEquals(409, status(() -> publish(0, 100, 5)));
    assertEquals(409, status(() -> publish(0, 100, 4)));
    assertEquals(409, status(() -> publish(0, 99, 9)));
    publish(0, 100, 6);
    publish(0, 101, 0);
    assertEquals(101, store.onAir(channel.id()).record.epoch());
  }

  @Test
  void anOldRecordBringsNothingBackThatHasEnded() {
    publish(0, 100, 5);
    long later = ChannelStore.PUBLICATION_MICROS;
    assertTrue(store.all(later).isEmpty());
    assertEquals(409, status(() -> publish(later, 100, 5)));
    publish(later, 100, 6);
    assertEquals(1, store.all(later).size());
  }

  @Test
  void aChannelStaysOnAirWhileItsRootRenews() {
    Entry root = joinRoot(0, publish(0, 100, 1));
    long now = 0;
    for (int i = 0; i < 100; i++) {
      now += 10 * SECOND;
      store.renew(now, channel.id(), root.peer, root.token, PeerState.NEW, HOME);
      assertEquals(1, store.all(now).size());
    }
    assertTrue(store.all(now + ChannelStore.PUBLICATION_MICROS).isEmpty());
    long end = now + ChannelStore.PUBLICATION_MICROS;
    assertEquals(404, status(() -> join(end, 1, PeerState.NEW, HOME)));
    assertEquals(0, store.peerCount());
  }

  @Test
  void theChannelGoesOffAirWhenItsRootLeaves() {
    Entry root = joinRoot(0, publish(0, 100, 1));
    Entry child = join(0, 1, PeerState.NEW, OTHER);
    store.leave(SECOND, channel.id(), root.peer, root.token);
    assertTrue(store.all(SECOND).isEmpty());
    assertEquals(404, status(() -> store.renew(
        SECOND, channel.id(), child.peer, child.token, PeerState.NEW, OTHER)));
    assertEquals(0, store.peerCount());
  }

  @Test
  void onlyTheTokenOfTheLastPublicationMakesARoot() {
    String first = publish(0, 100, 1);
    String second = publish(0, 100, 2);
    assertEquals(403, status(() -> joinRoot(0, first)));
    assertTrue(joinRoot(0, second).isRoot());
    assertEquals(1, store.peerCount());
    assertTrue(joinRoot(0, second).isRoot());
    assertEquals(1, store.peerCount(), "the root that started anew replaces its former lease");
  }

  @Test
  void aPeerIsNamedOnceItWasReachedAndUntilItsLeaseEnds() {
    publish(0, 100, 1);
    Entry asker = join(0, 1, PeerState.NEW, OTHER);
    Entry parent = join(0, 2, slots(3, 1), HOME);
    assertTrue(named(0, asker).isEmpty());
    Endpoint endpoint = store.dialDue(0, parent).orElseThrow();
    assertEquals(Endpoint.tcp("192.0.2.1", 7170), endpoint);
    assertTrue(store.dialDue(0, parent).isEmpty(), "not twice at a time");
    store.dialled(0, parent, endpoint, new PeerProbe.Result(true, ""));
    assertEquals(List.of(parent.peer), named(0, asker));
    assertTrue(named(0, parent).isEmpty(), "never itself");
    store.renew(0, channel.id(), parent.peer, parent.token, slots(3, 1), HOME);
    long end = parent.expiresMicros;
    assertEquals(30 * SECOND, end);
    assertEquals(List.of(parent.peer), named(end - 1, asker));
    store.expire(end);
    assertEquals(404, status(() -> store.renew(
        end, channel.id(), parent.peer, parent.token, PeerState.NEW, HOME)));
    assertTrue(store.onAir(channel.id()).leases.values().stream().noneMatch(e -> e == parent));
  }

  @Test
  void aStalledPeerIsWithheldUntilItFlowsAgain() {
    publish(0, 100, 1);
    Entry asker = join(0, 1, PeerState.NEW, OTHER);
    Entry parent = joinReached(0, 2, slots(3, 1), HOME);
    store.renew(0, channel.id(), parent.peer, parent.token, new PeerState(3, 1, 0, 1, 0, 3, 1, true), HOME);
    assertTrue(named(0, asker).isEmpty());
    store.renew(0, channel.id(), parent.peer, parent.token, slots(3, 1), HOME);
    assertEquals(List.of(parent.peer), named(0, asker));
  }

  @Test
  void anUnreachedRootIsStillTheLastResort() {
    Entry root = joinRoot(0, publish(0, 100, 1));
    Entry asker = join(0, 1, PeerState.NEW, OTHER);
    Entry parent = joinReached(0, 2, slots(3, 1), HOME);
    Endpoint endpoint = store.dialDue(0, root).orElseThrow();
    store.dialled(0, root, endpoint, new PeerProbe.Result(false, "Nothing answers."));
    assertEquals(List.of(parent.peer, root.peer), named(0, asker));
    assertEquals(new DialBack(DialBack.Outcome.FAILED, "Nothing answers."), root.dialBack);
  }

  @Test
  void aPeerThatWasNotReachedIsTriedAgainSoonAndThenEachMinute() {
    publish(0, 100, 1);
    Entry peer = join(0, 2, slots(3, 1), HOME);
    long now = 0;
    for (long wait : new long[] {5, 15, 45, 60, 60}) {
      Endpoint endpoint = store.dialDue(now, peer).orElseThrow();
      store.dialled(now, peer, endpoint, new PeerProbe.Result(false, "Nothing answers."));
      assertTrue(store.dialDue(now + wait * SECOND - 1, peer).isEmpty(), "too soon after " + now / SECOND + " s");
      now += wait * SECOND;
    }
  }

  @Test
  void aPeerThatIsToBeDialledSoonIsAskedToRenewAsSoon() {
    publish(0, 100, 1);
    Entry peer = join(0, 2, slots(3, 1), HOME);
    Endpoint endpoint = store.dialDue(0, peer).orElseThrow();
    store.dialled(0, peer, endpoint, new PeerProbe.Result(false, "Nothing answers."));
    store.renew(SECOND, channel.id(), peer.peer, peer.token, slots(3, 1), HOME);
    assertEquals(5 * SECOND, peer.renewMicros);
  }

  @Test
  void aPeerThatMovesIsDialledBackAtItsNewAddressOnly() {
    publish(0, 100, 1);
    Entry asker = join(0, 1, PeerState.NEW, OTHER);
    Entry peer = joinReached(0, 2, slots(3, 1), HOME);
    store.renew(0, channel.id(), peer.peer, peer.token, slots(3, 1), OTHER);
    assertTrue(named(0, asker).isEmpty(), "nobody has tried the new address");
    Endpoint moved = store.dialDue(0, peer).orElseThrow();
    assertEquals(Endpoint.tcp("192.0.2.2", 7170), moved);
    // It moves again while it is being dialled: what comes of that attempt says nothing of where it is now.
    store.renew(0, channel.id(), peer.peer, peer.token, slots(3, 1), HOME);
    store.dialled(0, peer, moved, new PeerProbe.Result(true, ""));
    assertTrue(named(0, asker).isEmpty());
    assertEquals(Endpoint.tcp("192.0.2.1", 7170), store.dialDue(0, peer).orElseThrow());
  }

  @Test
  void nobodyCanEndAnothersLeaseByClaimingToBeIt() {
    publish(0, 100, 1);
    Entry asker = join(0, 1, PeerState.NEW, OTHER);
    Entry real = joinReached(0, 2, slots(3, 1), HOME);
    Entry claimed = join(0, 2, slots(9, 0), OTHER);
    Endpoint endpoint = store.dialDue(0, claimed).orElseThrow();
    store.dialled(0, claimed, endpoint, new PeerProbe.Result(false, "could not prove its key"));
    assertEquals(List.of(real.peer), named(0, asker));
    assertEquals(404, status(() -> store.leave(0, channel.id(), real.peer, "guess")));
    assertEquals(404, status(() -> store.leave(0, channel.id(), asker.peer, real.token)));
    assertEquals(3, store.peerCount());
  }

  @Test
  void aPeerThatStartedAnewReplacesItsFormerLeaseOnceItIsReached() {
    publish(0, 100, 1);
    Entry before = joinReached(0, 2, slots(3, 1), HOME);
    Entry after = join(0, 2, slots(4, 1), HOME);
    assertEquals(2, store.peerCount());
    store.dialled(0, after, store.dialDue(0, after).orElseThrow(), new PeerProbe.Result(true, ""));
    assertEquals(1, store.peerCount());
    assertTrue(before.gone);
  }

  @Test
  void viewersAreTheRootsSumOrElseWhatPeersSay() {
    String token = publish(0, 100, 1);
    join(0, 1, slots(1, 1), OTHER);
    join(0, 2, slots(1, 1), OTHER);
    store.join(0, channel.id(), PeerRegistration.of(
        key(3), 0, new PeerState(0, 1, 2_000_000_000, 1, 0, 0, 1, false)), OTHER);
    assertEquals(1_002, store.onAir(channel.id()).viewers());
    joinRoot(0, token);
    assertEquals(7, store.onAir(channel.id()).viewers());
  }

  @Test
  void limitsHoldForChannelsAndPeersAndOneSourceCannotTakeAll() {
    store = storeWith(SMALL);
    publish(0, 100, 1);
    publish(0, new TestChannel(), 100, 1, HOME);
    assertEquals(429, status(() -> publish(0, new TestChannel(), 100, 1, HOME)));
    publish(0, new TestChannel(), 100, 1, OTHER);
    assertEquals(503, status(() -> publish(0, new TestChannel(), 100, 1, new Source("192.0.2.3", "192.0.2.3", false))));
    List<Entry> entries = new ArrayList<>();
    for (int n = 0; n < 5; n++) {
      entries.add(join(0, n, PeerState.NEW, HOME));
    }
    assertEquals(429, status(() -> join(0, 9, PeerState.NEW, HOME)));
    store.leave(0, channel.id(), entries.get(0).peer, entries.get(0).token);
    join(0, 9, PeerState.NEW, HOME);
  }

  @Test
  void renewalsSlowDownAsTheCrowdGrows() {
    store = storeWith(new IndexLimits(
        3, 2, 10_000, 10_000, 100, 50, 300, Duration.ofSeconds(10), 100, 16, Duration.ofSeconds(3)));
    publish(0, 100, 1);
    Entry first = joinReached(0, 0, slots(1, 1), HOME);
    store.renew(0, channel.id(), first.peer, first.token, slots(1, 1), HOME);
    assertEquals(10 * SECOND, first.renewMicros);
    for (int n = 1; n < 5_000; n++) {
      join(0, n, PeerState.NEW, HOME);
    }
    store.renew(0, channel.id(), first.peer, first.token, slots(1, 1), HOME);
    assertEquals(50 * SECOND, first.renewMicros);
    assertTrue(first.expiresMicros >= 150 * SECOND);
  }

  @Test
  void thousandsOfRandomStepsLeaveNothingBehind() {
    Random random = new Random(12);
    store = storeWith(IndexLimits.DEFAULT);
    String token = publish(0, 100, 1);
    Entry root = joinRoot(0, token);
    List<Entry> live = new ArrayList<>();
    long now = 0;
    for (int step = 0; step < 20_000; step++) {
      now += random.nextInt(100_000);
      store.renew(now, channel.id(), root.peer, root.token, PeerState.NEW, HOME);
      Source source = new Source("198.51.100." + random.nextInt(40), "g" + random.nextInt(40), false);
      live.removeIf(entry -> entry.gone);
      if (live.isEmpty() || random.nextInt(3) == 0) {
        live.add(join(now, 1 + random.nextInt(200), slots(random.nextInt(3), random.nextInt(6)), source));
      } else {
        Entry entry = live.get(random.nextInt(live.size()));
        switch (random.nextInt(4)) {
          case 0 -> store.leave(now, channel.id(), entry.peer, entry.token);
          case 1 -> store.renew(
              now, channel.id(), entry.peer, entry.token, slots(random.nextInt(3), random.nextInt(6)), source);
          default -> {
            Optional<Endpoint> due = store.dialDue(now, entry);
            if (due.isPresent()) {
              store.dialled(now, entry, due.get(), new PeerProbe.Result(random.nextBoolean(), "no"));
            }
          }
        }
      }
      for (CandidateSelection.Option option : store.candidates(now, root, Set.of(), 5)) {
        Entry entry = store.onAir(channel.id()).reached.get(option.peer());
        assertTrue(entry != null && !entry.gone, "step " + step + ": a peer that is not there was named");
      }
      assertEquals(store.onAir(channel.id()).leases.size(), store.peerCount(), "step " + step);
    }
    long end = now + 100 * SECOND;
    store.expire(end);
    assertEquals(0, store.peerCount());
    assertTrue(store.all(end).isEmpty());
    assertFalse(store.all(now).iterator().hasNext());
  }
}
