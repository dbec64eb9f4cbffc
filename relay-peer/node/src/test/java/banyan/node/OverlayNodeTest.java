package banyan.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.protocol.Candidate;
import banyan.protocol.Chunk;
import banyan.protocol.CloseReason;
import banyan.protocol.Limits;
import banyan.protocol.Message;
import banyan.protocol.MessageCodec;
import banyan.protocol.ProtocolException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class OverlayNodeTest {
  private static final long MILLI = VirtualTime.MILLI;
  private static final long SECOND = VirtualTime.SECOND;

  private final VirtualNetwork net = new VirtualNetwork(1);

  @BeforeEach
  void eachStaysWhereItIsPut() {
    net.peersClimb = false;
  }

  @Test
  void aChainCarriesEveryChunkInOrder() {
    Peer root = net.root("root", 1, 1);
    net.stream(root, 20 * SECOND);
    Peer a = net.relay("a", 1, root);
    net.run(SECOND);
    Peer b = net.relay("b", 1, root);
    net.run(SECOND);
    Peer c = net.relay("c", 1, root);
    net.run(17 * SECOND);
    net.run(2 * SECOND);

    assertSame(root, a.parent());
    assertSame(a, b.parent());
    assertSame(b, c.parent());
    assertEquals(3, c.status().path().depth());
    for (Peer peer : List.of(a, b, c)) {
      assertEquals(199, last(peer), peer + " has all to the end");
      assertContiguous(peer);
    }
  }

  @Test
  void everybodyIsToldHowFarNeighboursAreFromEachOtherUpToTheRoot() {
    Peer root = net.root("root", 1, 1);
    net.stream(root, 30 * SECOND);
    net.delayMicros = 20 * MILLI;
    Peer a = net.relay("a", 1, root);
    net.run(SECOND);
    Peer b = net.relay("b", 1, a);
    net.run(SECOND);
    Peer c = net.relay("c", 1, b);
    net.run(6 * SECOND);
    assertSame(b, c.parent());
    assertEquals(List.of(), root.status().roundTripsMicros());
    assertEquals(List.of(40_000L), a.status().roundTripsMicros());
    assertEquals(List.of(40_000L, 40_000L, 40_000L), c.status().roundTripsMicros());

    b.kill();
    net.runUntil(SECOND, () -> c.status().path().depth() == 2);
    assertEquals(2, c.status().roundTripsMicros().size(), "as many as there are hops, at any time");
  }

  @Test
  void aJoinerStartsAtTheNewestJoinPointWithoutWaitingForTheNext() {
    Peer root = net.root("root", 1, 4);
    net.stream(root, 10 * SECOND);
    net.run(1_550 * MILLI);
    Peer a = net.relay("a", 4, root);
    assertTrue(net.runUntil(100 * MILLI, () -> !a.delivered.isEmpty()), "within 100 ms");
    assertEquals(10, a.delivered.get(0).sequence());
  }

  @Test
  void anOldJoinPointIsNotStartedAt() {
    Peer root = net.root("root", 1, 4);
    for (int i = 0; i < 29; i++) {
      net.at(net.now + 100L * i * MILLI, () -> {
        // Chunk 0 is the only join point so far: numbers that end in 0 are left out.
        if (root.nextSequence % 10 == 0 && root.nextSequence > 0) {
          root.nextSequence++;
        }
        root.produce();
      });
    }
    net.run(2_850 * MILLI);
    Peer a = net.relay("a", 4, root);
    net.run(200 * MILLI);
    assertEquals(root, a.parent());
    assertTrue(a.delivered.isEmpty());
  }

  @Test
  void aFullParentSendsJoinersToItsChildren() {
    Peer root = net.root("root", 1, 2);
    net.indexIsUp = false;
    net.stream(root, 30 * SECOND);
    for (int i = 0; i < 14; i++) {
      net.relay("relay" + i, 2, root);
      net.run(1_200 * MILLI);
    }
    net.run(5 * SECOND);
    for (Peer peer : net.peers.values()) {
      assertTrue(peer.status().children() <= 2, peer + " keeps to its slots");
      assertTrue(peer.isRoot || peer.parent() != null, peer + " has a parent");
      assertTrue(peer.status().path().depth() <= 6, peer + " is not needlessly deep");
    }
  }

  @Test
  void anOrphanGoesOnAtTheNextMissingChunkOneRoundTripLater() {
    Peer root = net.root("root", 1, 8);
    net.stream(root, 30 * SECOND);
    Peer a = net.relay("a", 8, root);
    net.run(2 * SECOND);
    Peer b = net.relay("b", 8, a);
    net.run(SECOND);
    Peer c = net.relay("c", 8, b);
    net.run(5 * SECOND);
    assertSame(b, c.parent());
    assertTrue(c.status().backups() >= 1, "a backup is warm");

    net.run(50 * MILLI);
    long killedAt = net.now;
    b.kill();
    assertTrue(net.runUntil(SECOND, () -> c.parent() != null && c.parent() != b));
    assertTrue(net.now - killedAt <= 4 * net.delayMicros, "took " + (net.now - killedAt) + " µs");
    net.run(10 * SECOND);
    assertContiguous(c);
    assertEquals(0, c.status().counters().chunksLost());
    assertEquals(0, c.events(NodeEvent.ChunksLost.class).size());
  }

  @Test
  void childrenStayWithAParentThatSwitches() {
    Peer root = net.root("root", 1, 8);
    net.stream(root, 30 * SECOND);
    Peer a = net.relay("a", 8, root);
    net.run(SECOND);
    Peer b = net.relay("b", 8, a);
    net.run(SECOND);
    Peer c = net.relay("c", 8, b);
    net.run(5 * SECOND);
    a.kill();
    net.run(5 * SECOND);
    assertSame(b, c.parent());
    assertEquals(0, c.status().counters().reparents());
    assertEquals(1, b.status().counters().reparents());
    assertContiguous(c);
    assertEquals(2, c.status().path().depth(), "the path follows");
  }

  @Test
  void aTamperedChunkIsNeitherPassedOnNorShownAndItsSenderIsDropped() {
    Peer root = net.root("root", 1, 8);
    net.stream(root, 20 * SECOND);
    Peer bad = net.relay("bad", 8, root);
    net.run(SECOND);
    Peer a = net.relay("a", 8, bad);
    net.run(3 * SECOND);
    assertSame(bad, a.parent());
    bad.tamper = OverlayNodeTest::flipped;
    net.run(2 * SECOND);
    assertEquals(bad.id, a.events(NodeEvent.PeerMisbehaved.class).get(0).peer());
    assertEquals(CloseReason.BAD_SIGNATURE, a.events(NodeEvent.PeerMisbehaved.class).get(0).reason());
    assertSame(root, a.parent());
    net.run(10 * SECOND);
    assertContiguous(a);
    for (Chunk chunk : a.delivered) {
      assertEquals(chunk.sequence(), chunk.payload().getLong(0), "as the root made it");
    }
  }

  @Test
  void anHourOldRecordingIsNotAccepted() {
    Peer root = net.root("root", 1, 8);
    net.stream(root, 20 * SECOND);
    net.run(SECOND);
    net.verifiersAheadMillis = 3_600_000;
    Peer a = net.relay("a", 8, root);
    net.run(5 * SECOND);
    assertTrue(a.delivered.isEmpty());
    assertEquals(1, a.events(NodeEvent.StreamStale.class).size());
    assertEquals(NodeStatus.Phase.JOINING, a.status().phase());
  }

  @Test
  void aFreshHeadDoesNotMakeOldChunksLive() {
    Peer root = net.root("root", 1, 8);
    for (int i = 0; i < 15; i++) {
      net.at(net.now + 100L * i * MILLI, () -> {
        Chunk old = net.channel.chunk(1, root.nextSequence++, (net.unixMillis() - 120_000) * 1_000, 1_000);
        root.handle(new Input.ChunkProduced(old));
      });
    }
    Peer a = net.relay("a", 8, root);
    net.run(2 * SECOND);
    assertTrue(a.delivered.isEmpty());
    assertEquals(CloseReason.STALE_STREAM, a.events(NodeEvent.PeerMisbehaved.class).get(0).reason());
  }

  @Test
  void aRootWhoseClockIsSetLosesNobody() {
    Peer root = net.root("root", 1, 8);
    net.stream(root, 20 * SECOND);
    Peer a = net.relay("a", 8, root);
    net.run(5 * SECOND);
    net.rootAheadMillis = 300_000;
    net.run(5 * SECOND);
    assertEquals(List.of(), a.events(NodeEvent.PeerMisbehaved.class));
    assertContiguous(a);
    assertTrue(last(a) > 90);
  }

  @Test
  void viewersPlayOnWhenTheRootComesBackWithAHigherEpoch() {
    Peer root = net.root("root", 1, 1);
    net.stream(root, 10 * SECOND);
    Peer a = net.relay("a", 2, root);
    net.run(SECOND);
    Peer b = net.relay("b", 2, root);
    net.run(8 * SECOND);
    assertSame(a, b.parent());
    root.kill();
    net.run(5 * SECOND);
    Peer again = net.root("again", 2, 1, root);
    net.stream(again, 10 * SECOND);
    net.run(10 * SECOND);
    assertSame(again, a.parent());
    assertSame(a, b.parent(), "only the peer at depth 1 had to move");
    assertEquals(0, b.status().counters().reparents());
    for (Peer peer : List.of(a, b)) {
      Chunk last = peer.delivered.get(peer.delivered.size() - 1);
      assertEquals(2, last.epoch());
      assertTrue(last.sequence() > 80, peer + " got to " + last);
    }
  }

  @Test
  void aParentThatFallsSilentIsReplacedWithinASecondAndAHalf() {
    Peer root = net.root("root", 1, 8);
    net.stream(root, 30 * SECOND);
    Peer a = net.relay("a", 8, root);
    net.run(2 * SECOND);
    Peer b = net.relay("b", 8, a);
    net.run(5 * SECOND);
    assertSame(a, b.parent());
    net.silence(a, b);
    assertTrue(net.runUntil(1_500 * MILLI, () -> b.parent() == root));
    net.run(5 * SECOND);
    assertContiguous(b);
    assertEquals(NodeEvent.Cause.SILENT, b.events(NodeEvent.Orphaned.class).get(0).cause());
  }

  @Test
  void aPeerThatLeavesGoesOnFeedingUntilItsChildrenHaveMoved() {
    Peer root = net.root("root", 1, 8);
    net.stream(root, 30 * SECOND);
    Peer a = net.relay("a", 8, root);
    net.run(2 * SECOND);
    Peer b = net.relay("b", 8, a);
    net.run(5 * SECOND);
    a.handle(new Input.StopRequested());
    net.run(SECOND);
    assertEquals(1, a.events(NodeEvent.Stopped.class).size());
    assertSame(root, b.parent());
    assertTrue(b.events(NodeEvent.Orphaned.class).isEmpty(), "it was never without a parent");
    net.run(5 * SECOND);
    assertContiguous(b);
  }

  @Test
  void aChildThatCannotFollowIsMovedThenLetGoAndItsSiblingLosesNothing() {
    net.payloadBytes = 12_000;
    Peer root = net.root("root", 1, 8);
    net.stream(root, 60 * SECOND);
    Peer slow = net.relay("slow", 8, root);
    // Without a slot, or the slow one would be fed there.
    Peer well = net.relay("well", 0, root);
    net.run(2 * SECOND);
    net.limit(root, slow, 60_000);
    net.run(40 * SECOND);
    List<NodeEvent.ChildMoved> moved = root.events(NodeEvent.ChildMoved.class);
    assertTrue(moved.size() >= 1 && moved.size() <= 3, moved.toString());
    assertTrue(root.events(NodeEvent.ChildRemoved.class).stream()
        .anyMatch(e -> e.child().equals(slow.id) && e.reason() == CloseReason.TOO_SLOW));
    assertContiguous(well);
    assertEquals(0, well.status().counters().chunksLost());
  }

  @Test
  void whatTheParentPassedOverIsPulledFromABackup() {
    net.payloadBytes = 12_000;
    // The backup can repair, but it cannot take over.
    Peer root = net.root("root", 1, 1);
    net.stream(root, 60 * SECOND);
    Peer a = net.relay("a", 8, root);
    net.run(2 * SECOND);
    Peer b = net.relay("b", 8, a);
    net.run(5 * SECOND);
    assertSame(a, b.parent());
    assertTrue(b.status().backups() > 0);
    net.limit(a, b, 60_000);
    assertTrue(net.runUntil(12 * SECOND, () -> !a.events(NodeEvent.ChildMoved.class).isEmpty()));
    net.limit(a, b, 0);
    net.run(5 * SECOND);
    assertTrue(b.status().counters().chunksPulled() > 0);
    assertSame(a, b.parent());
    assertContiguous(b);
  }

  @Test
  void aPeerThatIsBetweenParentsTakesNobody() {
    Peer root = net.root("root", 1, 1);
    net.stream(root, 30 * SECOND);
    Peer a = net.relay("a", 4, root);
    net.run(2 * SECOND);
    root.kill();
    net.run(SECOND);
    Peer b = net.relay("b", 4, a);
    net.run(3 * SECOND);
    assertEquals(0, a.status().children());
    assertEquals(NodeStatus.Phase.ORPHANED, a.status().phase());
    assertEquals(NodeStatus.Phase.JOINING, b.status().phase());
  }

  @Test
  void threeRelaysWithoutViewersGoOnServing() {
    Peer root = net.root("root", 1, 1);
    net.stream(root, 120 * SECOND);
    Peer a = net.relay("a", 1, root);
    net.run(SECOND);
    Peer b = net.relay("b", 1, a);
    net.run(SECOND);
    Peer c = net.relay("c", 1, b);
    net.run(100 * SECOND);
    for (Peer peer : List.of(a, b, c)) {
      assertEquals(0, peer.status().counters().reparents(), peer.events.toString());
      assertTrue(peer.status().windowBytes() < 20 * Limits.MAX_FRAME_BYTES);
      assertTrue(peer.status().newestSequence() - peer.status().firstSequence() <= 111);
    }
    Peer viewer = net.relay("viewer", 0, c);
    assertTrue(net.runUntil(SECOND, () -> !viewer.delivered.isEmpty()));
    net.run(5 * SECOND);
    assertContiguous(viewer);
  }

  @Test
  void theChannelsEndIsSigned() {
    Peer root = net.root("root", 1, 1);
    net.stream(root, 3 * SECOND);
    Peer a = net.relay("a", 1, root);
    net.run(3 * SECOND);
    root.handle(new Input.StopRequested());
    net.run(SECOND);
    assertEquals(1, a.events(NodeEvent.ChannelEnded.class).size());
    assertEquals(1, root.events(NodeEvent.Stopped.class).size());
  }

  @Test
  void anAddressNamedAgainWithoutItsPeerIsNotDialledWhileThatPeerIsLinked() {
    Peer root = net.root("root", 1, 8);
    net.stream(root, 20 * SECOND);
    Peer a = net.relay("a", 8, root);
    net.run(2 * SECOND);
    for (int i = 0; i < 10; i++) {
      a.handle(new Input.CandidatesFound(List.of(Candidate.at(root.endpoint))));
      net.run(SECOND);
    }
    assertEquals(0, a.status().counters().reparents());
    assertEquals(1, root.events(NodeEvent.ChildAdded.class).size());
  }

  private static Chunk flipped(Chunk chunk) {
    ByteBuffer frame = ByteBuffer.allocate(chunk.frameBytes()).put(chunk.frame()).flip();
    int at = frame.capacity() - 10;
    frame.put(at, (byte) (frame.get(at) ^ 4));
    try {
      return ((Message.Media) MessageCodec.decode(frame).orElseThrow()).chunk();
    } catch (ProtocolException e) {
      throw new AssertionError(e);
    }
  }

  private static long last(Peer peer) {
    return peer.delivered.get(peer.delivered.size() - 1).sequence();
  }

  private static void assertContiguous(Peer peer) {
    for (int i = 1; i < peer.delivered.size(); i++) {
      assertEquals(
          peer.delivered.get(i - 1).sequence() + 1, peer.delivered.get(i).sequence(), peer + " has a hole");
    }
    assertFalse(peer.delivered.isEmpty(), peer + " got nothing");
  }
}
