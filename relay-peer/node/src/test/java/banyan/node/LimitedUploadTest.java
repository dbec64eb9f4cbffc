package banyan.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.protocol.Message;
import banyan.protocol.MessageCodec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a peer with an upload of 5 Mbit/s does on a channel of 1 Mbit/s. */
final class LimitedUploadTest {
  private static final long SECOND = VirtualTime.SECOND;
  private static final long UPLOAD = 5_000_000 / 8;

  private record Sent(long at, long bytes) {}

  /** The most bytes that a peer sent in one second, all messages counted. */
  private static final class Meter {
    private final ArrayDeque<Sent> lastSecond = new ArrayDeque<>();
    private long inSecond;
    private long worst;

    void add(long now, long bytes) {
      lastSecond.add(new Sent(now, bytes));
      inSecond += bytes;
      while (lastSecond.element().at() <= now - SECOND) {
        inSecond -= lastSecond.remove().bytes();
      }
      worst = Math.max(worst, inSecond);
    }
  }

  private final VirtualNetwork net = new VirtualNetwork(1);
  private final Map<String, Meter> meters = new HashMap<>();

  LimitedUploadTest() {
    net.payloadBytes = 12_300;
    net.uploadBytesPerSecond = UPLOAD;
    net.onSend = (peer, message) ->
        meters.computeIfAbsent(peer.name, name -> new Meter()).add(net.now, bytes(message));
  }

  private static long bytes(Message message) {
    return message instanceof Message.Media media ? media.chunk().frameBytes()
        : MessageCodec.encode(message).remaining();
  }

  @Test
  void fourAreFedHereAndTheyFeedTheOthersAndNoSecondTakesMoreThanTheUpload() {
    Peer root = net.root("root", 1, 65_535);
    net.stream(root, 60 * SECOND);
    net.run(SECOND);
    for (int i = 0; i < 20; i++) {
      net.relay("relay" + i, 65_535, root);
      net.run(SECOND / 5);
    }
    net.run(60 * SECOND);
    assertTrue(root.status().children() <= 4 && root.status().children() >= 3, root.status().toString());
    for (Peer peer : net.peers.values()) {
      assertEquals(0, peer.status().counters().chunksLost(), peer + " has all");
      assertTrue(peer.isRoot || peer.delivered.get(peer.delivered.size() - 1).sequence() == 599, peer + " to the end");
    }
    meters.forEach((name, meter) ->
        assertTrue(meter.worst <= UPLOAD * 1.05 + 65_536, name + " sent " + meter.worst + " B in one second"));
  }

  @Test
  void aChunkHasGoneToAllBeforeTheNextGoesToAny() {
    Peer root = net.root("root", 1, 65_535);
    net.stream(root, 20 * SECOND);
    for (int i = 0; i < 3; i++) {
      net.relay("relay" + i, 0, root);
    }
    net.run(8 * SECOND);
    List<Long> order = new ArrayList<>();
    List<Long> times = new ArrayList<>();
    net.onSend = (peer, message) -> {
      if (peer == root && message instanceof Message.Media media) {
        order.add(media.chunk().sequence());
        times.add(net.now);
      }
    };
    // Half as much again as the upload carries: there is always more than one chunk that waits.
    net.payloadBytes = 31_000;
    net.run(SECOND);
    assertTrue(order.size() >= 20, order.toString());
    for (int i = 1; i < order.size(); i++) {
      assertTrue(order.get(i) >= order.get(i - 1), "in order: " + order);
      assertTrue(i < 10 || times.get(i) > times.get(i - 1), "one at a time: " + times);
    }
  }

  /** All would fall behind together if all were served alike to the end. */
  @Test
  void aLastingOverloadSparesSome() {
    Peer root = net.root("root", 1, 65_535);
    net.stream(root, 40 * SECOND);
    List<Peer> relays = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      relays.add(net.relay("relay" + i, 0, root));
    }
    net.run(8 * SECOND);
    net.payloadBytes = 31_000;
    net.run(30 * SECOND);
    assertTrue(
        relays.stream().anyMatch(relay -> relay.status().counters().chunksLost() == 0
            && relay.delivered.get(relay.delivered.size() - 1).sequence() > 370),
        () -> relays.stream().map(relay -> relay.status().counters().toString()).toList().toString());
  }

  @Test
  void whatIsLiveGoesBeforeTheNewcomersCatchingUp() {
    Peer root = net.root("root", 1, 65_535);
    long began = net.now;
    net.stream(root, 30 * SECOND);
    Peer old = net.relay("old", 0, root);
    net.run(8 * SECOND + 950_000);
    long[] worstDelay = {0};
    Peer late = net.relay("late", 0, root);
    Peer later = net.relay("later", 0, root);
    int[] had = {old.delivered.size()};
    assertTrue(net.runUntil(SECOND, () -> {
      if (old.delivered.size() > had[0]) {
        had[0] = old.delivered.size();
        long sequence = old.delivered.get(old.delivered.size() - 1).sequence();
        worstDelay[0] = Math.max(worstDelay[0], net.now - began - sequence * TestChannel.CHUNK_MICROS);
      }
      return late.delivered.size() > 10 && later.delivered.size() > 10;
    }), "both newcomers catch up");
    assertTrue(worstDelay[0] < 70_000, "the old child waited " + worstDelay[0] + " us at most");
  }

  @Test
  void whomALowerLimitDoesNotCarryIsHandedOnWithoutALoss() {
    Peer root = net.root("root", 1, 65_535);
    net.stream(root, 40 * SECOND);
    for (int i = 0; i < 4; i++) {
      net.relay("relay" + i, 65_535, root);
      net.run(SECOND / 5);
    }
    net.run(5 * SECOND);
    assertTrue(root.status().children() > 2, root.status().toString());
    root.handle(new Input.UploadShareChanged(UPLOAD / 4));
    net.run(10 * SECOND);
    assertEquals(1, root.status().slots());
    assertTrue(root.status().children() <= 2, root.status().toString());
    for (Peer peer : net.peers.values()) {
      assertEquals(0, peer.status().counters().chunksLost(), peer + " has all");
    }
  }
}
