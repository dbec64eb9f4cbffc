package banyan.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.protocol.Chunk;
import banyan.protocol.Message;
import banyan.protocol.PeerAddress;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Two peers that dial each other have two links for a moment; which of them lasts is settled by their ids. */
final class TwoLinksTest {
  private static final long MILLI = VirtualTime.MILLI;
  private static final long SECOND = VirtualTime.SECOND;
  private static final long ATTEMPT = 1_000;
  /** Less than a message takes: what is said on a link comes after its opening. */
  private static final long SKEW = 4 * MILLI;

  private final VirtualNetwork net = new VirtualNetwork(1);
  private final Peer root = net.root("root", 1, 20);

  /** So many pairs that of some the parent has the lower id, and of others the child. */
  private List<Peer> parents() {
    net.peersClimb = false;
    net.indexIsUp = false;
    net.stream(root, 60 * SECOND);
    List<Peer> parents = LongStream.range(0, 8).mapToObj(i -> net.relay("parent" + i, 8, root)).toList();
    net.run(SECOND);
    return parents;
  }

  private Peer childOf(Peer parent) {
    Peer child = net.relay("child of " + parent.name, 0, parent);
    assertTrue(net.runUntil(SECOND, () -> child.parent() == parent && child.delivered.size() > 3));
    return child;
  }

  @Test
  void aChildKeepsItsParentIfItSeesTheSecondLinkFirst() {
    for (Peer parent : parents()) {
      Peer child = childOf(parent);
      Wire second = net.join(parent, child);
      child.handle(new Input.LinkOpened(second.idB, 0, parent.id, PeerAddress.of(parent.endpoint)));
      net.run(SKEW);
      parent.handle(new Input.LinkOpened(second.idA, ATTEMPT, child.id, PeerAddress.of(child.endpoint)));
      assertNothingCameOfIt(parent, child);
    }
  }

  @Test
  void aChildKeepsItsParentIfThatSeesTheSecondLinkFirst() {
    for (Peer parent : parents()) {
      Peer child = childOf(parent);
      Wire second = net.join(parent, child);
      parent.handle(new Input.LinkOpened(second.idA, ATTEMPT, child.id, PeerAddress.of(child.endpoint)));
      net.run(SKEW);
      child.handle(new Input.LinkOpened(second.idB, 0, parent.id, PeerAddress.of(parent.endpoint)));
      assertNothingCameOfIt(parent, child);
    }
  }

  private void assertNothingCameOfIt(Peer parent, Peer child) {
    net.run(3 * SECOND);
    assertSame(parent, child.parent(), child.events.toString());
    assertEquals(List.of(), child.events(NodeEvent.Orphaned.class));
    assertEquals(0, child.status().counters().reparents());
    assertEquals(0, child.status().counters().chunksLost());
    assertEquals(0, child.status().counters().chunksPulled(), "nothing was missed");
    List<Long> sequences = child.delivered.stream().map(Chunk::sequence).toList();
    assertEquals(
        LongStream.rangeClosed(sequences.get(0), root.nextSequence - 1).boxed().toList(), sequences);
    assertEquals(1, net.wiresOf(child).stream().filter(wire -> wire.joins(parent, child)).count());
    assertEquals(1, parent.status().children());
  }

  @Test
  void whoIsRefusedByItsParentOnTheSecondLinkFindsAnother() {
    for (Peer parent : parents()) {
      Peer child = childOf(parent);
      boolean secondLasts = parent.id.compareTo(child.id) < 0;
      Wire second = net.join(parent, child);
      child.handle(new Input.LinkOpened(second.idB, 0, parent.id, PeerAddress.of(parent.endpoint)));
      child.handle(new Input.MessageReceived(
          second.idB, new Message.Refuse(1, Message.Refuse.Reason.FULL, List.of(root.asCandidate()))));
      assertSame(secondLasts ? null : parent, child.parent());
      assertTrue(net.runUntil(5 * SECOND, () -> child.parent() != null), "fed again");
    }
  }
}
