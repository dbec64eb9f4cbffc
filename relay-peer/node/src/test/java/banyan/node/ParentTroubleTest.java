package banyan.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.protocol.Chunk;
import banyan.protocol.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A parent that falls silent, limps, leaves or has trouble above it; and what only looks like one of these. */
final class ParentTroubleTest {
  private static final long MILLI = VirtualTime.MILLI;
  private static final long SECOND = VirtualTime.SECOND;

  private final VirtualNetwork net = new VirtualNetwork(1);
  private final Peer root = net.root("root", 1, 8);

  @BeforeEach
  void eachStaysWhereItIsPut() {
    net.peersClimb = false;
  }

  /** {@code b} is fed by {@code a}, and has a backup that is not below it. */
  private Peer childOf(Peer a, String name) {
    Peer child = net.relay(name, 8, a);
    net.run(5 * SECOND);
    assertSame(a, child.parent());
    assertTrue(child.status().backups() > 0, name + " has a backup");
    return child;
  }

  private Peer firstRelay() {
    net.stream(root, 120 * SECOND);
    Peer a = net.relay("a", 8, root);
    net.run(2 * SECOND);
    return a;
  }

  @Test
  void aParentThatFreezesIsBypassedWithinHalfASecondAndReplacedAfterOne() {
    Peer a = firstRelay();
    Peer b = childOf(a, "b");
    long had = last(b);
    long frozenAt = net.now;
    a.freeze();
    assertTrue(net.runUntil(500 * MILLI, () -> last(b) > had), "a backup brings what is missing");
    assertSame(a, b.parent(), "so far it is only suspected");
    assertTrue(net.runUntil(SECOND, () -> b.parent() == root));
    assertTrue(net.now - frozenAt <= 1_300 * MILLI, "took " + (net.now - frozenAt) + " µs");
    net.run(5 * SECOND);
    assertUnharmed(b);
  }

  @Test
  void aParentThatWakesInTimeKeepsItsChild() {
    Peer a = firstRelay();
    Peer b = childOf(a, "b");
    a.freeze();
    net.run(700 * MILLI);
    a.thaw();
    net.run(10 * SECOND);
    assertSame(a, b.parent());
    assertEquals(1, b.events(NodeEvent.Suspected.class).size());
    assertEquals(1, b.events(NodeEvent.Reassured.class).size());
    assertEquals(0, b.status().counters().reparents());
    assertUnharmed(b);
  }

  @Test
  void aLinkThatLimpsToAQuarterIsReplacedWithinTwoSeconds() {
    net.payloadBytes = 12_000;
    Peer a = firstRelay();
    Peer b = childOf(a, "b");
    net.limit(a, b, 30_000);
    long limpsAt = net.now;
    assertTrue(net.runUntil(1_200 * MILLI, () -> b.status().counters().chunksPulled() > 0), "pulled");
    assertTrue(net.runUntil(2 * SECOND - (net.now - limpsAt), () -> b.parent() == root), "replaced");
    net.run(5 * SECOND);
    assertEquals(NodeEvent.Cause.LIMPING, lastAttached(b).cause());
    assertUnharmed(b);
  }

  @Test
  void aLinkThatLimpsToFourFifthsIsReplacedWithinFiveSeconds() {
    net.payloadBytes = 12_000;
    Peer a = firstRelay();
    Peer b = childOf(a, "b");
    net.limit(a, b, 97_000);
    assertTrue(net.runUntil(5 * SECOND, () -> b.parent() == root), "replaced");
    net.run(5 * SECOND);
    assertUnharmed(b);
  }

  /** It ticks, and its beat is fresh: for all that it says, the source is quiet. */
  @Test
  void aParentThatWithholdsIsReplaced() {
    Peer a = firstRelay();
    Peer b = childOf(a, "b");
    a.withholds = true;
    assertTrue(net.runUntil(2 * SECOND, () -> b.parent() == root), "replaced");
    net.run(5 * SECOND);
    assertUnharmed(b);
  }

  /** The whole subtree is late at the same moment; only the peer below the limping link goes. */
  @Test
  void oneLimpIsOneReparent() {
    net.payloadBytes = 12_000;
    Peer a = firstRelay();
    Peer b = childOf(a, "b");
    List<Peer> below = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      below.add(childOf(b, "below" + i));
    }
    below.add(childOf(below.get(0), "deeper"));
    net.limit(a, b, 30_000);
    net.run(8 * SECOND);
    assertEquals(1, b.status().counters().reparents());
    below.forEach(peer -> {
      assertEquals(0, peer.status().counters().reparents(), peer + ": " + peer.events);
      assertUnharmed(peer);
    });
  }

  @Test
  void oneDeathAboveASubtreeIsOneReparent() {
    Peer a = firstRelay();
    Peer b = childOf(a, "b");
    List<Peer> below = IntStream.range(0, 6).mapToObj(i -> childOf(b, "below" + i)).toList();
    a.freeze();
    net.run(8 * SECOND);
    assertEquals(1, b.status().counters().reparents());
    below.forEach(peer -> {
      assertSame(b, peer.parent());
      assertEquals(0, peer.status().counters().reparents(), peer + ": " + peer.events);
      assertUnharmed(peer);
    });
  }

  @Test
  void aSourceThatPausesTroublesNobody() {
    Peer a = net.relay("a", 8, root);
    net.stream(root, 10 * SECOND);
    net.run(5 * SECOND);
    Peer b = childOf(a, "b");
    net.run(3 * SECOND);
    net.stream(root, 10 * SECOND);
    net.run(10 * SECOND);
    for (Peer peer : List.of(a, b)) {
      assertEquals(List.of(), peer.events(NodeEvent.Suspected.class));
      assertEquals(0, peer.status().counters().chunksPulled());
      assertEquals(0, peer.status().counters().reparents());
    }
  }

  /** Whoever stands by may say what it likes: only chunks that it brings count against the parent. */
  @Test
  void aBackupThatBoastsDoesNotGetTheChild() {
    Peer a = firstRelay();
    Peer b = childOf(a, "b");
    root.boast = 1_000;
    net.run(20 * SECOND);
    assertSame(a, b.parent());
    assertEquals(0, b.status().counters().reparents());
    assertUnharmed(b);
  }

  @Test
  void backupsDoNotLeadThroughTheParentWhereOthersAreThere() {
    net.stream(root, 120 * SECOND);
    List<Peer> first = IntStream.range(0, 3).mapToObj(i -> net.relay("first" + i, 4, root)).toList();
    net.run(3 * SECOND);
    List<Peer> second = IntStream.range(0, 6).mapToObj(i -> net.relay("second" + i, 4, first.get(i % 3))).toList();
    net.run(30 * SECOND);
    for (Peer peer : second) {
      Peer parent = peer.parent();
      long independent = peer.status().links().stream()
          .filter(link -> link.role() == NodeStatus.Role.BACKUP)
          .map(link -> net.byId(link.peer()))
          .filter(backup -> backup != null && backup.parent() != parent)
          .count();
      assertTrue(independent >= 2, peer + " below " + parent + " has " + peer.status().links());
    }
  }

  @Test
  void siblingsOfADeadParentSpread() {
    net.stream(root, 120 * SECOND);
    List<Peer> first = IntStream.range(0, 5).mapToObj(i -> net.relay("first" + i, 6, root)).toList();
    net.run(3 * SECOND);
    List<Peer> second = IntStream.range(0, 4).mapToObj(i -> net.relay("second" + i, 4, first.get(0))).toList();
    net.run(20 * SECOND);
    second.forEach(peer -> assertSame(first.get(0), peer.parent()));
    first.get(0).kill();
    long killedAt = net.now;
    assertTrue(net.runUntil(SECOND, () -> second.stream().allMatch(
        peer -> peer.parent() != null && peer.parent() != first.get(0))));
    assertTrue(net.now - killedAt < 6 * net.delayMicros, "took " + (net.now - killedAt) + " µs");
    assertTrue(second.stream().map(Peer::parent).distinct().count() >= 2, "not all to one");
    net.run(5 * SECOND);
    second.forEach(ParentTroubleTest::assertUnharmed);
  }

  /** The leaving peer's own slot is there for its child before it is free. */
  @Test
  void aLeavingPeersSlotIsItsChilds() {
    VirtualNetwork small = new VirtualNetwork(3);
    Peer top = small.root("top", 1, 1);
    small.stream(top, 60 * SECOND);
    Peer a = small.relay("a", 1, top);
    small.run(2 * SECOND);
    Peer b = small.relay("b", 1, a);
    small.run(5 * SECOND);
    a.handle(new Input.StopRequested());
    assertTrue(small.runUntil(200 * MILLI, () -> b.parent() == top));
    small.run(5 * SECOND);
    assertTrue(b.events(NodeEvent.Orphaned.class).isEmpty(), "it was never without a parent");
    assertUnharmed(b);
  }

  /** A link to the root that goes dead is a link like any other, where others hear the root. */
  @Test
  void aDeadLinkToTheRootIsReplacedAsSoonAsAnyOther() {
    net.stream(root, 60 * SECOND);
    Peer a = net.relay("a", 8, root);
    Peer b = net.relay("b", 8, root);
    net.run(5 * SECOND);
    assertSame(root, a.parent());
    long cutAt = net.now;
    net.silence(a, root);
    assertTrue(net.runUntil(3 * SECOND, () -> a.parent() == b));
    assertTrue(net.now - cutAt <= 1_300 * MILLI, "took " + (net.now - cutAt) + " µs");
    net.run(5 * SECOND);
    assertUnharmed(a);
  }

  /** Those who can take nobody are no use when the parent fails: they stand by only until there are others. */
  @Test
  void backupsThatHaveRoomReplaceThoseThatHaveNone() {
    net.stream(root, 300 * SECOND);
    Peer a = net.relay("a", 8, root);
    List<Peer> full = IntStream.range(0, 4).mapToObj(i -> net.relay("full" + i, 0, root)).toList();
    net.run(3 * SECOND);
    Peer b = net.relay("b", 8, a, full.get(0), full.get(1), full.get(2), full.get(3));
    net.run(10 * SECOND);
    List<Peer> roomy = IntStream.range(0, 3).mapToObj(i -> net.relay("roomy" + i, 8, root)).toList();
    assertTrue(net.runUntil(150 * SECOND, () -> b.status().links().stream()
        .filter(link -> link.role() == NodeStatus.Role.BACKUP && link.freeSlots() > 0).count() >= 2), net::described);
    roomy.forEach(ParentTroubleTest::assertUnharmed);
    assertUnharmed(b);
  }

  /** What looks like a parent's death is the root's: nobody may go and tie circles meanwhile. */
  @Test
  void whileTheRootIsGoneNobodyGoesToSomebodyElse() {
    net.stream(root, 60 * SECOND);
    List<Peer> first = IntStream.range(0, 3).mapToObj(i -> net.relay("first" + i, 4, root)).toList();
    net.run(3 * SECOND);
    List<Peer> second = IntStream.range(0, 6).mapToObj(i -> net.relay("second" + i, 4, first.get(i % 3))).toList();
    net.run(20 * SECOND);
    List<Peer> parents = second.stream().map(Peer::parent).toList();
    root.kill();
    net.run(5 * SECOND);
    Peer again = net.root("again", 2, 8, root);
    net.stream(again, 20 * SECOND);
    net.run(10 * SECOND);
    first.forEach(peer -> assertSame(again, peer.parent()));
    assertEquals(parents, second.stream().map(Peer::parent).toList(), "everybody has stayed");
    for (Peer peer : second) {
      assertTrue(peer.delivered.get(peer.delivered.size() - 1).epoch() == 2, peer + " plays on");
    }
  }

  /** A message that is sent each pulse by somebody in trouble would be an attack on everybody around. */
  @Test
  void troubleMakesFewTicks() {
    Peer a = firstRelay();
    Peer b = childOf(a, "b");
    int[] ticks = new int[1];
    net.onSend = (peer, message) -> ticks[0] += message instanceof Message.Tick ? 1 : 0;
    a.freeze();
    net.run(900 * MILLI);
    assertTrue(last(b) > 0 && ticks[0] <= 60, ticks[0] + " ticks");
  }

  private static NodeEvent.Attached lastAttached(Peer peer) {
    List<NodeEvent.Attached> all = peer.events(NodeEvent.Attached.class);
    return all.get(all.size() - 1);
  }

  private static long last(Peer peer) {
    return peer.delivered.get(peer.delivered.size() - 1).sequence();
  }

  private static void assertUnharmed(Peer peer) {
    assertFalse(peer.delivered.isEmpty(), peer + " got nothing");
    Chunk before = null;
    for (Chunk chunk : peer.delivered) {
      assertTrue(before == null || chunk.sequence() == before.sequence() + 1, peer + " lacks what is before " + chunk);
      before = chunk;
    }
    assertEquals(0, peer.status().counters().chunksLost());
  }
}
