package banyan.churn.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.churn.scenario.PeerRecord;
import banyan.churn.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveTreeTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  private Path files;

  private final List<Peer> peers = new ArrayList<>();

  /** One that only its trace knows. */
  private final class TracedPeer extends Peer {
    TracedPeer(PeerRecord.Role role) throws IOException {
      super(peers.size(), role, "5M", Files.createFile(files.resolve("peer-" + peers.size())));
      joined("id" + peers.size());
      peers.add(this);
    }

    TracedPeer says(String text) throws IOException {
      Files.writeString(trace(), text, StandardOpenOption.APPEND);
      tail().look();
      return this;
    }

    @Override
    public String process() {
      return "none";
    }

    @Override
    public void leave() {}

    @Override
    public void kill() {}

    @Override
    public void freeze() {}

    @Override
    public void thaw() {}

    @Override
    public long residentBytes() {
      return 0;
    }
  }

  private TracedPeer root() throws IOException {
    return new TracedPeer(PeerRecord.Role.ROOT);
  }

  private TracedPeer fedBy(int parent, PeerRecord.Role role) throws IOException {
    return new TracedPeer(role).says("event 1 Attached parent=id" + parent + " depth=1 cause=JOIN afterMicros=7\n"
        + "chunk 2 1 0 100 0 100000 1\n");
  }

  private List<Integer> eligible(Scenario.Target target) {
    return LiveTree.of(peers).eligible(target).stream().map(Peer::number).toList();
  }

  @Test
  void victimsAreThoseWhoFitTheTarget() throws IOException {
    root();
    fedBy(0, PeerRecord.Role.RELAY);
    fedBy(0, PeerRecord.Role.RELAY);
    fedBy(1, PeerRecord.Role.VIEWER);
    fedBy(3, PeerRecord.Role.VIEWER);
    new TracedPeer(PeerRecord.Role.VIEWER);

    assertEquals(List.of(1, 2, 3, 4), eligible(Scenario.Target.PEERS));
    assertEquals(List.of(1), eligible(Scenario.Target.RELAYS), "the other one feeds nobody");
    assertEquals(List.of(3, 4), eligible(Scenario.Target.VIEWERS));
    assertEquals(List.of(1, 3), eligible(Scenario.Target.INNER));
    assertEquals(List.of(0), eligible(Scenario.Target.ROOT));

    peers.get(1).hit(true);
    assertEquals(List.of(3), eligible(Scenario.Target.INNER), "one thing at a time");
  }

  @Test
  void aTrunkHasManyBelowEachChild() throws IOException {
    root();
    fedBy(0, PeerRecord.Role.RELAY);
    fedBy(1, PeerRecord.Role.RELAY);
    for (int i = 0; i < 8; i++) {
      fedBy(2, PeerRecord.Role.VIEWER);
    }
    assertEquals(List.of(), eligible(Scenario.Target.TRUNK), "nine below the one child of peer 1");

    fedBy(2, PeerRecord.Role.VIEWER);
    assertEquals(List.of(1), eligible(Scenario.Target.TRUNK), "ten");

    fedBy(1, PeerRecord.Role.VIEWER);
    assertEquals(List.of(), eligible(Scenario.Target.TRUNK), "two children have eleven in all");
  }

  @Test
  void aCircleIsCountedOnce() throws IOException {
    root();
    fedBy(2, PeerRecord.Role.RELAY);
    fedBy(1, PeerRecord.Role.RELAY);

    assertEquals(2, LiveTree.of(peers).countBelow(peers.get(1)));
  }

  @Test
  void whoLostItsParentIsAnOrphanUntilItHasAnother() throws IOException {
    root();
    TracedPeer peer = fedBy(0, PeerRecord.Role.VIEWER);
    assertEquals(Optional.of(peers.get(0)), LiveTree.of(peers).parentOf(peer));

    peer.says("event 3 Orphaned parent=id0 cause=LOST\n");
    assertTrue(peer.tail().isOrphaned());
    assertEquals(Optional.empty(), LiveTree.of(peers).parentOf(peer));

    peer.says("event 4 Attached parent=id0 depth=1 cause=LOST afterMicros=9\n");
    assertFalse(peer.tail().isOrphaned());
  }

  @Test
  void aLineThatIsNotWholeYetIsReadOnceItIs() throws IOException {
    TracedPeer peer = new TracedPeer(PeerRecord.Role.VIEWER).says("chunk 1 1 0 100 0 100000 1\nevent 2 Attached par");
    assertEquals(1, peer.tail().chunks());
    assertEquals(Optional.empty(), peer.tail().parent());

    peer.says("ent=id9 depth=1 cause=JOIN afterMicros=1\nchunk 3 1 1 100 0 100000 0\nstatus 4 lag=1 depth=1\n");
    assertEquals(2, peer.tail().chunks());
    assertEquals(Optional.of("id9"), peer.tail().parent());
  }
}
