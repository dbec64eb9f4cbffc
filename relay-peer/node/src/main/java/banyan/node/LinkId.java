package banyan.node;

/** Names a link for as long as its process lives; never used twice. */
public record LinkId(long value) implements Comparable<LinkId> {
  @Override
  public int compareTo(LinkId other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return "link " + value;
  }
}
