package banyan.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** A root that nobody can dial feeds a relay over the link that it opened itself. */
final class PushTest {
  private static final long SECOND = VirtualTime.SECOND;

  private final VirtualNetwork net = new VirtualNetwork(1);

  @Test
  void theRelayThatIsDialledFeedsTheTree() {
    Peer relay = net.relay("relay", 8);
    Peer root = net.pushingRoot("root", 1, relay);
    net.stream(root, 30 * SECOND);
    assertTrue(net.runUntil(SECOND, () -> relay.parent() == root), "fed by the root that dialled it");
    Peer viewer = net.relay("viewer", 8, relay);
    net.run(10 * SECOND);
    assertSame(relay, viewer.parent());
    assertEquals(2, viewer.status().path().depth());
    assertTrue(viewer.delivered.size() > 80, viewer.delivered.toString());
    assertEquals(0, viewer.status().counters().chunksLost());
  }

  @Test
  void aRelayThatComesLaterIsDialledSoonAfter() {
    Peer relay = net.relay("relay", 8);
    relay.dialable = false;
    Peer root = net.pushingRoot("root", 1, relay);
    net.stream(root, 60 * SECOND);
    net.run(20 * SECOND);
    relay.dialable = true;
    assertTrue(net.runUntil(3 * SECOND, () -> relay.parent() == root));
  }

  @Test
  void aBrokenLinkIsDialledAgainAndViewersLoseNothing() {
    Peer relay = net.relay("relay", 8);
    Peer root = net.pushingRoot("root", 1, relay);
    net.stream(root, 60 * SECOND);
    net.run(5 * SECOND);
    Peer viewer = net.relay("viewer", 8, relay);
    net.run(5 * SECOND);
    net.cut(root, relay);
    assertTrue(net.runUntil(2 * SECOND, () -> relay.parent() == root), "fed again");
    net.run(3 * SECOND);
    assertSame(relay, viewer.parent());
    assertEquals(0, viewer.status().counters().chunksLost());
    assertEquals(0, viewer.status().counters().reparents());
  }
}
