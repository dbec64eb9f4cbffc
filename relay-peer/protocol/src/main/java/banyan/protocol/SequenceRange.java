package banyan.protocol;

/**
 * A run of sequences of one epoch.
 *
 * @param first the first one
 * @param count how many, at least 1
 */
public record SequenceRange(long first, int count) {
  public SequenceRange {
    if (first < 0 || count < 1) {
      throw new IllegalArgumentException("range of " + count + " from " + first);
    }
  }

  public long last() {
    return first + count - 1;
  }
}
