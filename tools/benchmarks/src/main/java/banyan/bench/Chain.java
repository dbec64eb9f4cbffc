package banyan.bench;

import banyan.broadcast.testpattern.PaddedEncoder;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** A broadcaster and relays one behind another, fed by a {@link PaddedEncoder}. */
final class Chain implements AutoCloseable {
  private final List<Programs.Program> peers = new ArrayList<>();
  private final PaddedEncoder push;

  private Chain(Programs.Program root, PaddedEncoder push) {
    this.push = push;
    peers.add(root);
  }

  /** Starts it, and waits until chunks come out of the last one. The last one takes any number of children. */
  static Chain start(Programs programs, long bitsPerSecond, int hops) throws Exception {
    return start(programs, bitsPerSecond, hops, (number, nanos) -> {});
  }

  /** The same, and the watcher hears of each picture that goes in. */
  static Chain start(Programs programs, long bitsPerSecond, int hops, PaddedEncoder.Watcher watcher)
      throws Exception {
    String[] one = {"--max-children", "1"};
    Programs.Program root = programs.broadcast(one);
    URI source = URI.create(String.valueOf(root.ready().source()));
    Chain chain = new Chain(root, PaddedEncoder.start(source, bitsPerSecond, watcher));
    for (int hop = 1; hop <= hops; hop++) {
      Programs.Program relay =
          programs.relay(root, chain.peers.get(hop - 1), hop < hops ? one : new String[] {"--max-children", "4000"});
      programs.awaitFed(relay);
      chain.peers.add(relay);
    }
    return chain;
  }

  /** The root first. */
  List<Programs.Program> peers() {
    return List.copyOf(peers);
  }

  Programs.Program root() {
    return peers.get(0);
  }

  Programs.Program last() {
    return peers.get(peers.size() - 1);
  }

  PaddedEncoder push() {
    return push;
  }

  /** Ends all of it, the last relay first, so that no trace ends before that of a peer below. */
  void end() throws Exception {
    push.assertOnTime();
    for (int i = peers.size() - 1; i >= 0; i--) {
      peers.get(i).process().end();
    }
  }

  /** What came when at each of the peers; all of it only once they have ended. */
  List<Trace> traces() throws IOException {
    List<Trace> traces = new ArrayList<>();
    for (Programs.Program peer : peers) {
      traces.add(Trace.read(peer.trace()));
    }
    return traces;
  }

  @Override
  public void close() throws IOException {
    push.close();
  }
}
