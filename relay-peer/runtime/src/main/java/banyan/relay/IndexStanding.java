package banyan.relay;

/** How an index fares, for whoever runs the peer. */
public enum IndexStanding {
  /** There is none, or it has not answered yet. */
  UNKNOWN,
  GOOD,
  /** It did not answer the last time that it was asked, or not well. */
  BAD
}
