package banyan.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.protocol.Message;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a channel says of itself while it is on air. */
final class DescriptorNewsTest {
  private static final long SECOND = VirtualTime.SECOND;

  private final VirtualNetwork net = new VirtualNetwork(1);
  private final List<Peer> chain = new ArrayList<>();

  @BeforeEach
  void aChainOfFour() {
    net.peersClimb = false;
    Peer above = net.root("root", 1, 1);
    chain.add(above);
    for (int hop = 1; hop <= 4; hop++) {
      above = net.relay("relay" + hop, 1, above);
      chain.add(above);
      net.run(2 * SECOND);
    }
    assertEquals(4, last().status().path().depth());
  }

  private Peer last() {
    return chain.get(chain.size() - 1);
  }

  private void rootSays(int revision) {
    chain.get(0).handle(new Input.DescriptorChanged(net.channel.descriptor(revision, 1_000_000)));
  }

  private static List<Long> heard(Peer peer) {
    return peer.events(NodeEvent.Described.class).stream().map(event -> event.descriptor().revision()).toList();
  }

  @Test
  void aChangeIsAtTheDeepestPeerAfterNothingButTheWay() {
    rootSays(2);
    long said = net.now;
    assertTrue(net.runUntil(SECOND, () -> heard(last()).contains(2L)));
    // Those who only stand by for each other hand it on as well.
    assertTrue(net.now - said <= 4 * net.delayMicros, net.now - said + " µs");
    chain.forEach(peer -> assertEquals(List.of(1L, 2L), heard(peer), peer::toString));
  }

  @Test
  void whatIsOlderThanWhatIsKnownIsNeitherBelievedNorHandedOn() {
    rootSays(5);
    net.run(SECOND);
    List<String> handedOn = new ArrayList<>();
    net.onSend = (peer, message) -> {
      if (message instanceof Message.Describe && !peer.isRoot) {
        handedOn.add(peer.name);
      }
    };
    rootSays(4);
    rootSays(5);
    net.run(SECOND);
    assertEquals(List.of(1L, 5L), heard(last()));
    assertEquals(List.of(), handedOn);
  }

  @Test
  void whoComesLaterHearsTheNewestAndOnlyThat() {
    for (int revision = 2; revision <= 9; revision++) {
      rootSays(revision);
    }
    net.run(SECOND);
    assertEquals(9, heard(last()).size(), "each in its order");
    Peer late = net.relay("late", 1, last());
    net.run(2 * SECOND);
    assertEquals(List.of(9L), heard(late));
  }
}
