package banyan.node;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Half of two hundred peers die within a second; those who are left have room for each other, but not much more. */
final class HalfDieTest {
  private static final long SECOND = VirtualTime.SECOND;
  private static final int PEERS = 200;
  private static final int SCHEDULES = Integer.getInteger("banyan.halfDies", 1);

  @Test
  void survivorsAreFedAgainWithinThreeSeconds() {
    int late = 0;
    int survivors = 0;
    for (int seed = 1; seed <= SCHEDULES; seed++) {
      VirtualNetwork net = new VirtualNetwork(seed);
      SplittableRandom random = new SplittableRandom(seed);
      net.payloadBytes = 200;
      Peer root = net.root("root", 1, 4);
      net.stream(root, 60 * SECOND);
      List<Peer> peers = new ArrayList<>();
      for (int i = 0; i < PEERS; i++) {
        // Slots: none, one, two or three, 1.5 in the mean: 1.3 times what is needed with those of the root and luck.
        peers.add(net.relay("peer" + i, i % 4 == 0 ? 0 : i % 4, root));
        net.run(random.nextLong(200_000));
      }
      net.run(10 * SECOND);
      List<Peer> left = new ArrayList<>(peers);
      for (int i = 0; i < PEERS / 2; i++) {
        Peer dies = left.remove(random.nextInt(left.size()));
        net.at(net.now + random.nextLong(SECOND), dies::kill);
      }
      net.run(SECOND + 3 * SECOND);
      int slots = 4;
      for (Peer peer : left) {
        slots += peer.status().slots();
        late += isFed(peer, root) ? 0 : 1;
      }
      survivors += left.size();
      assertTrue(slots >= 1.3 * left.size(), slots + " slots");
    }
    System.out.printf("%d of %d survivors were not fed after 3 s%n", late, survivors);
    assertTrue(late <= survivors / 100, late + " of " + survivors + " survivors are not fed");
  }

  /** Whether the newest chunks reach it. */
  private static boolean isFed(Peer peer, Peer root) {
    return peer.parent() != null && root.status().newestSequence() - peer.status().newestSequence() <= 5;
  }
}
