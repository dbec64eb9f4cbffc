package banyan.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.protocol.CloseReason;
import banyan.protocol.Message;
import banyan.protocol.MessageCodec;
import banyan.protocol.MessageType;
import banyan.protocol.PeerId;
import banyan.protocol.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Strangers say whatever the codec lets pass, in any state, on links that they dial and on those that are dialled to
 * them: no node throws, no table grows beyond its limit, and the honest go on being served.
 */
class HostilePeerTest {
  private static final long SECOND = VirtualTime.SECOND;

  /** The tables that may be larger than {@link #USUAL_LIMIT}, with their own limits. */
  private static final Map<String, Integer> LIMITS = Map.of("Core.links", Timing.MAX_LINKS);
  /** Of all the others: a pull's chunks, bans, candidates, what is owed. */
  private static final int USUAL_LIMIT = Timing.MAX_OWED;

  /** One link of a stranger's to a node. */
  private record Mouth(Peer node, LinkId link) {}

  private final List<Mouth> mouths = new ArrayList<>();
  private long links = 1_000_000_000;

  @Property(tries = 40)
  void strangersHarmNobody(@ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int strangers) {
    SplittableRandom random = new SplittableRandom(seed);
    VirtualNetwork net = new VirtualNetwork(seed);
    Peer root = net.root("root", 1, 3);
    net.stream(root, 40 * SECOND);
    Peer middle = net.relay("middle", 4, root);
    net.run(2 * SECOND);
    Peer leaf = net.relay("leaf", 4, middle);
    Peer other = net.relay("other", 4, middle, root);
    net.run(3 * SECOND);
    List<Peer> honest = List.of(root, middle, leaf, other);
    HostileMessages messages = new HostileMessages(random, net, root);
    net.strangers = (dialler, attempt) -> {
      opened(dialler, attempt, messages, messages.stranger());
      return true;
    };
    for (int i = 0; i < strangers * 20; i++) {
      Peer victim = honest.get(random.nextInt(honest.size()));
      if (mouths.isEmpty() || random.nextInt(8) == 0) {
        opened(victim, 0, messages, messages.stranger());
      }
      for (int said = random.nextInt(12); said > 0 && !mouths.isEmpty(); said--) {
        Mouth mouth = mouths.get(random.nextInt(mouths.size()));
        say(mouth, random.nextInt(3) == 0 ? messages.next(MessageType.ATTACH) : messages.next());
      }
      if (!mouths.isEmpty() && random.nextInt(20) == 0) {
        Mouth gone = mouths.remove(random.nextInt(mouths.size()));
        gone.node().handle(new Input.LinkLost(gone.link(), CloseReason.CONNECTION_LOST));
      }
      net.run(random.nextLong(SECOND / strangers));
      if (i % 20 == 0) {
        honest.forEach(HostilePeerTest::assertBounded);
      }
    }
    honest.forEach(HostilePeerTest::assertBounded);
    net.strangers = (dialler, attempt) -> false;
    net.run(12 * SECOND);
    long newest = root.status().newestSequence();
    for (Peer peer : honest) {
      NodeStatus status = peer.status();
      assertEquals(NodeStatus.Phase.ATTACHED, status.phase(), peer + " is attached");
      assertTrue(newest - status.newestSequence() <= 3, peer + " is live: " + status.newestSequence() + "/" + newest);
      assertEquals(1, status.epoch(), peer + " is in the root's epoch");
    }
  }

  private void opened(Peer node, long attempt, HostileMessages messages, PeerId as) {
    LinkId link = new LinkId(++links);
    mouths.add(new Mouth(node, link));
    node.handle(new Input.LinkOpened(link, attempt, as, messages.address()));
    if (attempt != 0) {
      say(mouths.get(mouths.size() - 1), messages.next(MessageType.ACCEPT));
    }
  }

  private static void say(Mouth mouth, Message message) {
    Message decoded;
    try {
      decoded = MessageCodec.decode(MessageCodec.encode(message)).orElseThrow();
    } catch (ProtocolException e) {
      // The codec does not let it pass.
      return;
    }
    mouth.node().handle(new Input.MessageReceived(mouth.link(), decoded));
  }

  private static void assertBounded(Peer peer) {
    TableSizes.of(peer.node).forEach((table, size) -> assertTrue(
        size <= LIMITS.getOrDefault(table, USUAL_LIMIT), () -> peer + ": " + table + " has grown to " + size));
  }
}
