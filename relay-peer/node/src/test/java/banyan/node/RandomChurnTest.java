package banyan.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.node.VirtualNetwork.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Random joins, kills, leaves, silences, pauses and restarts of the root, then quiet: after it every peer is fed,
 * nobody sits in a loop, and all hold the newest chunk. {@link VirtualNetwork} checks order and uniqueness at every
 * delivery.
 */
final class RandomChurnTest {
  private static final long SECOND = VirtualNetwork.SECOND;
  private static final int SCHEDULES = Integer.getInteger("banyan.schedules", 150);

  @Test
  void afterAnyScheduleOfFaultsEverybodyIsFedAgain() {
    for (int seed = 1; seed <= SCHEDULES; seed++) {
      try {
        schedule(seed);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  private static void schedule(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    VirtualNetwork net = new VirtualNetwork(seed);
    net.delayMicros = 1_000 + random.nextLong(30_000);
    Peer root = net.root("root", 1, 2 + random.nextInt(3));
    net.stream(root, 70 * SECOND);
    List<Peer> relays = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      relays.add(net.relay("relay" + i, 2 + random.nextInt(3), root));
      net.run(random.nextLong(SECOND));
    }
    net.run(5 * SECOND);
    for (int fault = 0; fault < 12; fault++) {
      Peer victim = relays.get(random.nextInt(relays.size()));
      switch (random.nextInt(7)) {
        case 0, 1 -> victim.kill();
        case 2 -> victim.handle(new Input.StopRequested());
        case 3 -> {
          Peer parent = victim.parent();
          if (parent != null) {
            net.silence(victim, parent);
          }
        }
        case 4 -> {
          victim.freeze();
          net.at(net.now + random.nextLong(4 * SECOND), victim::thaw);
        }
        case 5 -> {
          if (random.nextInt(3) == 0) {
            root.kill();
            net.run(random.nextLong(3 * SECOND));
            root = net.root("root" + fault, 2 + fault, 4, root);
            net.stream(root, 70 * SECOND);
          }
        }
        default -> relays.add(net.relay("late" + fault, 1 + random.nextInt(3), root));
      }
      net.run(random.nextLong(2 * SECOND));
    }
    net.run(25 * SECOND);

    long newest = root.status().newestSequence();
    for (Peer peer : net.peers.values()) {
      NodeStatus status = peer.status();
      if (!peer.alive || peer.isRoot || status.phase() == NodeStatus.Phase.STOPPED) {
        continue;
      }
      assertEquals(NodeStatus.Phase.ATTACHED, status.phase(), peer + " is attached");
      assertTrue(newest - status.newestSequence() <= 3, peer + " is live: " + status.newestSequence() + "/" + newest);
      Peer up = peer;
      for (int hops = 0; !up.isRoot; hops++) {
        assertTrue(hops <= net.peers.size(), peer + " is in a loop");
        up = up.parent();
        assertNotNull(up, peer + " leads to the root");
      }
    }
  }
}
