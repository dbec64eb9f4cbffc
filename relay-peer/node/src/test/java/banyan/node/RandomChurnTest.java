package banyan.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Random joins, kills, leaves, silences, limps, pauses and restarts of the root, then quiet: after it every peer is
 * fed, as far as there are slots, and holds the newest chunk. No circle of peers lives longer than a second and its own
 * round trip. {@link VirtualNetwork} checks order and uniqueness at every delivery.
 */
final class RandomChurnTest {
  private static final long SECOND = VirtualTime.SECOND;
  /** {@code -Dbanyan.schedules=10000} takes some minutes. */
  private static final int SCHEDULES = Integer.getInteger("banyan.schedules", 150);
  private static final int FIRST = Integer.getInteger("banyan.firstSchedule", 1);

  private VirtualNetwork net = new VirtualNetwork(0);
  private int circles;
  private long longestCircleMicros;

  @Test
  void afterAnyScheduleOfFaultsEverybodyIsFedAgain() {
    for (int seed = FIRST; seed < FIRST + SCHEDULES; seed++) {
      try {
        schedule(seed);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage() + net.described(), e);
      }
    }
    System.out.printf("%d schedules: %d circles, the longest for %d ms%n", SCHEDULES, circles,
        longestCircleMicros / 1_000);
  }

  private void schedule(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    net = new VirtualNetwork(seed);
    net.delayMicros = 1_000 + random.nextLong(30_000);
    net.onEvent = (peer, event) -> {
      if (event instanceof NodeEvent.Attached) {
        net.at(net.now, () -> watchForCircle(peer));
      }
    };
    boolean fewSlots = random.nextInt(4) == 0;
    int fewest = fewSlots ? 0 : 2;
    Peer root = net.root("root", 1, 2 + random.nextInt(3));
    net.stream(root, 85 * SECOND);
    List<Peer> relays = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      relays.add(net.relay("relay" + i, fewest + random.nextInt(3), root));
      net.run(random.nextLong(SECOND));
    }
    net.run(5 * SECOND);
    boolean limps = false;
    for (int fault = 0; fault < 12; fault++) {
      Peer victim = relays.get(random.nextInt(relays.size()));
      Peer parent = victim.parent();
      switch (random.nextInt(8)) {
        case 0, 1 -> victim.kill();
        case 2 -> victim.handle(new Input.StopRequested());
        case 3 -> {
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
            net.stream(root, 85 * SECOND);
          }
        }
        case 6 -> {
          if (parent != null) {
            limps = true;
            net.limit(parent, victim, 4_000 + random.nextLong(8_000));
          }
        }
        default -> relays.add(net.relay("late" + fault, fewest + random.nextInt(3), root));
      }
      net.run(random.nextLong(2 * SECOND));
    }
    // What waits on a slow link, 64 KiB at most, still takes its time.
    net.limitNobody();
    net.run((limps ? 40 : 25) * SECOND);
    assertAllFed(root);
  }

  private void assertAllFed(Peer root) {
    long newest = root.status().newestSequence();
    for (Peer peer : net.peers.values()) {
      NodeStatus status = peer.status();
      if (!peer.alive || peer.isRoot || status.phase() == NodeStatus.Phase.STOPPED) {
        continue;
      }
      if (!leadsToRoot(peer)) {
        net.peers.values().stream().filter(other -> other.alive && leadsToRoot(other))
            .forEach(other -> assertEquals(0, other.status().freeSlots(), other + " has room for " + peer));
        continue;
      }
      assertTrue(newest - status.newestSequence() <= 3, peer + " is live: " + status.newestSequence() + "/" + newest);
    }
  }

  private boolean leadsToRoot(Peer peer) {
    Peer up = peer;
    for (int hops = 0; up != null && !up.isRoot; hops++) {
      assertTrue(hops <= net.peers.size(), peer + " is in a circle");
      up = up.parent();
    }
    return up != null;
  }

  // ---- circles

  /** Those who feed each other round and round; empty if the way up from here ends somewhere. */
  private List<Peer> circleOf(Peer peer) {
    List<Peer> round = new ArrayList<>();
    Peer up = peer;
    do {
      round.add(up);
      up = up.parent();
    } while (up != null && up != peer && round.size() <= net.peers.size());
    return up == peer ? round : List.of();
  }

  private void watchForCircle(Peer peer) {
    List<Peer> circle = circleOf(peer);
    if (circle.isEmpty()) {
      return;
    }
    circles++;
    long since = net.now;
    long within = SECOND + 2 * net.delayMicros * circle.size();
    watchCircle(circle, since, within);
  }

  private void watchCircle(List<Peer> circle, long since, long within) {
    net.at(net.now + 10_000, () -> {
      // Who cannot move and who is gone keeps a circle only in others' belief: that is a matter of silence.
      boolean mayMove = circle.stream().allMatch(peer -> peer.alive && !peer.frozen);
      if (!mayMove || !circleOf(circle.get(0)).equals(circle)) {
        longestCircleMicros = Math.max(longestCircleMicros, net.now - since);
        return;
      }
      assertTrue(net.now - since <= within, "the circle of " + circle + " is " + (net.now - since) + " µs old");
      watchCircle(circle, since, within);
    });
  }
}
