package banyan.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who sits where: those who can feed others near the root, those who cannot below them. */
final class PlacementTest {
  private static final long MILLI = VirtualTime.MILLI;
  private static final long SECOND = VirtualTime.SECOND;

  private final VirtualNetwork net = new VirtualNetwork(1);

  @Test
  void deepPeersClimbWhereThereIsRoom() {
    Peer root = net.root("root", 1, 8);
    net.stream(root, 200 * SECOND);
    List<Peer> chain = new ArrayList<>();
    Peer up = root;
    for (int i = 0; i < 5; i++) {
      Peer parent = up;
      up = net.relay("link" + i, 8, parent);
      net.run(SECOND);
      assertSame(parent, up.parent());
      chain.add(up);
    }
    assertTrue(net.runUntil(150 * SECOND, () -> chain.stream().allMatch(peer -> peer.parent() == root)), "all climb");
    net.run(5 * SECOND);
    chain.forEach(PlacementTest::assertUnharmed);
    chain.forEach(peer -> assertTrue(peer.status().counters().reparents() <= 2, peer + ": " + peer.events));
  }

  @Test
  void aPeerThatCanFeedOneStaysWhereItIs() {
    Peer root = net.root("root", 1, 8);
    net.stream(root, 100 * SECOND);
    Peer a = net.relay("a", 8, root);
    net.run(SECOND);
    Peer b = net.relay("b", 1, a);
    net.run(60 * SECOND);
    assertSame(a, b.parent());
  }

  /** The root of a home uplink, full of viewers who have no upload: a volunteer must get in, and they behind it. */
  @Test
  void aVolunteerGetsInWhereViewersTakeAllSlots() {
    Peer root = net.root("root", 1, 3);
    net.stream(root, 60 * SECOND);
    List<Peer> viewers = IntStream.range(0, 3).mapToObj(i -> net.relay("viewer" + i, 0, root)).toList();
    net.run(3 * SECOND);
    viewers.forEach(viewer -> assertSame(root, viewer.parent()));

    Peer volunteer = net.relay("volunteer", 8, root);
    assertTrue(net.runUntil(500 * MILLI, () -> volunteer.parent() == root), "taken at once");
    assertTrue(net.runUntil(SECOND, () -> viewers.stream().anyMatch(viewer -> viewer.parent() == volunteer)));
    assertTrue(net.runUntil(SECOND, () -> children(root) == 3), "three again");
    net.run(20 * SECOND);
    viewers.forEach(PlacementTest::assertUnharmed);
    assertEquals(1, viewers.stream().mapToLong(viewer -> viewer.status().counters().reparents()).sum());

    Peer late = net.relay("late", 0, root);
    assertTrue(net.runUntil(SECOND, () -> late.parent() == volunteer), "there is room for others");
  }

  @Test
  void equalsDoNotDisplaceEachOther() {
    Peer root = net.root("root", 1, 3);
    net.stream(root, 120 * SECOND);
    List<Peer> first = IntStream.range(0, 3).mapToObj(i -> net.relay("first" + i, 4, root)).toList();
    net.run(3 * SECOND);
    List<Peer> second = IntStream.range(0, 6).mapToObj(i -> net.relay("second" + i, 5, root)).toList();
    net.run(100 * SECOND);
    first.forEach(peer -> assertSame(root, peer.parent()));
    second.forEach(peer -> assertEquals(2, peer.status().path().depth()));
    second.forEach(PlacementTest::assertUnharmed);
  }

  /** Whatever the order in which they come, the strong end up above the weak. */
  @Test
  void aTreeThatWasBuiltTheWrongWayRoundPutsItselfRight() {
    Peer root = net.root("root", 1, 4);
    net.stream(root, 300 * SECOND);
    List<Peer> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(net.relay("weak" + i, 1, root));
      net.run(200 * MILLI);
    }
    List<Peer> strong = IntStream.range(0, 3).mapToObj(i -> net.relay("strong" + i, 10, root)).toList();
    all.addAll(strong);
    assertTrue(net.runUntil(120 * SECOND, () -> strong.stream().allMatch(peer -> peer.parent() == root)), "at the top");
    net.run(60 * SECOND);
    all.forEach(PlacementTest::assertUnharmed);
    assertTrue(children(root) <= 4);
  }

  @Test
  void aNewRelayTakesItsShareOfAnothersChildren() {
    Peer root = net.root("root", 1, 8);
    net.stream(root, 200 * SECOND);
    Peer a = net.relay("a", 40, root);
    net.run(SECOND);
    List<Peer> viewers = IntStream.range(0, 24).mapToObj(i -> net.relay("viewer" + i, 0, a)).toList();
    net.run(5 * SECOND);
    Peer b = net.relay("b", 40, root);
    assertTrue(net.runUntil(30 * SECOND, () -> children(b) >= 6), "b feeds some");
    net.run(40 * SECOND);
    long moves = reparents(viewers);
    assertTrue(moves <= 16, moves + " moves");
    net.run(60 * SECOND);
    assertEquals(moves, reparents(viewers), "they have settled");
    viewers.forEach(PlacementTest::assertUnharmed);
  }

  @Test
  void nobodyClimbsBackOverALinkThatLimped() {
    Peer root = net.root("root", 1, 8);
    net.payloadBytes = 5_000;
    net.stream(root, 120 * SECOND);
    Peer a = net.relay("a", 8, root);
    Peer b = net.relay("b", 8, root);
    net.run(10 * SECOND);
    net.limit(root, a, 12_000);
    assertTrue(net.runUntil(5 * SECOND, () -> a.parent() == b), "it goes to another");
    net.run(30 * SECOND);
    assertSame(b, a.parent());
    assertTrue(a.events(NodeEvent.Attached.class).stream().noneMatch(e -> e.cause() == NodeEvent.Cause.CLIMB));
    net.limitNobody();
    assertTrue(net.runUntil(60 * SECOND, () -> a.parent() == root), "and comes back in the end");
  }

  private static long reparents(List<Peer> peers) {
    return peers.stream().mapToLong(peer -> peer.status().counters().reparents()).sum();
  }

  private static long children(Peer peer) {
    return peer.status().links().stream().filter(link -> link.role() == NodeStatus.Role.CHILD).count();
  }

  private static void assertUnharmed(Peer peer) {
    NodeStatus.Counters counters = peer.status().counters();
    assertEquals(0, counters.chunksLost(), peer + " lost");
    assertTrue(peer.events(NodeEvent.Orphaned.class).isEmpty(), peer + " was never without a parent");
  }
}
