package banyan.churn.link;

import java.util.HashMap;
import java.util.Map;

/** What each link is like now: as all are, or as something that was done to it, or to one of its ends, has made it. */
final class LinkShapes {
  private record Pair(int low, int high) {
    static Pair of(int a, int b) {
      return new Pair(Math.min(a, b), Math.max(a, b));
    }
  }

  private final LinkShape usual;
  private final Map<Pair, LinkShape> ofPairs = new HashMap<>();
  private final Map<Integer, LinkShape> ofPeers = new HashMap<>();

  LinkShapes(LinkShape usual) {
    this.usual = usual;
  }

  LinkShape usual() {
    return usual;
  }

  void set(int one, int other, LinkShape shape) {
    ofPairs.put(Pair.of(one, other), shape);
  }

  /** All links of a peer. */
  void set(int peer, LinkShape shape) {
    ofPeers.put(peer, shape);
  }

  void clear(int one, int other) {
    ofPairs.remove(Pair.of(one, other));
  }

  void clear(int peer) {
    ofPeers.remove(peer);
  }

  /** What was done to the link itself counts before what was done to its ends. */
  LinkShape of(int dialler, int listener) {
    LinkShape ofPair = ofPairs.get(Pair.of(dialler, listener));
    LinkShape ofOne = ofPeers.get(dialler);
    LinkShape ofOther = ofPeers.get(listener);
    return ofPair != null ? ofPair : ofOne != null ? ofOne : ofOther != null ? ofOther : usual;
  }
}
