package banyan.bench;

import banyan.tls.Encryption;
import java.io.IOException;

/** Those whom one relay feeds: peers, or players over HTTP. */
interface Crowd extends AutoCloseable {
  /** Lets so many more in, and waits until all are fed. */
  void grow(int count) throws Exception;

  /** Bytes of media that have come to them. */
  long receivedBytes() throws Exception;

  /** Tells what they received, and what they did not. */
  void tell(Findings found) throws Exception;

  @Override
  void close();

  /** Peers below a relay, whose links are of the relay's kind. */
  static Crowd ofPeers(Chain chain, Encryption encryption) throws IOException {
    WireChildren children = new WireChildren(chain.root(), encryption);
    return new Crowd() {
      @Override
      public void grow(int count) throws Exception {
        children.attach(count, chain.last().port(), (child, chunk, nanos) -> {});
      }

      @Override
      public long receivedBytes() {
        return children.count().bytes();
      }

      @Override
      public void tell(Findings found) {
        WireChildren.Count count = children.count();
        found.count("children.chunks", count.received());
        found.count("children.lost", count.lost());
        found.count("children.ended", count.ended());
        found.count("children.verified", count.verified());
        found.count("children.compared", count.compared());
        found.count("children.forged", count.forged());
      }

      @Override
      public void close() {
        children.close();
      }
    };
  }

  /** Players at a relay. */
  static Crowd ofPlayers(Chain chain) {
    HttpViewers viewers = new HttpViewers();
    return new Crowd() {
      @Override
      public void grow(int count) throws Exception {
        viewers.open(count, chain.last());
      }

      @Override
      public long receivedBytes() throws Exception {
        return viewers.count().packets() * TsContinuity.PACKET_BYTES;
      }

      @Override
      public void tell(Findings found) throws Exception {
        HttpViewers.Count count = viewers.count();
        found.count("viewers.packets", count.packets());
        found.count("viewers.lost", count.gaps());
        found.count("viewers.ended", count.ended());
      }

      @Override
      public void close() {
        viewers.close();
      }
    };
  }
}
