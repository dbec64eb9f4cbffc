package banyan.protocol;

/**
 * Where a chunk stands in a channel. A higher epoch comes after all of a lower one.
 *
 * @param epoch which run of the broadcaster: max(unix ms at its start, last one used + 1)
 * @param sequence the chunk's number in the epoch, from 0, without holes
 */
public record Position(long epoch, long sequence) implements Comparable<Position> {
  @Override
  public int compareTo(Position other) {
    int c = Long.compare(epoch, other.epoch);
    return c != 0 ? c : Long.compare(sequence, other.sequence);
  }

  @Override
  public String toString() {
    return epoch + "/" + sequence;
  }
}
