package banyan.bench;

import banyan.protocol.Chunk;
import java.util.ArrayList;
import java.util.List;

/** When which chunk came to any of many children. */
final class Delays implements WireChild.Ear {
  private record Arrival(long sequence, long nanos) {}

  private final List<Arrival> arrivals = new ArrayList<>();

  @Override
  public synchronized void came(WireChild child, Chunk chunk, long nanos) {
    arrivals.add(new Arrival(chunk.sequence(), nanos));
  }

  /** Milliseconds from the arrival at the parent, of chunks that came there between the two times. */
  synchronized double[] millisAfter(Trace parent, long fromNanos, long toNanos) {
    List<Double> delays = new ArrayList<>();
    for (Arrival arrival : arrivals) {
      Long there = parent.nanosBySequence().get(arrival.sequence());
      if (there != null && there >= fromNanos && there < toNanos) {
        delays.add((arrival.nanos() - there) / 1e6);
      }
    }
    return Findings.array(delays);
  }
}
